using System.Collections.Immutable;

namespace DecentralizedAi.Domain.Policy.Documents;

/// <summary>A position in a source, from 1; columns in UTF-16 code units.</summary>
public readonly record struct Place(int Line, int Column) : IComparable<Place>
{
    public static Place Start => new(1, 1);

    public int CompareTo(Place other) =>
        Line != other.Line ? Line.CompareTo(other.Line) : Column.CompareTo(other.Column);

    public override string ToString() => $"{Line}:{Column}";
}

/// <summary>A document as written, before it means anything: from YAML or from JSON. Every scalar is text.</summary>
public abstract record PolicyNode(Place Place);

/// <summary>A text.</summary>
public sealed record ScalarNode(Place Place, string Text) : PolicyNode(Place);

/// <summary>A list.</summary>
public sealed record ListNode(Place Place, ImmutableArray<PolicyNode> Items) : PolicyNode(Place);

/// <summary>A map with its keys in the order written; duplicates are still there.</summary>
public sealed record MapNode(Place Place, ImmutableArray<MapEntry> Entries) : PolicyNode(Place)
{
    /// <summary>The first entry of that key, or null.</summary>
    public MapEntry? this[string key]
    {
        get
        {
            foreach (ref readonly var entry in Entries.AsSpan())
            {
                if (entry.Key == key)
                    return entry;
            }
            return null;
        }
    }
}

/// <summary>A key with its value.</summary>
public readonly record struct MapEntry(Place KeyPlace, string Key, PolicyNode Value);
