using DecentralizedAi.Cli.Output;
using Xunit;

namespace DecentralizedAi.Cli.Tests.Output;

/// <summary>What goes on, as a terminal and as a file see it.</summary>
public sealed class StepsTests
{
    private readonly StringWriter _error = new();
    private readonly Clock _clock = new();

    [Fact]
    public void A_file_gets_a_line_for_a_step_and_nothing_that_moves()
    {
        var steps = new Steps(_error, moves: false, 80, _clock);
        steps.Next("copying");
        _clock.Advance(3);
        steps.Next("hashing", stays: false);
        _clock.Advance(3);
        steps.Say("done");
        steps.End(well: true);
        Assert.Equal("copying\ndone\n", _error.ToString());
    }

    [Fact]
    public void A_terminal_sees_it_move_and_keeps_a_line_with_its_seconds()
    {
        var steps = new Steps(_error, moves: true, 80, _clock);
        steps.Next("copying", () => 0.5);
        _clock.Advance(1.5);
        Assert.Contains("copying  1.5 s  ━━━━━━━━╌╌╌╌╌╌╌╌  50 %", _error.ToString(), StringComparison.Ordinal);
        steps.Say("contract 0x1 is there");
        steps.End(well: false);
        // Of each line what was painted last is seen.
        var seen = _error.ToString().Split('\n').Select(line => line.Split("\u001b[K")[^1]);
        Assert.Equal(["contract 0x1 is there", "✗ copying  1.5 s", ""], seen);
    }

    [Fact]
    public void What_is_told_otherwise_leaves_no_line_and_a_short_step_is_not_painted()
    {
        var steps = new Steps(_error, moves: true, 80, _clock);
        steps.Next("soon over");
        _clock.Advance(0.2);
        steps.Next("the claim of a step", stays: false);
        Assert.Equal("", _error.ToString());
        _clock.Advance(1);
        steps.End(well: true);
        Assert.EndsWith("\r\u001b[K", _error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain('\n', _error.ToString());
    }

    [Fact]
    public void No_painted_line_is_wider_than_the_terminal()
    {
        var steps = new Steps(_error, moves: true, 40, _clock);
        steps.Next(new string('x', 100));
        _clock.Advance(1);
        Assert.All(_error.ToString().Split("\u001b[K"), line => Assert.InRange(line.Length, 0, 40));
    }

    /// <summary>A clock that rings when it is moved.</summary>
    private sealed class Clock : TimeProvider
    {
        private readonly List<Bell> _bells = [];

        private TimeSpan _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var bell = new Bell(callback, _now + dueTime, _bells);
            _bells.Add(bell);
            return bell;
        }

        public void Advance(double seconds)
        {
            _now += TimeSpan.FromSeconds(seconds);
            foreach (var bell in _bells.Where(bell => bell.At <= _now).ToList())
                bell.Ring();
        }
    }

    private sealed record Bell(TimerCallback Callback, TimeSpan At, List<Bell> Bells) : ITimer
    {
        public void Ring() => Callback(null);

        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose() => Bells.RemoveAll(other => ReferenceEquals(other, this));

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
