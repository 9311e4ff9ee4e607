using System.Globalization;
using DecentralizedAi.Benchmarks.Harness;
using RulesEngine.Models;

namespace DecentralizedAi.Benchmarks.Policy;

/// <summary>Microsoft's RulesEngine: a lambda for each rule, all of them asked.</summary>
internal static class RulesEnginePeer
{
    private const string Name = "policy";

    public static async Task<Subject> LoadAsync(RuleWorkload workload)
    {
        var forbids = workload.Rules.ToDictionary(RuleName, rule => rule.Forbids);
        var engine = new RulesEngine.RulesEngine([new Workflow
        {
            WorkflowName = Name,
            Rules = [.. workload.Rules.Select(rule => new Rule
            {
                RuleName = RuleName(rule),
                RuleExpressionType = RuleExpressionType.LambdaExpression,
                Expression = Expression(rule),
            })],
        }]);
        var requests = workload.Drawn
            .Select(request => new RuleParameter("r", new RulesEngineRequest(request, workload))).ToArray();
        var answers = new bool[requests.Length];
        await DecideAsync().ConfigureAwait(false);
        PolicyPeers.Compare("RulesEngine", workload, answers);
        return new("RulesEngine", async () =>
        {
            var start = CpuClock.Now;
            for (var pass = 0; pass < PolicyPeers.Passes; pass++)
                await DecideAsync().ConfigureAwait(false);
            return (CpuClock.Now - start) / ((double)PolicyPeers.Passes * requests.Length);
        });

        async Task DecideAsync()
        {
            for (var i = 0; i < requests.Length; i++)
            {
                var results = await engine.ExecuteAllRulesAsync(Name, requests[i]).ConfigureAwait(false);
                var (permitted, forbidden) = (false, false);
                foreach (var result in results)
                {
                    if (result.IsSuccess && forbids[result.Rule.RuleName])
                        forbidden = true;
                    else if (result.IsSuccess)
                        permitted = true;
                }
                answers[i] = permitted && !forbidden;
            }
        }
    }

    private static string RuleName(WorkloadRule rule) => string.Create(CultureInfo.InvariantCulture, $"r{rule.Index}");

    private static string Expression(WorkloadRule rule) => string.Create(CultureInfo.InvariantCulture,
        $"r.Agent == \"{rule.AgentName}\" && r.Tool == \"{rule.ToolName}\" && r.Amount <= {rule.Most} && "
        + $"r.Hour >= {rule.FirstHour} && r.Hour < {rule.LastHour} && r.IsListed({rule.List}) && "
        + $"r.Host.EndsWith(\".{rule.SiteName}\")");
}

/// <summary>A request as the lambdas see it; public, because they are compiled elsewhere.</summary>
public sealed class RulesEngineRequest
{
    private readonly RuleWorkload _workload;
    private readonly string _to;

    internal RulesEngineRequest(WorkloadRequest request, RuleWorkload workload)
    {
        (Agent, Tool, Amount, Host, Hour) = (request.Agent, request.Tool, request.Amount, request.Host, request.Hour);
        (_to, _workload) = (request.To, workload);
    }

    public string Agent { get; }
    public string Tool { get; }
    public int Amount { get; }
    public string Host { get; }
    public int Hour { get; }

    public bool IsListed(int list) => _workload.Has(list, _to);
}
