using System.Globalization;
using System.Text;
using System.Text.Json;

namespace DecentralizedAi.Node;

/// <summary>
/// Makes every line on the standard streams an object of JSON, whoever wrote it: the cluster and the runtime have logs
/// of their own, and what ends a process has none.
/// </summary>
internal sealed class JsonLines(TextWriter target, string level, TimeProvider clock) : TextWriter
{
    /// <summary>RFC 3339 with milliseconds.</summary>
    public const string Time = "yyyy-MM-ddTHH:mm:ss.fffZ";

    private readonly Lock _lock = new();
    private readonly StringBuilder _line = new();

    public override Encoding Encoding => target.Encoding;

    /// <summary>From here on both streams of this process hold such lines.</summary>
    public static void Take(TimeProvider clock)
    {
        Console.SetOut(new JsonLines(Console.Out, "Information", clock));
        Console.SetError(new JsonLines(Console.Error, "Error", clock));
    }

    public override void Write(char value)
    {
        lock (_lock)
            Add(value);
    }

    public override void Write(string? value)
    {
        lock (_lock)
            foreach (var one in value ?? "")
                Add(one);
    }

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Flush() => target.Flush();

    private void Add(char one)
    {
        if (one != '\n')
        {
            _line.Append(one);
            return;
        }
        var line = _line.ToString().TrimEnd('\r');
        _line.Clear();
        if (line.Length == 0)
            return;
        // The logs that speak JSON themselves stay as they are.
        target.Write((line[0] == '{' && IsJson(line) ? line : Object(line)) + "\n");
        target.Flush();
    }

    private string Object(string line) => JsonSerializer.Serialize(new
    {
        Timestamp = clock.GetUtcNow().ToString(Time, CultureInfo.InvariantCulture), LogLevel = level, Message = line,
    });

    private static bool IsJson(string line)
    {
        try
        {
            JsonElement.Parse(line);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
