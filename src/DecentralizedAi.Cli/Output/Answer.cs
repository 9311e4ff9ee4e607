using System.Text.Json.Nodes;

namespace DecentralizedAi.Cli.Output;

/// <summary>What a verb gives: the same facts for a program and for a person.</summary>
/// <param name="Facts">Members of the JSON object beside its schema.</param>
/// <param name="Human">Writes the same for people.</param>
/// <param name="Exit">What the process ends with.</param>
internal sealed record Answer(JsonObject Facts, Action<TextWriter> Human, ExitCode Exit = ExitCode.Ok)
{
    /// <summary>Everything was given as it came, and it ended in order.</summary>
    public static Answer Given { get; } = new([], _ => { });

    /// <summary>An answer whose human form is its lines.</summary>
    public static Answer Lines(JsonObject facts, params IEnumerable<string> lines)
    {
        var all = lines.ToList();
        return new Answer(facts, writer => all.ForEach(writer.WriteLine));
    }
}
