using System.Collections.Immutable;
using DecentralizedAi.Domain.Policy.Conditions;
using DecentralizedAi.Domain.Policy.Values;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Policy.Documents;

/// <summary>
/// What is known while a document is read. A section that could not be read leaves its names with null, so that
/// what refers to them is not called unknown as well.
/// </summary>
internal sealed class Reading
{
    public FaultList Faults { get; } = new();
    public Dictionary<string, ToolSignature?> Tools { get; } = [];
    public Dictionary<string, ImmutableArray<ListEntry>?> Lists { get; } = [];
    public Dictionary<string, MoneyBudget?> Money { get; } = [];

    /// <summary>Decimals by asset; null where they could not be read.</summary>
    public Dictionary<string, int?> Assets { get; } = [];
    public Dictionary<string, ResourceBudget?> Resources { get; } = [];
    public Dictionary<string, StandingOrder?> Schedules { get; } = [];
    public Dictionary<string, ChainEvent?> Events { get; } = [];

    /// <summary>What conditions are about, by tool and name, and whether an ask names it.</summary>
    public Dictionary<(string Tool, string Written, bool Ask), PolicyAttribute> Attributes { get; } = [];

    /// <summary>The conditions on one attribute while they are read.</summary>
    public List<(ConditionLine Line, PolicyNode Node)> Lines { get; } = [];

    // Guessing costs more than reading: a file of nothing but mistakes must not take seconds.
    private const int MostGuesses = 64;
    private int _guesses;

    public void Fault(string @class, PolicyNode node, string expected, IEnumerable<string>? known = null)
    {
        var found = node switch
        {
            ScalarNode scalar => scalar.Text,
            ListNode => "a list",
            _ => "a map",
        };
        var nearest = Nearest(found, known) ?? (node is ScalarNode ? NearestForm.Of(@class, found) : null);
        Faults.Add(@class, node.Place, found, expected, nearest == found ? null : nearest);
    }

    public void KeyFault(string @class, MapEntry entry, string expected, IEnumerable<string>? known = null) =>
        Faults.Add(@class, entry.KeyPlace, entry.Key, expected, Nearest(entry.Key, known)
            ?? NearestForm.Of(@class, entry.Key));

    private string? Nearest(string word, IEnumerable<string>? known) =>
        known is null || _guesses++ >= MostGuesses ? null : NearestWord.To(word, known.Take(1000));

    public MapNode? Map(PolicyNode node, string what)
    {
        if (node is not MapNode map)
            Fault("shape", node, $"a map of {what}");
        return node as MapNode;
    }

    /// <summary>A map that holds something.</summary>
    public MapNode? FilledMap(PolicyNode node, string what)
    {
        var map = Map(node, what);
        if (map is { Entries.IsEmpty: true })
            Faults.Add("shape", map.Place, "", $"a map of {what} that is not empty");
        return map is { Entries.IsEmpty: false } ? map : null;
    }

    /// <summary>A list that holds something.</summary>
    public ListNode? FilledList(PolicyNode node, string what)
    {
        if (node is ListNode { Items.IsEmpty: false } list)
            return list;
        Faults.Add("shape", node.Place, node is ScalarNode scalar ? scalar.Text : "", $"a list of {what}");
        return null;
    }

    public string? Scalar(PolicyNode node, string what)
    {
        if (node is not ScalarNode)
            Fault("shape", node, what);
        return (node as ScalarNode)?.Text;
    }

    /// <summary>Refuses keys that are not known.</summary>
    public void Keys(MapNode map, params string[] known)
    {
        foreach (var entry in map.Entries)
        {
            if (Array.IndexOf(known, entry.Key) < 0)
                KeyFault("key", entry, $"one of {string.Join(", ", known)}", known);
        }
    }

    /// <summary>The value of a key that must be there.</summary>
    public PolicyNode? Required(MapNode map, string key)
    {
        var entry = map[key];
        if (entry is null)
            Faults.Add("missing", map.Place, "", $"a key '{key}'");
        return entry?.Value;
    }

    /// <summary>Refuses an entry whose key is not an id.</summary>
    public bool Id(MapEntry entry, string what)
    {
        var fits = Words.IsId(entry.Key);
        if (!fits)
            KeyFault("id", entry, $"{what}: 1 to 64 of a-z, 0-9 and -");
        return fits;
    }

    public string? Say(MapNode map)
    {
        var node = Required(map, "say");
        var text = node is null ? null : Scalar(node, "the words of an instruction");
        if (text is { Length: 0 })
            Fault("text", node!, "the words of an instruction");
        return text is { Length: 0 } ? null : text;
    }
}
