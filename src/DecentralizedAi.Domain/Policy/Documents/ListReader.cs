using System.Buffers;
using System.Collections.Immutable;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Policy.Documents;

/// <summary>Reads the section <c>lists</c>. What the values mean is checked where a list is used.</summary>
internal sealed class ListReader(Reading reading)
{
    public const int MostEntries = 1000;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    public void Read(MapNode document)
    {
        if (document["lists"] is not { } section || reading.Map(section.Value, "lists") is not { } map)
            return;
        foreach (var entry in map.Entries)
        {
            reading.Id(entry, "the name of a list");
            reading.Lists[entry.Key] = List(entry.Value);
        }
    }

    private ImmutableArray<ListEntry>? List(PolicyNode node)
    {
        if (reading.FilledList(node, "values or { name, address }") is not { } list)
            return null;
        var count = Math.Min(list.Items.Length, MostEntries);
        var values = new HashSet<string>(count);
        var names = new HashSet<string>();
        var entries = ImmutableArray.CreateBuilder<ListEntry>(count);
        for (var i = 0; i < list.Items.Length; i++)
        {
            if (i == MostEntries)
            {
                reading.Fault("limit", list.Items[i], $"at most {MostEntries} entries");
                return null;
            }
            if (Entry(list.Items[i], names) is not { } entry)
                continue;
            if (!values.Add(entry.Value))
                reading.Faults.Add("duplicate", list.Items[i].Place, entry.Value, "each value once");
            entries.Add(entry);
        }
        if (entries.Count < list.Items.Length)
            return null;
        entries.Sort((a, b) => string.CompareOrdinal(a.Value, b.Value));
        return entries.DrainToImmutable();
    }

    private ListEntry? Entry(PolicyNode item, HashSet<string> names)
    {
        if (item is ScalarNode scalar)
            return Value(scalar);
        if (reading.Map(item, "name and address") is not { } map)
            return null;
        reading.Keys(map, "name", "address", "calls");
        var nameNode = reading.Required(map, "name");
        var name = nameNode is null ? null : reading.Scalar(nameNode, "a name for people");
        if (name is { Length: 0 })
            reading.Fault("text", nameNode!, "a name for people");
        if (name is { Length: > 0 } && !names.Add(name))
            reading.Faults.Add("duplicate", item.Place, name, "each name once");
        var addressNode = reading.Required(map, "address");
        var address = addressNode is null ? null : new ValueReader(reading).Address(addressNode);
        if (map["calls"] is { } calls && reading.Scalar(calls.Value, "true") is { } text && text != "true")
            reading.Fault("bool", calls.Value, "true, or no key 'calls'");
        return name is null || address is null
            ? null
            : new(address.Value.ToLower(), name, map["calls"] is not null) { IsHex = true };
    }

    private ListEntry? Value(ScalarNode scalar)
    {
        var text = scalar.Text;
        var isHex = text.Length is 42 or 66 && text.StartsWith("0x", StringComparison.Ordinal)
            && text.AsSpan(2).IndexOfAnyExcept(HexDigits) < 0;
        if (!isHex)
            return new(text, null, false);
        if (text.Length == 66)
            return new(text.ToLowerInvariant(), null, false) { IsHex = true };
        return new ValueReader(reading).Address(scalar) is null
            ? null
            : new(text.ToLowerInvariant(), null, false) { IsHex = true };
    }
}
