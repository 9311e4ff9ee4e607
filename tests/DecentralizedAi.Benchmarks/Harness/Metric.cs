using System.Text.Json.Nodes;

namespace DecentralizedAi.Benchmarks.Harness;

/// <summary>Which way a figure gets better.</summary>
internal enum Better
{
    Lower,
    Higher,
}

/// <summary>One figure of a run.</summary>
/// <param name="Id"><c>group.name</c>.</param>
/// <param name="Ours">Our figure, in <paramref name="Unit"/>.</param>
/// <param name="Peer">The same of another engine, answers compared; null when there is none.</param>
/// <param name="Limit">What the machine allows at best, in the same run; null when nothing bounds it.</param>
/// <param name="Goal">What is wanted of <paramref name="Ours"/>, or of the ratio where there is a peer; null for a
/// figure that is shown alone.</param>
internal sealed record Metric(
    string Id, string Unit, double Ours, double? Peer, double? Limit, double? Goal, Better Better = Better.Lower)
{
    /// <summary>How many times the peer's figure ours is better; else how many times the limit ours is.</summary>
    public double? Ratio => Peer is { } peer ? (Better == Better.Lower ? peer / Ours : Ours / peer) : Ours / Limit;

    public bool Passes => Goal is not { } goal
        || (Peer is not null ? Ratio >= goal : Better == Better.Lower ? Ours <= goal : Ours >= goal);

    public JsonObject ToJson() => new()
    {
        ["id"] = Id,
        ["unit"] = Unit,
        ["ours"] = Rounded(Ours),
        ["peer"] = Rounded(Peer),
        ["limit"] = Rounded(Limit),
        ["ratio"] = Rounded(Ratio),
        ["goal"] = Goal,
        ["pass"] = Passes,
    };

    public string ToLine() => string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"{(Passes ? "ok  " : "MISS")} {Id,-28} {Ours,14:#,0.##} {Unit,-10} "
        + $"{(Peer is { } peer ? $"peer {peer:#,0.##}, {Ratio:#,0.#} times " : "")}"
        + $"{(Limit is { } limit ? $"limit {limit:#,0.##} " : "")}{(Goal is { } goal ? $"goal {goal:#,0.##}" : "")}");

    private static double? Rounded(double? value) => value is { } number ? Math.Round(number, 3) : null;
}
