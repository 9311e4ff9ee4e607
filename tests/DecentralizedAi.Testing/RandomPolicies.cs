using System.Globalization;
using System.Text.Json.Nodes;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Testing;

/// <summary>
/// Random documents of every construct, and calls and facts of the same few values, so that conditions hold and fail
/// about equally often. Some documents are refused: a random condition may be one that never fails.
/// </summary>
public sealed class RandomPolicies(int seed)
{
    private static readonly string[] Addresses =
        [.. Enumerable.Range(1, 6).Select(i => "0x" + new string((char)('a' + i - 1), 40))];

    private static readonly string[] Hashes =
        [.. Enumerable.Range(1, 4).Select(i => "0x" + new string((char)('0' + i), 64))];
    private static readonly string[] Texts = ["", "a", "ab", "abc", "b*c", "grün", "\"q\\", "Ab"];
    private static readonly string[] Hosts = ["x.org", "a.x.org", "b.a.x.org", "y.org", "ax.org"];
    private static readonly string[] Paths = ["/", "/a", "/a/b", "/b"];
    private static readonly string[] Days = ["2026-01-01", "2026-06-15", "2026-12-31"];
    private static readonly string[] Instants = ["2026-03-01T00:00:00Z", "2026-09-01T12:30:00Z"];
    private static readonly string[] WeekDays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    private static readonly string[] Labels = ["dao", "instruction", "chain", "foreign"];
    private static readonly string[] Instructors =
        ["operator", "agent/7", "schedule/daily", Addresses[0], Addresses[1]];

    private static readonly (string Name, string Type)[] Arguments =
    [
        ("amount", "amount"), ("day", "date?"), ("flag", "bool"), ("hash", "hash?"), ("kind", "enum(one,three,two)"),
        ("link", "url"), ("n", "integer?"), ("note", "text?"), ("to", "address"),
    ];

    private static readonly (string Name, string Effect, string[] Arguments)[] Tools =
    [
        ("all.of", "write", [.. Arguments.Select(argument => argument.Name)]),
        ("m.pay", "money", ["amount", "note", "to"]),
        ("t.link", "read", ["link", "n", "to"]), ("t.none", "read", []),
    ];

    private readonly Random _random = new(seed);

    /// <summary>JSON of a document; its canonical form or not.</summary>
    public string Document()
    {
        var rules = new JsonArray();
        for (var i = _random.Next(1, 12); i > 0; i--)
            rules.Add(Rule(string.Create(CultureInfo.InvariantCulture, $"r{i}")));
        return new JsonObject
        {
            ["dai"] = "policy/1",
            ["chain"] = "eip155:1",
            ["agent"] = "a",
            ["tools"] = new JsonObject(Tools.Select(tool => KeyValuePair.Create(tool.Name, (JsonNode?)Tool(tool)))),
            ["lists"] = new JsonObject
            {
                ["people"] = Strings(Some(Addresses)),
                ["sites"] = Strings(["*.x.org", "y.org"]),
            },
            ["budgets"] = new JsonObject { ["EUR"] = Budget("1", "2"), ["USD"] = Budget("2", "0") },
            ["schedules"] = new JsonObject { ["daily"] = new JsonObject { ["at"] = "0 9 * * *", ["say"] = "go" } },
            ["rules"] = rules,
        }.ToJsonString();
    }

    /// <summary>A call that fits its tool, nearly always.</summary>
    public ToolCall Call()
    {
        var (name, _, arguments) = Pick(Tools);
        return ToolCall.Of(name, Arguments
            .Where(argument => arguments.Contains(argument.Name) && (!argument.Type.EndsWith('?') || Chance(2)))
            .Select(argument => new ToolArgument(argument.Name, Value(argument.Type.TrimEnd('?')))));
    }

    public Facts Facts() => new()
    {
        Instructor = Chance(20) ? default : Instructor.Parse(Pick(Instructors)),
        Time = DateTimeOffset.UnixEpoch.AddDays(20_454 + _random.Next(365)).AddSeconds(_random.Next(86_400)),
        Turn = RandomLabels(),
        Labels = Arguments.Where(_ => Chance(2)).ToDictionary(argument => argument.Name, _ => RandomLabels()),
        Levels = new Dictionary<string, BudgetLevel>
        {
            ["EUR"] = new(UInt256.Of(1_000), UInt256.Zero),
            ["USD"] = new(UInt256.Of(50), UInt256.Zero),
        },
    };

    private LabelSet RandomLabels() => RecordedFacts.Labels(Some(Labels));

    private JsonObject Rule(string id)
    {
        var kind = Pick(["permit", "permit", "permit", "forbid", "forbid", "ask"]);
        var tools = Chance(6)
            ? null
            : Some([.. Tools.Select(tool => tool.Name).Where(tool => kind != "ask" || tool != "m.pay")]);
        var named = tools is null ? [] : Arguments.Where(argument => tools.All(tool => Has(tool, argument.Name))
            && (kind != "ask" || !argument.Type.EndsWith('?'))).ToArray();
        var rule = new JsonObject
        {
            ["id"] = id,
            [kind] = tools is null && kind != "ask" ? "*" : Strings(tools ?? ["t.none"]),
            ["when"] = When(named),
        };
        if (Chance(3))
            rule["unless"] = One(named);
        if (kind == "ask")
            (rule["by"], rule["within"]) = (Pick(Addresses), Pick(["60", "3600"]));
        return rule;
    }

    private JsonObject When((string, string)[] named)
    {
        var when = new JsonObject { ["instructor"] = Chance(2) ? "any" : In(Instructors) };
        for (var i = _random.Next(0, 4); i > 0; i--)
        {
            var (key, value) = One(named).First();
            when[key] = value!.DeepClone();
        }
        return when;
    }

    private JsonObject One((string Name, string Type)[] named)
    {
        if (named.Length > 0 && !Chance(4))
            return Argument(Pick(named));
        return _random.Next(4) switch
        {
            0 => new() { ["turn"] = "clean" },
            1 => new() { ["time"] = Time() },
            _ => new() { ["instructor"] = In(Instructors) },
        };
    }

    private JsonObject Argument((string Name, string Type) argument)
    {
        var type = argument.Type.TrimEnd('?');
        var key = "arg." + argument.Name;
        if (Chance(5))
            return new() { [key] = new JsonObject { ["from"] = Strings(Some(Labels)) } };
        return type switch
        {
            "amount" => new() { [key] = Bounds(() => $"{_random.Next(1, 100)} {Pick(["EUR", "USD"])}") },
            "integer" => new() { [key] = Chance(2) ? Bounds(() => Number()) : In(["0", "7", "50"]) },
            "date" => new() { [key] = Chance(2) ? new JsonObject { ["at_least"] = Pick(Days) } : In(Days) },
            "text" => new() { [key] = Text(Texts) },
            "address" => new() { [key] = Chance(3) ? new JsonObject { ["in"] = "people" } : In(Addresses) },
            "hash" => new() { [key] = In(Hashes) },
            "bool" => new() { [key] = Pick(["true", "false"]) },
            "url" => Part(key),
            _ => new() { [key] = In(["one", "two"]) },
        };
    }

    private JsonObject Part(string key) => _random.Next(5) switch
    {
        0 => new() { [key + ".scheme"] = "https" },
        1 => new() { [key + ".port"] = In(["443", "8080"]) },
        2 => new() { [key + ".path"] = Text(Paths) },
        3 => new() { [key + ".query"] = Text(["", "q", "q=1"]) },
        _ => new() { [key + ".host"] = Chance(2) ? new JsonObject { ["in"] = "sites" } : In([.. Hosts, "*.a.x.org"]) },
    };

    private JsonObject Text(string[] pool) => _random.Next(4) switch
    {
        0 => new() { ["starts_with"] = Pick(pool) },
        1 => new() { ["max_length"] = Number() },
        2 => new() { ["starts_with"] = Pick(pool), ["max_length"] = Number() },
        _ => In(pool),
    };

    private JsonObject Bounds(Func<string> bound)
    {
        var lower = Pick(["at_least", "more_than"]);
        var upper = Pick(["at_most", "less_than"]);
        return _random.Next(3) switch
        {
            0 => new() { [lower] = bound() },
            1 => new() { [upper] = bound() },
            _ => new() { [lower] = bound(), [upper] = bound() },
        };
    }

    private JsonObject Time() => _random.Next(4) switch
    {
        0 => new() { ["days"] = Strings(Some(WeekDays)) },
        1 => new() { ["hours"] = Strings(Some(["09:00-17:00", "22:00-06:00", "12:00-00:00"])) },
        2 => new() { ["from"] = Instants[0], ["until"] = Instants[1] },
        _ => new() { ["hours"] = Strings(["08:00-20:00"]), ["days"] = Strings(Some(WeekDays)) },
    };

    private JsonObject In(string[] pool) => new() { ["in"] = Strings(Some(pool)) };

    private string Value(string type) => type switch
    {
        "amount" => $"{_random.Next(1, 100)} {Pick(["EUR", "USD"])}",
        "date" => Pick(Days),
        "bool" => Pick(["true", "false"]),
        "hash" => Pick(Hashes),
        "integer" => Pick(["0", "6", "7", "49", "50", "51", "9000000000000000000"]),
        "text" => Pick(Texts),
        "address" => Pick(Addresses),
        "url" => $"{Pick(["https", "http", "gopher"])}://{Pick(Hosts)}{Pick(["", ":443", ":8080"])}"
            + Pick(["", .. Paths]) + Pick(["", "?", "?q=1", "?q#f"]),
        _ => Pick(["one", "two", "three"]),
    };

    private string Number() => _random.Next(0, 60).ToString(CultureInfo.InvariantCulture);

    private static bool Has(string tool, string argument) =>
        Tools.First(known => known.Name == tool).Arguments.Contains(argument);

    private static JsonObject Tool((string Name, string Effect, string[] Arguments) tool) => new()
    {
        ["effect"] = tool.Effect,
        ["args"] = new JsonObject(Arguments.Where(argument => tool.Arguments.Contains(argument.Name))
            .Select(argument => KeyValuePair.Create(argument.Name, (JsonNode?)argument.Type))),
    };

    private static JsonObject Budget(string digit, string decimals) => new()
    {
        ["asset"] = "0x" + new string('0', 39) + digit,
        ["decimals"] = decimals,
        ["burst"] = "60",
        ["rate"] = "1 per day",
        ["payees"] = "people",
        ["ask"] = new JsonObject { ["above"] = "40", ["by"] = Addresses[5], ["within"] = "1h" },
    };

    private bool Chance(int oneIn) => _random.Next(oneIn) == 0;

    private T Pick<T>(T[] pool) => pool[_random.Next(pool.Length)];

    private string[] Some(string[] pool)
    {
        var some = pool.Where(_ => Chance(2)).ToArray();
        return some.Length == 0 ? [Pick(pool)] : some;
    }

    private static JsonArray Strings(IEnumerable<string> texts) =>
        new([.. texts.Select(text => JsonValue.Create(text))]);
}
