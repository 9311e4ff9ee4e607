using System.Text.Json.Nodes;

namespace DecentralizedAi.Cli.Output;

/// <summary>What a verb gives: the same facts for a program and for a person.</summary>
/// <param name="Facts">Members of the JSON object beside its schema.</param>
/// <param name="Human">Writes the same for people.</param>
/// <param name="Exit">What the process ends with.</param>
internal sealed record Answer(JsonObject Facts, Action<Page> Human, ExitCode Exit = ExitCode.Ok)
{
    /// <summary>Everything was given as it came, and it ended in order.</summary>
    public static Answer Given { get; } = new([], _ => { });

    /// <summary>An answer whose human form is its lines.</summary>
    public static Answer Lines(JsonObject facts, params IEnumerable<string> lines)
    {
        var all = lines.ToList();
        return new Answer(facts, page => all.ForEach(page.WriteLine));
    }

    /// <summary>An answer whose human form is a table.</summary>
    /// <param name="none">What is said where there is nothing.</param>
    public static Answer Of(JsonObject facts, Listing listing, string none) =>
        new(facts, page => page.Draw(listing, none));
}
