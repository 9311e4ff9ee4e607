using System.Collections.Immutable;

namespace DecentralizedAi.Domain.Policy.Documents;

/// <summary>Why a document is refused.</summary>
/// <param name="Class">One word of a closed list, as in the vectors.</param>
/// <param name="Place">The key where the key is at fault, else the value; a missing key = its map.</param>
/// <param name="Found">What stands there; may be cut.</param>
/// <param name="Expected">What would be right, as a phrase.</param>
/// <param name="Nearest">The nearest known word, when there is one.</param>
public sealed record PolicyFault(string Class, Place Place, string Found, string Expected, string? Nearest = null)
{
    private const int LongestFound = 80;

    // The place in this list is the number of the code: append only.
    private static readonly string[] Classes =
    [
        "yaml", "directive", "anchor", "alias", "tag", "merge", "duplicate", "depth", "missing", "shape", "text",
        "version", "chain", "key", "id", "tool", "effect", "type", "argument", "money", "list", "limit", "size",
        "address", "hash", "resource", "asset", "amount", "integer", "bounds", "rate", "duration", "condition",
        "url", "host", "date", "bool", "enum", "cid", "label", "turn", "instructor", "days", "hours", "time",
        "cron", "vacuous", "canonical",
    ];

    /// <summary>The error code of the class: <c>DAI-2101</c> and on.</summary>
    public string Code => $"DAI-{2101 + Array.IndexOf(Classes, Class)}";

    /// <summary>What was found, what was expected and what may have been meant.</summary>
    public string Text => $"{Class}: found {Shown}, expected {Expected}"
        + (Nearest is null ? "" : $"; did you mean '{Nearest}'?");

    /// <summary>One line for people: code, place and text.</summary>
    public override string ToString() => $"{Code} line {Place.Line}, column {Place.Column}: {Text}";

    private string Shown => Found.Length == 0 ? "nothing"
        : Found.Length <= LongestFound ? $"'{Found}'"
        : $"'{Found[..LongestFound]}...' ({Found.Length} characters)";
}

/// <summary>Collects faults; keeps the first at each place.</summary>
public sealed class FaultList
{
    private readonly SortedDictionary<Place, PolicyFault> _faults = [];

    public int Count => _faults.Count;

    /// <summary>By position.</summary>
    public ImmutableArray<PolicyFault> ByPlace => [.. _faults.Values];

    internal void Add(string @class, Place place, string found, string expected, string? nearest = null) =>
        _faults.TryAdd(place, new(@class, place, found, expected, nearest));
}
