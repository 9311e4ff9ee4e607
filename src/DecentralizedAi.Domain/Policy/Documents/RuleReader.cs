using System.Collections.Immutable;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Conditions;
using DecentralizedAi.Domain.Policy.Values;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Policy.Documents;

/// <summary>Reads the section <c>rules</c>.</summary>
internal sealed class RuleReader(Reading reading)
{
    private const int MostRules = 512;
    private const int MostRulesOfATool = 64;

    private static readonly string[] Keys = ["id", "permit", "ask", "forbid", "when", "unless", "by", "within"];

    private static readonly string AllKeys = string.Join(", ", Keys);

    private readonly HashSet<string> _ids = [];
    private readonly Dictionary<string, int> _speaking = [];
    private readonly ConditionValueReader _values = new(reading);
    private readonly Vacuity _vacuity = new(reading);

    /// <summary>Ascending by id.</summary>
    public ImmutableArray<RuleLine> Read(MapNode document)
    {
        if (reading.Required(document, "rules") is not { } node || reading.FilledList(node, "rules") is not { } list)
            return [];
        var rules = ImmutableArray.CreateBuilder<RuleLine>();
        for (var i = 0; i < list.Items.Length; i++)
        {
            if (i == MostRules)
            {
                reading.Fault("limit", list.Items[i], $"at most {MostRules} rules");
                break;
            }
            if (Rule(list.Items[i]) is { } rule)
                rules.Add(rule);
        }
        rules.Sort((a, b) => string.CompareOrdinal(a.Id, b.Id));
        return rules.ToImmutable();
    }

    private RuleLine? Rule(PolicyNode node)
    {
        if (reading.Map(node, AllKeys) is not { } map)
            return null;
        reading.Keys(map, Keys);
        var id = Id(map);
        if (Head(map) is not { } head)
            return null;
        var kind = head.Key switch { "permit" => RuleKind.Permit, "ask" => RuleKind.Ask, _ => RuleKind.Forbid };
        if (ToolNames(head.Value) is not { } names)
            return null;
        var tools = names.IsStar ? reading.Tools.Keys.ToImmutableArray() : names.Names;
        var (by, within) = Approval(map, kind, head.Value, tools);
        var conditions = new ConditionReader(reading, _values, _vacuity, kind, names.IsStar ? null : tools);
        var when = map["when"] is { } entry ? conditions.When(entry.Value) : [];
        var unless = map["unless"] is { } other ? conditions.Unless(other.Value) : null;
        if (kind == RuleKind.Permit && HasMoney(tools))
            RequireInstructor(map);
        return id is null ? null : new(id, kind, names.IsStar ? null : names.Names, when, unless, by, within);
    }

    private MapEntry? Head(MapNode map)
    {
        MapEntry? head = null;
        foreach (var entry in map.Entries)
        {
            if (entry.Key is not ("permit" or "ask" or "forbid"))
                continue;
            // A key written twice is a fault of its own.
            if (head is { Key: var key } && key != entry.Key)
                head = null;
            else
                head ??= entry;
            if (head is null)
                break;
        }
        if (head is null)
            reading.Faults.Add("shape", map.Place,
                string.Join(" and ", map.Entries.Select(entry => entry.Key)
                    .Where(key => key is "permit" or "ask" or "forbid")),
                "exactly one of permit, ask and forbid");
        return head;
    }

    private string? Id(MapNode map)
    {
        if (reading.Required(map, "id") is not { } node || reading.Scalar(node, "an id") is not { } id)
            return null;
        if (!Words.IsId(id))
            reading.Fault("id", node, "an id: 1 to 64 of a-z, 0-9 and -");
        else if (!_ids.Add(id))
            reading.Fault("duplicate", node, "each rule id once");
        return id;
    }

    private (ImmutableArray<string> Names, bool IsStar)? ToolNames(PolicyNode node)
    {
        if (node is ScalarNode { Text: "*" })
        {
            foreach (var tool in reading.Tools.Keys)
                CountSpeaker(tool, node);
            return ([], true);
        }
        if (node is ScalarNode scalar)
            return Tool(scalar) is { } tool ? ([tool], false) : null;
        if (reading.FilledList(node, "tools") is not { } list)
            return null;
        if (list.Items is [var only])
            return Tool(only) is { } one ? ([one], false) : null;
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var item in list.Items)
        {
            if (Tool(item) is { } name && !names.Add(name))
                reading.Fault("duplicate", item, "each tool once");
        }
        return names.Count == list.Items.Length ? ([.. names], false) : null;
    }

    private string? Tool(PolicyNode node)
    {
        if (reading.Scalar(node, "a tool") is not { } name)
            return null;
        if (!reading.Tools.ContainsKey(name))
        {
            reading.Fault("tool", node, "a tool of this document", reading.Tools.Keys);
            return null;
        }
        CountSpeaker(name, node);
        return name;
    }

    private void CountSpeaker(string tool, PolicyNode node)
    {
        _speaking[tool] = _speaking.GetValueOrDefault(tool) + 1;
        if (_speaking[tool] == MostRulesOfATool + 1)
            reading.Fault("limit", node, $"at most {MostRulesOfATool} rules that speak for {tool}");
    }

    private (Address? By, uint? Within) Approval(
        MapNode map, RuleKind kind, PolicyNode tools, ImmutableArray<string> names)
    {
        var isMoney = HasMoney(names);
        if (kind != RuleKind.Ask || isMoney)
        {
            foreach (var entry in map.Entries)
            {
                if (entry.Key is "by" or "within")
                    reading.KeyFault("key", entry, isMoney && kind == RuleKind.Ask
                        ? "nothing: who approves money is said by its budget"
                        : "nothing: only an ask names an approver");
            }
            if (kind == RuleKind.Ask)
                CheckMoneyAsk(tools, names);
            return (null, null);
        }
        var values = new ValueReader(reading);
        var by = reading.Required(map, "by") is { } approver ? values.Approver(approver) : null;
        var within = reading.Required(map, "within") is { } duration ? values.Duration(duration) : null;
        return (by, within);
    }

    private void CheckMoneyAsk(PolicyNode tools, ImmutableArray<string> names)
    {
        if (!names.All(IsMoney))
            reading.Fault("money", tools, "money tools alone: an ask for money names no other tools");
        else if (reading.Money.Values.Any(budget => budget is { Ask: null }))
            reading.Fault("money", tools, "an ask in every budget of money, so that somebody can approve");
    }

    private void RequireInstructor(MapNode map)
    {
        var when = map["when"]?.Value;
        if (when is null or MapNode && (when as MapNode)?["instructor"] is null)
            reading.Faults.Add("missing", (when ?? map).Place, "",
                "a key 'instructor' in when: who may ask for money, or 'any'");
    }

    private bool HasMoney(ImmutableArray<string> tools)
    {
        foreach (var tool in tools)
        {
            if (IsMoney(tool))
                return true;
        }
        return false;
    }

    private bool IsMoney(string tool) => reading.Tools[tool] is { Effect: ToolEffect.Money };
}
