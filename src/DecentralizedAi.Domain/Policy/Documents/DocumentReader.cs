using System.Collections.Immutable;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Values;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Policy.Documents;

/// <summary>Reads a tree as a document; finds all faults that it can.</summary>
internal sealed class DocumentReader
{
    private const int DeepestLevel = 6;
    private const int FewKeys = 10;
    private static readonly string[] TopKeys =
        ["dai", "chain", "agent", "about", "tools", "lists", "budgets", "schedules", "events", "rules"];

    private readonly Reading _reading = new();

    public DocumentAnswer Read(PolicyNode root)
    {
        CheckForm(root, 1);
        var document = _reading.Faults.ByPlace.Any(fault => fault.Class == "depth") ? null : Document(root);
        if (_reading.Faults.Count > 0)
            return new DocumentAnswer.Refused(_reading.Faults.ByPlace);
        var answer = new DocumentAnswer.Read(document!);
        if (answer.Canonical.Length <= PolicyDocument.MostBytes)
            return answer;
        _reading.Faults.Add("size", Place.Start, $"{answer.Canonical.Length} bytes",
            $"at most {PolicyDocument.MostBytes} bytes of canonical JSON");
        return new DocumentAnswer.Refused(_reading.Faults.ByPlace);
    }

    private void CheckForm(PolicyNode node, int level)
    {
        if (node is ScalarNode scalar)
        {
            if (!TextRules.IsDocumentText(scalar.Text))
                _reading.Fault("text", node,
                    "text in normalization form C without control, format, private or unassigned characters (Unicode "
                    + "15.0), newlines or other spaces than U+0020");
            return;
        }
        if (level > DeepestLevel)
        {
            _reading.Fault("depth", node, $"at most {DeepestLevel} levels of maps and lists");
            return;
        }
        if (node is ListNode list)
        {
            foreach (var item in list.Items)
                CheckForm(item, level + 1);
            return;
        }
        var entries = ((MapNode)node).Entries;
        // Most maps have a few keys, and a set of them would cost more than to compare each with each.
        var keys = entries.Length > FewKeys ? new HashSet<string>() : null;
        for (var i = 0; i < entries.Length; i++)
        {
            if (keys is null ? IsAmong(entries[i].Key, entries.AsSpan(0, i)) : !keys.Add(entries[i].Key))
                _reading.KeyFault("duplicate", entries[i], "each key once");
            CheckForm(entries[i].Value, level + 1);
        }
    }

    private static bool IsAmong(string key, ReadOnlySpan<MapEntry> entries)
    {
        foreach (var entry in entries)
        {
            if (entry.Key == key)
                return true;
        }
        return false;
    }

    private PolicyDocument? Document(PolicyNode root)
    {
        if (_reading.Map(root, string.Join(", ", TopKeys)) is not { } map)
            return null;
        _reading.Keys(map, TopKeys);
        CheckVersion(map);
        var chain = Chain(map);
        var agent = Agent(map);
        var about = map["about"] is { } entry ? _reading.Scalar(entry.Value, "a sentence") : null;
        // What is referred to is read before what refers to it, wherever it stands in the file.
        new ToolReader(_reading).Read(map);
        new OrderReader(_reading).Read(map);
        new ListReader(_reading).Read(map);
        new BudgetReader(_reading).Read(map);
        var rules = new RuleReader(_reading).Read(map);
        return _reading.Faults.Count > 0
            ? null
            : new(chain, agent!, about, Sorted(_reading.Tools), SortedLists(), Sorted(_reading.Money),
                Sorted(_reading.Resources), Sorted(_reading.Schedules), Sorted(_reading.Events), rules);
    }

    private void CheckVersion(MapNode map)
    {
        if (_reading.Required(map, "dai") is { } node
            && _reading.Scalar(node, PolicyDocument.Version) is { } text && text != PolicyDocument.Version)
            _reading.Fault("version", node, PolicyDocument.Version);
    }

    private ulong Chain(MapNode map)
    {
        const string Prefix = "eip155:";
        if (_reading.Required(map, "chain") is not { } node || _reading.Scalar(node, Prefix + "N") is not { } text)
            return 0;
        if (text.StartsWith(Prefix, StringComparison.Ordinal)
            && UInt256.TryParse(text.AsSpan(Prefix.Length), out var number) && !number.IsZero && number.FitsUInt64)
            return number.ToUInt64();
        _reading.Fault("chain", node, "eip155:N with N > 0 and no leading zero");
        return 0;
    }

    private string? Agent(MapNode map)
    {
        if (_reading.Required(map, "agent") is not { } node || _reading.Scalar(node, "an agent's name") is not { } text)
            return null;
        if (!Words.IsId(text))
            _reading.Fault("id", node, "an agent's name: 1 to 64 of a-z, 0-9 and -");
        return text;
    }

    private ImmutableSortedDictionary<string, ImmutableArray<ListEntry>> SortedLists() =>
        _reading.Lists.ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value!.Value, StringComparer.Ordinal);

    private static ImmutableSortedDictionary<string, T> Sorted<T>(Dictionary<string, T?> values)
        where T : class =>
        values.ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value!, StringComparer.Ordinal);
}
