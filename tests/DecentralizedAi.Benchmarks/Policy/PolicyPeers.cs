using System.Text.Json.Nodes;
using DecentralizedAi.Benchmarks.Harness;
using DecentralizedAi.Testing;

namespace DecentralizedAi.Benchmarks.Policy;

/// <summary>
/// Other engines on the same rules and requests, each of whose answers has to be ours. In this process every engine is
/// given the same batch, the drawn requests ten times over, right after it did the same batch unmeasured: nobody pays
/// for caches that another one emptied. Those in a process of their own answer the requests once, likewise the second
/// time.
/// </summary>
internal static class PolicyPeers
{
    /// <summary>How often a batch asks each request, of ours and of the engine beside it.</summary>
    public const int Passes = 10;

    private const int Rounds = 5;

    public static async Task<IReadOnlyList<Metric>> RunAsync(CancellationToken cancellation)
    {
        var few = new RuleWorkload(10);
        var some = new RuleWorkload(1_000);
        await using var casbin = PeerProcess.Start();
        await using var cedar = PeerProcess.Start();
        var ofFew = await Harness.Rounds.MediansAsync(
            Rounds, PolicyBenches.Ours(few, "10", Passes), await RulesEnginePeer.LoadAsync(few)).ConfigureAwait(false);
        var ofSome = await Harness.Rounds.MediansAsync(
            Rounds, PolicyBenches.Ours(some, "1000", Passes), await RulesEnginePeer.LoadAsync(some),
            await LoadAsync("casbin", casbin, some, cancellation),
            await LoadAsync("cedar", cedar, some, cancellation)).ConfigureAwait(false);
        return
        [
            new("policy.peer.rulesengine.10", "ns", ofFew[0], ofFew[1], null, null),
            new("policy.peer.rulesengine.1000", "ns", ofSome[0], ofSome[1], null, 1_000),
            new("policy.peer.casbin.1000", "ns", ofSome[0], ofSome[2], null, null),
            new("policy.peer.cedar.1000", "ns", ofSome[0], ofSome[3], null, null),
        ];
    }

    /// <summary>Refuses an engine whose answers are not those of the rules.</summary>
    public static void Compare(string engine, RuleWorkload workload, IReadOnlyList<bool> answers)
    {
        for (var i = 0; i < workload.Drawn.Length; i++)
        {
            if (answers[i] != workload.Allows(workload.Drawn[i]))
                throw new InvalidOperationException($"the answer of {engine} to {workload.Drawn[i].Call} is not ours");
        }
    }

    private static async Task<Subject> LoadAsync(
        string engine, PeerProcess process, RuleWorkload workload, CancellationToken cancellation)
    {
        await process.AskAsync(new JsonObject
        {
            ["op"] = "load",
            ["engine"] = engine,
            ["rules"] = new JsonArray([.. workload.Rules.Select(Rule)]),
            ["lists"] = new JsonArray([.. Enumerable.Range(0, RuleWorkload.Lists).Select(List)]),
            ["requests"] = new JsonArray([.. workload.Drawn.Select(Request)]),
        }, cancellation).ConfigureAwait(false);
        Compare(engine, workload, [.. $"{(await DecideAsync())["answers"]}".Select(answer => answer == '1')]);
        return new(engine, async () => (double)(await DecideAsync().ConfigureAwait(false))["nanoseconds"]!,
            IsElsewhere: true);

        Task<JsonObject> DecideAsync() => process.AskAsync(new() { ["op"] = "decide" }, cancellation);

        JsonNode List(int list) => new JsonArray([.. workload.List(list).Select(address => JsonValue.Create(address))]);
    }

    private static JsonNode Rule(WorkloadRule rule) => new JsonObject
    {
        ["agent"] = rule.AgentName,
        ["tool"] = rule.ToolName,
        ["forbids"] = rule.Forbids,
        ["most"] = rule.Most,
        ["first"] = rule.FirstHour,
        ["last"] = rule.LastHour,
        ["list"] = rule.List,
        ["site"] = rule.SiteName,
    };

    private static JsonNode Request(WorkloadRequest request) => new JsonObject
    {
        ["agent"] = request.Agent,
        ["tool"] = request.Tool,
        ["to"] = request.To,
        ["amount"] = request.Amount,
        ["host"] = request.Host,
        ["hour"] = request.Hour,
    };
}
