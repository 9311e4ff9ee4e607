using System.Globalization;
using System.Text;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Authoring.Tests.Diff;

/// <summary>
/// Policies of a small vocabulary, so that rules meet often, and calls near the words and numbers that they use. The
/// same seed gives the same ones.
/// </summary>
internal sealed class RandomPolicy(int seed)
{
    private static readonly string[] Assets =
        ["0xde709f2102306220921060314715629080e2fb77", "0x27b1fdb04752bbc536007a920d24acb045561c26"];

    private static readonly string[] Addresses =
    [
        "0x52908400098527886e0f7030069857d2e4169ee7", "0x8617e340b3d01fa5f11f306f4090fd50e238070d",
        "0xd1220a0cf47c7b9be7a2e6ba89f429762e7b9adb", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
    ];

    private static readonly string[] Instructors = ["operator", "agent/2", "schedule/daily", Addresses[3]];
    private static readonly string[] Times =
        ["2026-02-02T08:59:59Z", "2026-02-02T09:00:00Z", "2026-02-07T12:00:00Z", "2026-03-01T00:00:00Z",
            "2027-01-01T17:00:00Z"];
    private static readonly string[] Texts = ["hi", "hi there", "", "pay", "payment of the month of may"];
    private static readonly string[] Urls =
    [
        "https://a.example/", "http://a.example/x", "https://b.a.example/docs?q=1", "https://a.example:444/docs/1",
        "gopher://c.example/docs",
    ];

    private readonly Random _random = new(seed);

    /// <summary>Two valid policies of one agent, the second made from the first by a few changes.</summary>
    public (PolicySnapshot Before, PolicySnapshot After) Pair()
    {
        while (true)
        {
            var old = Enumerable.Range(0, _random.Next(2, 7)).Select(Rule).ToList();
            var (lists, budgets, tools) = (Lists(), Budgets(), _random.Next(4));
            var before = Compile(lists, budgets, tools, old);
            var changed = old.Where(_ => _random.Next(8) > 0)
                .Select(rule => _random.Next(3) == 0 ? Rule(int.Parse(rule.Id[1..], CultureInfo.InvariantCulture))
                    : rule)
                .Concat(_random.Next(2) == 0 ? [Rule(9)] : []).ToList();
            var after = Compile(_random.Next(2) == 0 ? Lists() : lists, _random.Next(2) == 0 ? Budgets() : budgets,
                _random.Next(6) == 0 ? _random.Next(4) : tools, changed);
            if (before is not null && after is not null && before.Root != after.Root)
                return (before, after);
        }
    }

    /// <summary>A call near what the policies speak of.</summary>
    public (ToolCall Call, Facts Facts) Call()
    {
        var tool = Pick("w.pay", "w.pay", "t.get", "t.say");
        var args = new Dictionary<string, string>();
        if (tool == "w.pay")
            (args["to"], args["amount"]) = (Pick(Addresses),
                $"{Pick("0", "1", "5", "7", "10", "11", "20", "21")} {Pick("USDC", "USDC", "EURC")}");
        if (tool == "t.get")
            args["url"] = Pick(Urls);
        if (tool == "t.say" || (tool == "w.pay" && _random.Next(3) == 0))
            args["note"] = Pick(Texts);
        if (tool == "t.say")
            args["n"] = Pick("0", "3", "4", "5", "100");
        return (ToolCall.Of(tool, args), new Facts
        {
            Instructor = Instructor.Parse(Pick(Instructors)),
            Time = DateTimeOffset.Parse(Pick(Times), CultureInfo.InvariantCulture),
            Turn = LabelSet.Of(Pick(Label.Instruction, Label.Instruction, Label.Foreign)),
            Labels = args.Keys.ToDictionary(name => name, _ => LabelSet.Of(Pick(Label.Dao, Label.Instruction,
                Label.Instruction, Label.Foreign), Pick(Label.Dao, Label.Instruction, Label.Chain))),
            Costs = _random.Next(3) == 0
                ? new Dictionary<string, UInt256> { [Pick("calls", "bytes")] = UInt256.One }
                : new Dictionary<string, UInt256>(),
            Levels = new Dictionary<string, BudgetLevel>
            {
                ["USDC"] = new(UInt256.Of((UInt128)Pick(200, 2000)), UInt256.Of((UInt128)Pick(0, 950))),
                ["EURC"] = new(UInt256.Of(2000), UInt256.Zero),
                ["calls"] = new(UInt256.One, UInt256.Zero),
                ["bytes"] = new(UInt256.One, UInt256.Zero),
            },
        });
    }

    private T Pick<T>(params ReadOnlySpan<T> values) => values[_random.Next(values.Length)];

    private static PolicySnapshot? Compile(
        string lists, string budgets, int tools, List<(string Id, string Text)> rules)
    {
        string[] notes = ["note: text?", "note: text?", "note: text", "memo: text?"];
        var yaml = $$"""
            dai: policy/1
            chain: eip155:1
            agent: a
            tools:
              w.pay: { effect: money, args: { to: address, amount: amount, note: text? } }
              t.get: { effect: read, args: { url: url{{(tools == 3 ? "?" : "")}} } }
              t.say: { effect: write, args: { n: integer, {{notes[tools]}} } }
            {{lists}}
            {{budgets}}
            schedules: { daily: { at: "0 9 * * *", say: Go } }
            rules:
            {{string.Join('\n', rules.Select(rule => rule.Text))}}
            """;
        return PolicyFile.Compile(yaml) is CompileAnswer.Compiled { Snapshot: var snapshot } ? snapshot : null;
    }

    private string Lists() => "lists:\n  pals: [ " + string.Join(", ",
        Addresses.Take(3).Where(_ => _random.Next(3) > 0).DefaultIfEmpty(Addresses[0]).Select(text => $"\"{text}\""))
        + " ]\n  hosts: [ " + Pick("a.example", "\"*.a.example\"", "a.example, \"*.a.example\"") + " ]";

    private string Budgets()
    {
        var text = new StringBuilder("budgets:\n");
        foreach (var (name, asset) in ((string[])["USDC", "EURC"]).Zip(Assets))
        {
            if (name == "USDC" || _random.Next(3) > 0)
                text.Append($"  {name}: {{ asset: \"{asset}\", decimals: 2, burst: 20, rate: {Pick("1", "2")} per day, "
                    + $"payees: pals, per_action: {Pick("5", "10", "20")}, lifetime: {Pick("20", "10")}, "
                    + $"ask: {{ above: {Pick("4", "7")}, by: \"{Pick(Addresses)}\", "
                    + $"within: {Pick("1h", "2h")} }} }}\n");
        }
        if (_random.Next(2) == 0)
            text.Append("  calls: { burst: 9, rate: 1 per second }\n");
        return text.ToString();
    }

    private (string Id, string Text) Rule(int id)
    {
        var kind = Pick("permit", "permit", "forbid", "ask");
        var tool = Pick("w.pay", "w.pay", "t.get", "t.say");
        var when = new Dictionary<string, string>();
        if (tool == "w.pay" && kind == "permit")
            when["instructor"] = "any";
        for (var i = _random.Next(4); i > 0; i--)
            Condition(when, tool, kind);
        var unless = new Dictionary<string, string>();
        if (_random.Next(4) == 0)
            Condition(unless, tool, kind);
        var every = kind == "forbid" && _random.Next(6) == 0 && when.Count == 0;
        var text = $"  - id: r{id}\n    {kind}: {(every ? "\"*\"" : tool)}\n"
            + (kind == "ask" && tool != "w.pay" ? $"    by: \"{Pick(Addresses)}\"\n    within: {Pick("1h", "2h")}\n"
                : "")
            + (when.Count == 0 ? "" : $"    when: {{ {Written(when)} }}\n")
            + (unless.Count == 0 ? "" : $"    unless: {{ {Written(unless)} }}\n");
        return ($"r{id}", text);
    }

    private static string Written(Dictionary<string, string> conditions) =>
        string.Join(", ", conditions.Select(pair => $"{pair.Key}: {pair.Value}"));

    private void Condition(Dictionary<string, string> into, string tool, string kind)
    {
        var (key, value) = (_random.Next(7), tool) switch
        {
            (0, _) => ("instructor",
                $"{{ in: [ {Pick("operator", "agent/2", "operator, agent/2", "schedule/daily")} ] }}"),
            (1, _) => ("time", Pick("{ days: mon-fri, hours: \"09:00-17:00\" }", "{ from: \"2026-02-02T09:00:00Z\" }",
                "{ until: \"2026-03-01T00:00:00Z\" }", "{ hours: \"08:00-13:00\" }", "{ days: [ sat, sun ] }")),
            (2, _) => ("turn", Pick("clean", "clean", "any")),
            (3 or 4, "w.pay") => ("arg.to", Pick("{ in: pals }", $"{{ in: [ \"{Pick(Addresses)}\" ] }}",
                "{ from: [ dao ] }", "{ in: pals, from: [ dao, instruction ] }")),
            (5, "w.pay") when kind != "ask" => ("arg.note", Pick("{ starts_with: pay }", "{ max_length: 5 }", "hi")),
            (_, "w.pay") => ("arg.amount", $"{{ {Pick("at_most", "less_than", "more_than")}: {Pick("5", "7", "10")} "
                + $"{Pick("USDC", "USDC", "EURC")} }}"),
            (3, "t.get") => ("arg.url.scheme", "https"),
            (4, "t.get") => ("arg.url.path", Pick("{ starts_with: /docs }", "{ max_length: 5 }", "/")),
            (5, "t.get") when kind != "ask" => ("arg.url.port", Pick("\"443\"", "{ in: [ \"444\", \"80\" ] }")),
            (_, "t.get") => ("arg.url.host", Pick("{ in: hosts }", "a.example", "{ in: [ \"*.a.example\" ] }")),
            (3, "t.say") when kind != "ask" => ("arg.note", Pick("{ starts_with: hi }", "{ max_length: 5 }",
                "{ from: [ dao ] }")),
            _ => ("arg.n", Pick("{ at_most: 4 }", "{ at_least: 4, at_most: 10 }", "{ in: [ 3, 5 ] }", "\"4\"")),
        };
        into.TryAdd(key, value);
    }
}
