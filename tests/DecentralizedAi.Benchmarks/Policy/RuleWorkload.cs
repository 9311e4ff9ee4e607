using System.Globalization;
using System.Text;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Benchmarks.Policy;

/// <summary>A rule of the workload, as every engine is given it.</summary>
/// <param name="Most">Largest amount, in whole units.</param>
/// <param name="FirstHour">The first hour of the day in which it holds.</param>
/// <param name="LastHour">The hour before which it holds.</param>
/// <param name="List">Index of the eight addresses.</param>
/// <param name="Site">Any host below <c>svcN.example.org</c>.</param>
internal sealed record WorkloadRule(
    int Index, int Agent, int Tool, bool Forbids, int Most, int FirstHour, int LastHour, int List, int Site)
{
    public string AgentName => RuleWorkload.AgentName(Agent);
    public string ToolName => RuleWorkload.ToolName(Tool);
    public string SiteName => string.Create(CultureInfo.InvariantCulture, $"svc{Site}.example.org");
}

/// <summary>A request of the workload, as text and as our own values.</summary>
internal sealed record WorkloadRequest(string Agent, string Tool, string To, int Amount, string Host, int Hour)
{
    public required ToolCall Call { get; init; }
    public required Facts Facts { get; init; }
}

/// <summary>
/// The workload that all engines are compared on: N rules over at most 100 agents and 10 tools; each rule has a
/// largest amount, hours, eight addresses and a host suffix; one rule in twenty forbids. Requests are drawn from the
/// rules, and of each condition one in ten is broken. The same seed gives the same rules and requests.
/// </summary>
internal sealed class RuleWorkload
{
    public const int Requests = 1024;
    private const int Tools = 10;
    public const int Lists = 200;
    private const int Sites = 50;
    private const int ListsOfAgent = 10;

    private readonly string[][] _lists;
    private readonly HashSet<string>[] _sets;

    /// <param name="rules">10 to 10,000 rules in all.</param>
    public RuleWorkload(int rules, int seed = 42)
    {
        var random = new Random(seed);
        Agents = Math.Min(100, rules);
        _lists = [.. Enumerable.Range(0, Lists)
            .Select(_ => Enumerable.Range(0, 8).Select(_ => Address(random)).ToArray())];
        _sets = [.. _lists.Select(list => list.ToHashSet(StringComparer.Ordinal))];
        Rules = [.. Enumerable.Range(0, rules).Select(index => Rule(index, random))];
        Documents = [.. Rules.GroupBy(rule => rule.Agent).OrderBy(group => group.Key).Select(Document)];
        Drawn = [.. Enumerable.Range(0, Requests).Select(_ => Draw(random))];
    }

    public int Agents { get; }
    public IReadOnlyList<WorkloadRule> Rules { get; }

    /// <summary>Canonical bytes, one document per agent.</summary>
    public IReadOnlyList<byte[]> Documents { get; }

    public WorkloadRequest[] Drawn { get; }

    public static string AgentName(int agent) => string.Create(CultureInfo.InvariantCulture, $"agent-{agent}");
    public static string ToolName(int tool) => string.Create(CultureInfo.InvariantCulture, $"vendor.order{tool}");

    /// <summary>The eight addresses of a list, lower case.</summary>
    public IReadOnlyList<string> List(int list) => _lists[list];

    /// <summary>Whether an address is one of a list.</summary>
    public bool Has(int list, string address) => _sets[list].Contains(address);

    /// <summary>What the rules say, by looking at every one of them: nothing but a forbid outweighs a permit.</summary>
    public bool Allows(WorkloadRequest request)
    {
        var allowed = false;
        foreach (var rule in Rules)
        {
            if (!Matches(rule, request))
                continue;
            if (rule.Forbids)
                return false;
            allowed = true;
        }
        return allowed;
    }

    private bool Matches(WorkloadRule rule, WorkloadRequest request) =>
        rule.AgentName == request.Agent && rule.ToolName == request.Tool && request.Amount <= rule.Most
        && rule.FirstHour <= request.Hour && request.Hour < rule.LastHour && Has(rule.List, request.To)
        && request.Host.EndsWith("." + rule.SiteName, StringComparison.Ordinal);

    private WorkloadRule Rule(int index, Random random)
    {
        var agent = index % Agents;
        var round = index / Agents;
        return new(index, agent, round % Tools, (index + round) % 20 == 19, random.Next(100, 1001), random.Next(0, 8),
            random.Next(16, 24), (agent * ListsOfAgent + random.Next(ListsOfAgent)) % Lists, random.Next(Sites));
    }

    private WorkloadRequest Draw(Random random)
    {
        var rule = Rules[random.Next(Rules.Count)];
        var amount = random.Next(10) == 0 ? rule.Most + 1 : random.Next(1, rule.Most + 1);
        var to = random.Next(10) == 0 ? Address(random) : _lists[rule.List][random.Next(8)];
        var host = random.Next(10) == 0 ? "api.elsewhere.example.net" : "api." + rule.SiteName;
        var hour = random.Next(rule.FirstHour, rule.LastHour);
        return new(rule.AgentName, rule.ToolName, to, amount, host, hour)
        {
            Call = ToolCall.Of(rule.ToolName,
                new ToolArgument("to", to),
                new ToolArgument("amount", string.Create(CultureInfo.InvariantCulture, $"{amount} USDC")),
                new ToolArgument("url", $"https://{host}/orders")),
            Facts = new Facts
            {
                Instructor = Instructor.Operator,
                Time = DateTimeOffset.UnixEpoch.AddDays(20_000).AddHours(hour).AddMinutes(random.Next(60)),
            },
        };
    }

    private static string Address(Random random)
    {
        var bytes = new byte[20];
        random.NextBytes(bytes);
        return "0x" + Convert.ToHexStringLower(bytes);
    }

    private byte[] Document(IGrouping<int, WorkloadRule> rules)
    {
        var json = new StringBuilder();
        json.Append("{\"agent\":\"").Append(AgentName(rules.Key)).Append("\",\"budgets\":{\"USDC\":{\"asset\":\"")
            .Append("0xde709f2102306220921060314715629080e2fb77\",\"burst\":\"1500\",\"decimals\":\"6\",\"payees\":\"")
            .Append(ListName(rules.First().List)).Append("\",\"rate\":{\"amount\":\"300\",\"per\":\"86400\"}}},")
            .Append("\"chain\":\"eip155:31337\",\"dai\":\"policy/1\",\"lists\":{");
        json.AppendJoin(',', rules.Select(rule => rule.List).Distinct().OrderBy(ListName, StringComparer.Ordinal)
            .Select(list => $"\"{ListName(list)}\":[{Quoted(_lists[list])}]"));
        json.Append("},\"rules\":[").AppendJoin(',', rules.OrderBy(rule => RuleName(rule), StringComparer.Ordinal)
            .Select(Written));
        json.Append("],\"tools\":{").AppendJoin(',', rules.Select(rule => rule.ToolName).Distinct()
            .Order(StringComparer.Ordinal).Select(tool => $"\"{tool}\":{{\"args\":{{\"amount\":\"amount\","
                + "\"to\":\"address\",\"url\":\"url\"},\"effect\":\"write\"}"));
        return Encoding.UTF8.GetBytes(json.Append("}}").ToString());
    }

    private static string Written(WorkloadRule rule)
    {
        var tools = $"[\"{rule.ToolName}\"]";
        var head = rule.Forbids
            ? $"\"forbid\":{tools},\"id\":\"{RuleName(rule)}\""
            : $"\"id\":\"{RuleName(rule)}\",\"permit\":{tools}";
        var hours = string.Create(CultureInfo.InvariantCulture, $"{rule.FirstHour:D2}:00-{rule.LastHour:D2}:00");
        return $"{{{head},\"when\":{{\"arg.amount\":{{\"at_most\":\"{rule.Most} USDC\"}},"
            + $"\"arg.to\":{{\"in\":\"{ListName(rule.List)}\"}},\"arg.url.host\":{{\"in\":[\"*.{rule.SiteName}\"]}},"
            + $"\"time\":{{\"hours\":[\"{hours}\"]}}}}}}";
    }

    private static string RuleName(WorkloadRule rule) =>
        string.Create(CultureInfo.InvariantCulture, $"r{rule.Index}");

    private static string ListName(int list) => string.Create(CultureInfo.InvariantCulture, $"l{list}");

    private static string Quoted(string[] addresses) =>
        string.Join(',', addresses.Order(StringComparer.Ordinal).Select(address => $"\"{address}\""));
}
