using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DecentralizedAi.Authoring;
using DecentralizedAi.Domain.Budgets;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Policy.Limits;

namespace DecentralizedAi.Cli.Conformance;

/// <summary>The operations over the policy document and its budgets.</summary>
internal static class PolicyOperations
{
    public static JsonObject Root(JsonElement request) => PolicyFile.Compile(request.Text("yaml")) switch
    {
        CompileAnswer.Compiled { Snapshot: var snapshot } => new()
        {
            ["root"] = snapshot.Root.ToString(),
            ["canonical"] = Encoding.UTF8.GetString(snapshot.Canonical.Span),
        },
        CompileAnswer.Refused refused => Fault(refused.Faults[0]),
        _ => throw new InvalidOperationException("no such answer"),
    };

    public static JsonObject Lint(JsonElement request) => PolicyFile.Read(request.Text("yaml")) switch
    {
        DocumentAnswer.Refused refused => Fault(refused.Faults[0]),
        _ => new() { ["ok"] = true },
    };

    public static JsonObject Decide(JsonElement request)
    {
        var snapshot = Snapshot(request);
        var call = FactsJson.Call(request.GetProperty("call"));
        return PolicyRules.Decide(call, snapshot, FactsJson.Facts(request.GetProperty("facts"))) switch
        {
            Decision.Approval approval => new()
            {
                ["verdict"] = approval.Verdict,
                ["rule"] = approval.Rule,
                ["approvers"] = new JsonArray([.. approval.Approvers.Select(by => (JsonNode)by.ToLower())]),
                ["within"] = approval.Within.ToString(CultureInfo.InvariantCulture),
            },
            Decision.Denied denied => new()
            {
                ["verdict"] = denied.Verdict,
                ["rule"] = denied.Rule,
                ["reason"] = denied.Reason.ToString().ToLowerInvariant(),
            },
            var decision => new() { ["verdict"] = decision.Verdict, ["rule"] = decision.Rule },
        };
    }

    public static JsonObject Limits(JsonElement request)
    {
        var limits = VaultLimits.Of(Snapshot(request).Document);
        return new()
        {
            ["limits"] = new JsonArray([.. limits.Limits.Select(Limit)]),
            ["hash"] = limits.Hash.ToString(),
        };
    }

    public static JsonObject Bucket(JsonElement request)
    {
        var bucket = default(Bucket);
        var steps = new JsonArray();
        foreach (var step in request.GetProperty("steps").EnumerateArray())
        {
            (bucket, var answer) = Step(bucket, step);
            steps.Add((JsonNode)new JsonObject
            {
                ["answer"] = BucketAnswers.Write(answer),
                ["level"] = bucket.Level.ToString(),
                ["spent"] = bucket.Spent.ToString(),
            });
        }
        return new() { ["steps"] = steps };
    }

    private static JsonNode Limit(VaultLimit limit) => new JsonObject
    {
        ["name"] = limit.Name,
        ["asset"] = limit.Limit.Asset.ToLower(),
        ["per_action"] = limit.Limit.PerAction.ToString(),
        ["burst"] = limit.Limit.Burst.ToString(),
        ["rate"] = limit.Limit.Rate.ToString(),
        ["lifetime"] = limit.Limit.Lifetime.ToString(),
        ["payees"] = limit.Limit.PayeesRoot.ToString(),
        ["ask_above"] = limit.Limit.AskAbove.ToString(),
        ["ask_by"] = limit.Limit.AskBy.ToLower(),
    };

    private static (Bucket, BucketAnswer) Step(Bucket bucket, JsonElement step)
    {
        var at = step.Number("at").ToUInt128();
        return step.Text("op") switch
        {
            "list" => bucket.List(at, Bounds(step)),
            "update" => bucket.Update(at, Bounds(step)),
            "unlist" => bucket.Unlist(at),
            "settle" => (bucket.Settle(at), BucketAnswer.Ok),
            "spend" => bucket.Spend(at, step.Number("amount")),
            "release" => (bucket.Release(at, step.Number("amount")), BucketAnswer.Ok),
            var other => throw new ConformanceRefusal($"no step '{other}'"),
        };
    }

    private static BucketLimits Bounds(JsonElement step)
    {
        var limits = new BucketLimits(
            step.Number("per_action"), step.Number("burst"), step.Number("rate"), step.Number("lifetime"));
        return limits.PerAction.FitsUInt128 && limits.Burst.FitsUInt128 && limits.Rate >> 192 == UInt256.Zero
            ? limits
            : throw new ConformanceRefusal("amounts have 128 bits, rates 192");
    }

    private static PolicySnapshot Snapshot(JsonElement request) => PolicyFile.Compile(request.Text("yaml")) switch
    {
        CompileAnswer.Compiled compiled => compiled.Snapshot,
        CompileAnswer.Refused refused => throw new ConformanceRefusal(refused.Faults[0].Class),
        _ => throw new InvalidOperationException("no such answer"),
    };

    private static JsonObject Fault(PolicyFault fault) => new()
    {
        ["error"] = fault.Class,
        ["line"] = fault.Place.Line,
        ["col"] = fault.Place.Column,
    };
}
