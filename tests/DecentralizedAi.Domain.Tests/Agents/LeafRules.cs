using DecentralizedAi.Domain.Bundles.Verification;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Testing.Agents;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Agents;

/// <summary>What a verifier wants of every log, on the leaves of a test: chain, law, openings, decisions.</summary>
internal static class LeafRules
{
    public static void Hold(PureAgent agent, params string[] policies)
    {
        LoggedLeafBefore before = default;
        var judge = new PolicyJudge();
        var texts = policies.ToDictionary(text => Keccak256.Hash(text));
        foreach (var logged in agent.Leaves)
        {
            var (leaf, law) = (logged.Leaf, logged.Law);
            Assert.Equal(before.Seq + 1, leaf.Seq);
            Assert.Equal(before.Hash, leaf.Prev);
            Assert.True(law.PolicyBlock >= before.Law.PolicyBlock, $"policyBlock falls at {leaf.Seq}");
            Assert.True(law.LeaseEpoch >= before.Law.LeaseEpoch, $"epoch falls at {leaf.Seq}");
            Assert.True(law.LeaseEpoch == before.Law.LeaseEpoch || leaf.Tag.Kind == LeafKind.Takeover);
            Assert.Equal(law.Word, leaf.Law);
            if (logged.Opens.Extension is LeafExtension.Governed governed)
                Assert.Equal((before.Law.PolicyRoot, law.PolicyRoot), (governed.OldRoot, governed.NewRoot));
            var says = leaf.Tag.Kind is LeafKind.Governed or LeafKind.Takeover;
            Assert.True(says || law.PolicyRoot == before.Law.PolicyRoot,
                $"the policy changes at {leaf.Seq} without a leaf that says so");
            if (leaf.Tag.Kind is LeafKind.Opened or LeafKind.Awaiting
                || leaf.Tag is { Kind: LeafKind.Refused, Verdict: <= LeafVerdict.OverBudget })
                Decided(agent, logged, judge, texts[law.PolicyRoot]);
            before = new(leaf.Seq, logged.Hash, law);
        }
    }

    private static void Decided(
        PureAgent agent, Domain.Agents.LoggedLeaf logged, PolicyJudge judge, string policy)
    {
        var leaf = logged.Leaf;
        var document = (JcsValue.Map)Jcs.ParseCanonical(agent.Documents[leaf.Facts].Text);
        var (call, facts) = ((JcsValue.Map)document["call"]!, (JcsValue.Map)document["facts"]!);
        var judged = judge.Judge(policy, call, facts);
        Assert.NotNull(judged);
        Assert.Equal(FactsDocument.Time(leaf.Time / 1_000), facts.TextOf("time"));
        Assert.Equal(RuleWord.Of(judged.Rule), leaf.Rule);
        Assert.Equal(judged.Verdict switch
        {
            PolicyVerdict.Allowed => LeafVerdict.Allowed,
            PolicyVerdict.Approval when leaf.Tag.Kind == LeafKind.Awaiting => LeafVerdict.None,
            PolicyVerdict.Approval => LeafVerdict.AllowedAfterApproval,
            PolicyVerdict.DeniedByRule => LeafVerdict.DeniedByRule,
            PolicyVerdict.DeniedBySilence => LeafVerdict.DeniedBySilence,
            _ => LeafVerdict.OverBudget,
        }, leaf.Tag.Verdict);
        if (judged.Money is { } money)
            Assert.Equal((money.Asset.Word, money.Amount), (leaf.Asset, leaf.Amount));
        var body = (JcsValue.Map)Jcs.ParseCanonical(agent.Documents[leaf.Body].Text);
        Assert.True(body["content"]!.Same(call));
        if (logged.Opens.Extension is LeafExtension.Awaiting waiting)
            Assert.Equal(leaf.Time + judged.WithinSeconds * 1_000UL, waiting.Deadline);
        if (logged.Opens.Extension is LeafExtension.Opened opened)
            Assert.Equal(logged.Receipt, opened.Receipt);
        Assert.True(agent.Documents.ContainsKey(logged.Receipt), "a decided call carries the model's receipt");
    }

    private readonly record struct LoggedLeafBefore(ulong Seq, Bytes32 Hash, Law Law);
}
