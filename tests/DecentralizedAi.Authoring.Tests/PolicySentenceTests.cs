using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Testing;
using Xunit;

namespace DecentralizedAi.Authoring.Tests;

public sealed class PolicySentenceTests
{
    [Fact]
    public void Reads_the_treasurers_policy_aloud()
    {
        var snapshot = Assert.IsType<CompileAnswer.Compiled>(
            PolicyFile.Compile(File.ReadAllText(Vectors.PathOf("../policies/treasurer.yaml")))).Snapshot;
        Assert.Equal(
            string.Join('\n', (string[])
            [
                "For the agent 'treasurer' on chain 31337.",
                "Not enforced: Pays the DAO's bills from its own vault, and nothing else.",
                "USDC (0xde709f2102306220921060314715629080e2fb77): at most 1000 at a time, never more than 1500 at "
                + "once, then 300 a day, 20000 in all; only to 'vendors' (Hosting, Design); above 150 at a time "
                + "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb must approve within 1 day.",
                "calls: at most 60 at once, then 30 a minute.",
                "tokens: at most 200000 at once, then 20000 an hour.",
                "On the schedule 'monthly-bills' (0 9 1 * *, UTC) the agent is told: "
                + "Pay the hosting bill for this month.",
                "'look' permits wallet.balance.",
                "'office-hours' forbids wallet.pay, unless it is mon to fri and the time (UTC) is in 09:00-17:00.",
                "'pay-vendors' permits wallet.pay when amount is at most 1000 USDC and to is in 'vendors' and asked by "
                + "0x27b1fdb04752bbc536007a920d24acb045561c26 or schedule/monthly-bills and (for money) nothing foreign "
                + "was read in this turn and (for money) the payee comes from a list of the DAO or from the instruction.",
                "'read-status-pages' permits web.fetch when url.host is in 'sites' and url.scheme is 'https'.",
                "Whatever no rule permits is denied.",
            ]),
            string.Join('\n', PolicySentence.Of(snapshot.Document)));
        Assert.Equal(
            "1500 USDC may leave at once without approval (in payments of at most 150), "
            + "300 a day after that, 20000 in all.",
            Assert.Single(PolicySentence.Exposure(snapshot.Document)));
    }

    [Fact]
    public void Says_something_of_every_rule_of_every_vector()
    {
        foreach (var index in Enumerable.Range(0, PolicyVectors.Section("valid").Count))
        {
            var answer = PolicyFile.Compile(PolicyVectors.Yaml(index));
            var document = Assert.IsType<CompileAnswer.Compiled>(answer).Snapshot.Document;
            var sentences = PolicySentence.Of(document);
            Assert.All(document.Rules, rule => Assert.Contains(sentences, line => line.StartsWith($"'{rule.Id}' ")));
        }
    }
}
