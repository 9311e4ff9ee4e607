using System.Collections.Immutable;
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
        try
        {
            reader.Read();
            var root = Node(ref reader);
            return reader.Read() ? (null, Fault(reader.TokenStartIndex, "more than one value")) : (root, null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string that is no UTF-8, or an escaped half of a pair.
            return (null, Fault(reader.TokenStartIndex, e.Message));
        }
    }

    private static PolicyNode Node(ref Utf8JsonReader reader)
    {
        var place = PlaceOf(reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return new ScalarNode(place, reader.GetString()!);
            case JsonTokenType.StartArray:
                var items = ImmutableArray.CreateBuilder<PolicyNode>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    items.Add(Node(ref reader));
                return new ListNode(place, items.ToImmutable());
            case JsonTokenType.StartObject:
                var entries = ImmutableArray.CreateBuilder<MapEntry>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var keyPlace = PlaceOf(reader.TokenStartIndex);
                    var key = reader.GetString()!;
                    reader.Read();
                    entries.Add(new(keyPlace, key, Node(ref reader)));
                }
                return new MapNode(place, entries.ToImmutable());
            default:
                throw new JsonException($"{reader.TokenType} where only objects, arrays and strings are taken");
        }
    }

    // Canonical bytes are one line; the column counts bytes.
    private static Place PlaceOf(long index) => new(1, (int)index + 1);

    private static PolicyFault Fault(long index, string found) =>
        new("canonical", PlaceOf(index), found, "the canonical JSON of a policy");
}
