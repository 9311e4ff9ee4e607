using System.Globalization;
using System.Text.Json.Nodes;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Testing;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Policy.Cedar;

/// <summary>Cedar decides as we do, and for the same rule, over random documents.</summary>
public sealed class CedarTests
{
    private const int RequestsOfDocument = 100;

    /// <summary>The suite <c>fuzz</c> asks for 100,000.</summary>
    private static int Requests => int.Parse(
        Environment.GetEnvironmentVariable("DAI_CEDAR_REQUESTS") ?? "6000", CultureInfo.InvariantCulture);

    [Fact]
    [Trait("Suite", "fuzz")]
    public async Task Cedar_decides_the_same_by_the_same_rule()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(9));
        await using var cedar = PeerProcess.Start();
        var (documents, random) = (new RandomPolicies(26), new RandomCalls(26));
        var seen = new Dictionary<string, int>();
        for (var asked = 0; asked < Requests;)
        {
            if (PolicySamples.Read(documents.Document()) is not { } policy
                || CedarPolicies.Of(policy.Document) is not { } policies)
                continue;
            var calls = Enumerable.Range(0, RequestsOfDocument)
                .Select(_ => (Call: random.Call(), Facts: random.Facts())).ToArray();
            var answer = await cedar.AskAsync(new JsonObject
            {
                ["op"] = "cedar",
                ["policies"] = policies,
                ["requests"] = new JsonArray([.. calls.Select(
                    call => CedarRequests.Of(call.Call, call.Facts, policy.Document))]),
            }, patience.Token);
            for (var i = 0; i < calls.Length; i++, asked++)
            {
                var ours = Ours(PolicyRules.Decide(calls[i].Call, policy, calls[i].Facts));
                var theirs = Theirs(answer["answers"]![i]!, policy.Document);
                Assert.True(ours == theirs, $"{calls[i].Call}: we say '{ours}', Cedar '{theirs}', by {policies}");
                var kind = ours.Split(' ')[0];
                seen[kind] = seen.GetValueOrDefault(kind) + 1;
            }
        }
        Assert.Equal(["forbids", "lets", "silence"], seen.Keys.Order());
        Assert.All(seen.Values, count => Assert.InRange(count, Requests / 50, int.MaxValue));
    }

    // Whether a budget then covers it, and who approves, Cedar does not know.
    private static string Ours(Decision decision) => decision switch
    {
        Decision.Denied { Reason: DenialReason.Rule } => $"forbids {decision.Rule}",
        Decision.Denied { Reason: DenialReason.Silence } => "silence",
        _ => $"lets {decision.Rule}",
    };

    private static string Theirs(JsonNode answer, PolicyDocument document)
    {
        Assert.Equal(0, (int)answer["errors"]!);
        var rules = answer["reasons"]!.AsArray().Select(reason => CedarPolicies.RuleOf($"{reason}"))
            .OrderBy(rule => rule, StringComparer.Ordinal).ToArray();
        if (rules.Length == 0)
            return "silence";
        if ($"{answer["decision"]}" == "deny")
            return $"forbids {rules[0]}";
        // An ask is stricter than a permit.
        return $"lets {rules.FirstOrDefault(IsAsk) ?? rules[0]}";

        bool IsAsk(string rule) => document.Rules.Single(line => line.Id == rule).Kind == RuleKind.Ask;
    }
}
