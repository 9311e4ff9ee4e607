using System.Globalization;
using System.Text.Json.Nodes;
using static DecentralizedAi.Testing.PolicyWords;

namespace DecentralizedAi.Testing;

/// <summary>
/// Random documents of every construct, of the same few words as <see cref="RandomCalls"/>, so that conditions hold and
/// fail about equally often. Some documents are refused: a random condition may be one that never fails.
/// </summary>
public sealed class RandomPolicies
{
    private readonly Draw _draw;
    private readonly RandomConditions _conditions;

    public RandomPolicies(int seed)
    {
        _draw = new(seed);
        _conditions = new(_draw);
    }

    /// <summary>JSON of a document; its canonical form or not.</summary>
    public string Document() => Made(_draw.Next(1, 12)).ToJsonString();

    /// <summary>JSON of two documents of one agent, the second made from the first by a few changes; of a few rules
    /// each, since each may be refused.</summary>
    public (string Before, string After) Pair()
    {
        var document = Made(_draw.Next(2, 7));
        var before = document.ToJsonString();
        document["rules"] = new JsonArray([.. ChangedRules(document["rules"]!.AsArray())]);
        if (_draw.Chance(2))
            document["lists"] = Lists();
        if (_draw.Chance(2))
            document["budgets"] = ChangedBudgets();
        if (_draw.Chance(6))
            document["tools"]!["t.link"]!["args"]!["n"] = "integer";
        if (_draw.Chance(6))
            document["tools"]!["t.link"]!["args"]!["memo"] = "text?";
        return (before, document.ToJsonString());
    }

    private JsonObject Made(int rules) => new()
    {
        ["dai"] = "policy/1",
        ["chain"] = "eip155:1",
        ["agent"] = "a",
        ["tools"] = new JsonObject(Tools.Select(tool => KeyValuePair.Create(tool.Name, (JsonNode?)Tool(tool)))),
        ["lists"] = Lists(),
        ["budgets"] = Budgets(),
        ["schedules"] = new JsonObject { ["daily"] = new JsonObject { ["at"] = "0 9 * * *", ["say"] = "go" } },
        ["rules"] = new JsonArray([.. Enumerable.Range(1, rules).Select(Rule)]),
    };

    private IEnumerable<JsonNode> ChangedRules(JsonArray rules)
    {
        for (var i = 0; i < rules.Count; i++)
        {
            if (!_draw.Chance(8))
                yield return _draw.Chance(3) ? Rule(i + 1) : rules[i]!.DeepClone();
        }
        if (_draw.Chance(2))
            yield return Rule(rules.Count + 1);
    }

    private JsonObject Lists() => new()
    {
        ["people"] = Strings(_draw.Some(Addresses)),
        ["sites"] = Strings(_draw.Pick<string[]>(["*.x.org", "y.org"], ["*.x.org", "y.org"], ["x.org"])),
    };

    private JsonObject Budgets() => new() { ["EUR"] = Budget("1", "2"), ["USD"] = Budget("2", "0") };

    private JsonObject ChangedBudgets()
    {
        var budgets = Budgets();
        if (_draw.Chance(4))
            budgets.Remove("EUR");
        if (_draw.Chance(2))
            budgets["calls"] = new JsonObject { ["burst"] = "9", ["rate"] = "1 per second" };
        return budgets;
    }

    private JsonObject Budget(string digit, string decimals)
    {
        var budget = new JsonObject
        {
            ["asset"] = "0x" + new string('0', 39) + digit,
            ["decimals"] = decimals,
            ["burst"] = "60",
            ["rate"] = _draw.Pick("1", "2") + " per day",
            ["payees"] = "people",
            ["ask"] = new JsonObject
            {
                ["above"] = _draw.Pick("30", "40"),
                ["by"] = _draw.Pick(Addresses),
                ["within"] = _draw.Pick("1h", "2h"),
            },
        };
        if (_draw.Chance(2))
            budget["per_action"] = _draw.Pick("20", "50");
        if (_draw.Chance(2))
            budget["lifetime"] = _draw.Pick("60", "100");
        return budget;
    }

    private JsonNode Rule(int number)
    {
        var kind = _draw.Pick("permit", "permit", "permit", "forbid", "forbid", "ask");
        var tools = ToolsOf(kind);
        var asksMoney = tools is ["m.pay"] && kind == "ask";
        var named = tools is null ? [] : Arguments.Where(argument => tools.All(tool => Has(tool, argument.Name))
            && (kind != "ask" || !argument.Type.EndsWith('?'))).ToArray();
        var rule = new JsonObject
        {
            ["id"] = string.Create(CultureInfo.InvariantCulture, $"r{number}"),
            [kind] = tools is null ? "*" : Strings(tools),
            ["when"] = _conditions.When(named),
        };
        if (_draw.Chance(3))
            rule["unless"] = _conditions.One(named);
        // Who approves money is said by its budget.
        if (kind == "ask" && !asksMoney)
            (rule["by"], rule["within"]) = (_draw.Pick(Addresses), _draw.Pick("60", "3600"));
        return rule;
    }

    /// <summary>Null: every tool. An ask on money names no other tool.</summary>
    private string[]? ToolsOf(string kind)
    {
        if (kind != "ask")
            return _draw.Chance(6) ? null : _draw.Some([.. Tools.Select(tool => tool.Name)]);
        return _draw.Chance(3)
            ? ["m.pay"]
            : _draw.Some([.. Tools.Select(tool => tool.Name).Where(tool => tool != "m.pay")]);
    }

    private static bool Has(string tool, string argument) =>
        Tools.First(known => known.Name == tool).Arguments.Contains(argument);

    private static JsonObject Tool((string Name, string Effect, string[] Arguments) tool) => new()
    {
        ["effect"] = tool.Effect,
        ["args"] = new JsonObject(Arguments.Where(argument => tool.Arguments.Contains(argument.Name))
            .Select(argument => KeyValuePair.Create(argument.Name, (JsonNode?)argument.Type))),
    };
}
