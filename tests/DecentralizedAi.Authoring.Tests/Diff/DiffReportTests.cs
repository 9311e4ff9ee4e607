using System.Text.Json.Nodes;
using DecentralizedAi.Authoring.Rehearsal.Diff;
using DecentralizedAi.Domain.Policy;
using Xunit;

namespace DecentralizedAi.Authoring.Tests.Diff;

public sealed class DiffReportTests
{
    private const string Document = """
        dai: policy/1
        chain: eip155:1
        agent: a
        tools:
          wallet.pay: { effect: money, args: { to: address, amount: amount } }
        lists:
          payees: [ "0x52908400098527886e0f7030069857d2e4169ee7" ]
        budgets:
          USDC:
            asset: "0xde709f2102306220921060314715629080e2fb77"
            decimals: 2
            burst: 100
            rate: 1 per week
            per_action: 50
            payees: payees
        rules:
          - id: pay
            permit: wallet.pay
            when: { instructor: any }
        """;

    [Fact]
    public void Says_why_a_witness_is_denied_with_its_own_figures()
    {
        var diff = PolicyDiff.Of(Compile(Document), Compile(Document.Replace("per_action: 50", "per_action: 9")));
        var denied = DiffReport.ToJson(diff)["sentences"]!.AsArray()
            .SelectMany(sentence => sentence!["witnesses"]!.AsArray())
            .Select(witness => witness!["after"]!)
            .Where(said => (string)said["verdict"]! == "denied").Select(Why).ToArray();
        Assert.Contains(denied, why => why.EndsWith("is more than 9 USDC in one action", StringComparison.Ordinal));
    }

    private static string Why(JsonNode said) => (string)said["why"]!;

    private static PolicySnapshot Compile(string yaml) =>
        Assert.IsType<CompileAnswer.Compiled>(PolicyFile.Compile(yaml)).Snapshot;
}
