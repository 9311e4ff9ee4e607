using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Domain.Bundles.Verification;

/// <summary>Check 7: each recorded decision is made again from its facts and gives the same.</summary>
internal static class DecisionCheck
{
    public static IReadOnlyList<string> Run(Workspace work)
    {
        int decisions = 0, approvals = 0;
        foreach (var agent in work.Agents)
        {
            foreach (var leaf in agent.Leaves.Where(IsDecided))
            {
                if (Again(work, leaf) is not { } decided)
                    continue;
                decisions++;
                Compare(leaf, decided.Judgement);
                FactsComparison.Check(work, leaf, decided);
                if (leaf.Kind != LeafKind.Opened)
                    continue;
                LaterPublications(work, agent, leaf, decided);
                if (leaf.Tag.Verdict == LeafVerdict.AllowedAfterApproval)
                    approvals += ApprovalCheck.Check(work, agent, leaf, decided.Judgement);
            }
        }
        return
        [
            $"{decisions} decided again", $"{approvals} approvals", "levels in the facts are the nodes' claims",
        ];
    }

    private static bool IsDecided(ChainLeaf leaf) => leaf.Kind is LeafKind.Opened or LeafKind.Awaiting
        || leaf.Kind == LeafKind.Refused && leaf.Tag.Verdict <= LeafVerdict.OverBudget;

    private static Decided? Again(Workspace work, ChainLeaf leaf)
    {
        // Facts that do not hash to their word fail in check 9.
        if (ChainLeaf.Matching(leaf.Record.Facts, leaf.Leaf.Facts) is not { } text)
        {
            work.NotChecked("decisions without their facts");
            return null;
        }
        if (work.Texts.Policy(leaf.Opens.Law.PolicyRoot) is not { } policy)
        {
            work.NotChecked("decisions under a policy that is not in the bundle");
            return null;
        }
        var element = $"{leaf.Element}.facts";
        if (Jcs.TryParseCanonical(text) is not JcsValue.Map document
            || document.TextOf("schema") != FactsDocument.Schema
            || document["call"] is not JcsValue.Map call || document["facts"] is not JcsValue.Map facts)
            throw new CheckFailure(element, $"is no {FactsDocument.Schema}");
        var judgement = work.Policies.Judge(policy.Canonical, call, facts)
            ?? throw new CheckFailure(element, "cannot be decided under the policy of its root");
        return new Decided(call, facts, judgement);
    }

    private static void Compare(ChainLeaf leaf, PolicyJudgement judgement)
    {
        var same = judgement.Verdict switch
        {
            PolicyVerdict.Allowed => leaf.Kind == LeafKind.Opened && leaf.Tag.Verdict == LeafVerdict.Allowed,
            PolicyVerdict.Approval => leaf.Kind == LeafKind.Awaiting
                || leaf.Kind == LeafKind.Opened && leaf.Tag.Verdict == LeafVerdict.AllowedAfterApproval,
            PolicyVerdict.DeniedByRule => leaf.Tag.Verdict == LeafVerdict.DeniedByRule,
            PolicyVerdict.DeniedBySilence => leaf.Tag.Verdict == LeafVerdict.DeniedBySilence,
            _ => leaf.Tag.Verdict == LeafVerdict.OverBudget,
        };
        Workspace.Require(same, leaf.Element,
            $"decided again: {judgement.Verdict}; the leaf is {leaf.Kind} with verdict {leaf.Tag.Verdict}");
        Workspace.Require(RuleWord.Of(judgement.Rule) == leaf.Leaf.Rule, leaf.Element,
            $"decided again by rule '{judgement.Rule}'; the leaf cites '{leaf.Opens.Rule}'");
    }

    // A later publication that denies lies within finality, or the root itself would not stand: so it has moved.
    private static void LaterPublications(Workspace work, AgentWork agent, ChainLeaf leaf, Decided decided)
    {
        var law = leaf.Opens.Law;
        var published = agent.Roots.IndexAt(law.PolicyBlock);
        while (published >= 0 && agent.Roots.ValueAt(published) != law.PolicyRoot)
            published--;
        if (published < 0)
            return;
        for (var i = agent.Roots.IndexAt(law.PolicyBlock); i > published; i--)
        {
            var root = agent.Roots.ValueAt(i);
            if (work.Texts.Policy(root) is not { } policy)
            {
                work.NotChecked("decisions under a policy that is not in the bundle");
                continue;
            }
            var verdict = work.Policies.Judge(policy.Canonical, decided.Call, decided.Facts)?.Verdict;
            if (verdict == PolicyVerdict.Allowed
                || verdict == PolicyVerdict.Approval && leaf.Tag.Verdict == LeafVerdict.AllowedAfterApproval)
                continue;
            if (work.Finality is null)
                work.NotChecked("whether a later publication allowed an action");
            else
                work.Moved.Add(new ListedElement(leaf.Element, $"the later policy {root} does not allow it"));
        }
    }
}

/// <summary>A decision made again.</summary>
internal sealed record Decided(JcsValue.Map Call, JcsValue.Map Facts, PolicyJudgement Judgement);
