using System.Globalization;
using Spectre.Console;

namespace DecentralizedAi.Cli.Output;

/// <summary>
/// What goes on, on the standard error: on a terminal one line that is painted over, elsewhere at most a line for a
/// step.
/// </summary>
/// <param name="width">Characters in a line of the terminal.</param>
internal sealed class Steps(TextWriter error, bool moves, int width, TimeProvider clock)
{
    private const int Bar = 16;
    private const string Erase = "\r\u001b[K";

    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly IReadOnlyList<string> _frames = [.. Spinner.Known.Dots.Frames];

    private ITimer? _timer;
    private string? _what;
    private Func<double>? _share;
    private long _started;
    private int _frame;
    private bool _stays;
    private bool _painted;

    /// <summary>The step before is done and another begins.</summary>
    /// <param name="share">How much of it is done, 0 to 1; null where nobody knows.</param>
    /// <param name="stays">Whether a line of it stays: on a terminal when it took a while, elsewhere at once.</param>
    public void Next(string what, Func<double>? share = null, bool stays = true)
    {
        End(well: true);
        lock (_lock)
        {
            if (!moves)
            {
                if (stays)
                    error.WriteLine(what);
                return;
            }
            (_what, _share, _stays, _started) = (what, share, stays, clock.GetTimestamp());
            _timer = clock.CreateTimer(_ => Tick(), null, Soon, Beat);
        }
    }

    /// <summary>The step is over; a line of it stays where it was seen.</summary>
    public void End(bool well)
    {
        lock (_lock)
        {
            _timer?.Dispose();
            if (_painted)
                error.Write(_stays ? $"{Erase}{(well ? "✓" : "✗")} {_what}  {Took()}\n" : Erase);
            (_timer, _what, _share, _painted) = (null, null, null, false);
        }
    }

    /// <summary>A line that stays, above the one that moves.</summary>
    public void Say(string line)
    {
        lock (_lock)
        {
            error.WriteLine(_painted ? Erase + line : line);
            if (_painted)
                Paint();
        }
    }

    private void Tick()
    {
        lock (_lock)
        {
            // A tick that was under way when the step ended.
            if (_what is not null)
                Paint();
        }
    }

    private void Paint()
    {
        _painted = true;
        var line = $"{_frames[_frame++ % _frames.Count]} {_what}  {Took()}";
        if (_share is not null)
        {
            var done = Math.Clamp(_share(), 0, 1);
            var full = (int)Math.Round(done * Bar);
            line += string.Create(CultureInfo.InvariantCulture,
                $"  {new string('━', full)}{new string('╌', Bar - full)} {done * 100,3:0} %");
        }
        error.Write(Erase + (line.Length < width ? line : line[..(width - 1)]));
        error.Flush();
    }

    private string Took() => string.Create(
        CultureInfo.InvariantCulture, $"{clock.GetElapsedTime(_started).TotalSeconds:0.0} s");
}
