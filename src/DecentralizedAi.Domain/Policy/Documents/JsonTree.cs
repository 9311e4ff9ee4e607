using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace DecentralizedAi.Domain.Policy.Documents;

/// <summary>Reads the JSON of a document found on chain as a tree. Only objects, arrays and strings are taken.
/// </summary>
internal static class JsonTree
{
    private const int DeepestLevel = 16;

    /// <summary>The tree, or why the bytes are none.</summary>
    public static (PolicyNode? Root, PolicyFault? Fault) Read(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = DeepestLevel });
        var scratch = new Scratch();
        try
        {
            reader.Read();
            var root = Node(ref reader, scratch);
            // Throws where something follows.
            reader.Read();
            return (root, null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string that is no UTF-8, or an escaped half of a pair.
            return (null, Fault(reader.TokenStartIndex, e.Message));
        }
    }

    private static PolicyNode Node(ref Utf8JsonReader reader, Scratch scratch)
    {
        var place = PlaceOf(reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return new ScalarNode(place, scratch.Texts.Of(ref reader));
            case JsonTokenType.StartArray:
                var items = scratch.Nodes.Count;
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    scratch.Nodes.Add(Node(ref reader, scratch));
                return new ListNode(place, Take(scratch.Nodes, items));
            case JsonTokenType.StartObject:
                var entries = scratch.Entries.Count;
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var keyPlace = PlaceOf(reader.TokenStartIndex);
                    var key = scratch.Texts.Of(ref reader);
                    reader.Read();
                    scratch.Entries.Add(new(keyPlace, key, Node(ref reader, scratch)));
                }
                return new MapNode(place, Take(scratch.Entries, entries));
            default:
                throw new JsonException($"{reader.TokenType} where only objects, arrays and strings are taken");
        }
    }

    /// <summary>Takes what was added to a list since it had so many items.</summary>
    private static ImmutableArray<T> Take<T>(List<T> items, int first)
    {
        var taken = ImmutableArray.Create((ReadOnlySpan<T>)CollectionsMarshal.AsSpan(items)[first..]);
        items.RemoveRange(first, items.Count - first);
        return taken;
    }

    // What is open: one list for all levels, because a list for each would be most of the garbage.
    private sealed class Scratch
    {
        public List<PolicyNode> Nodes { get; } = [];
        public List<MapEntry> Entries { get; } = [];
        public KnownTexts Texts { get; } = new();
    }

    // Canonical bytes are one line; the column counts bytes.
    private static Place PlaceOf(long index) => new(1, (int)index + 1);

    private static PolicyFault Fault(long index, string found) =>
        new("canonical", PlaceOf(index), found, "the canonical JSON of a policy");
}

/// <summary>Short texts that were read already: a document says the same few words in every rule.</summary>
internal sealed class KnownTexts
{
    private const int Longest = 48;
    private const int Places = 256;

    private readonly string?[] _texts = new string?[Places];

    public string Of(ref Utf8JsonReader reader)
    {
        if (reader.ValueIsEscaped || reader.ValueSpan.Length is 0 or > Longest)
            return reader.GetString()!;
        var utf8 = reader.ValueSpan;
        var hash = (uint)utf8.Length;
        foreach (var one in utf8)
            hash = (hash ^ one) * 16_777_619;
        ref var text = ref _texts[(hash ^ (hash >> 15)) % Places];
        // Of another length or with another byte it is another text, which takes the place.
        if (text is null || text.Length != utf8.Length || !reader.ValueTextEquals(text))
            text = reader.GetString()!;
        return text;
    }
}
