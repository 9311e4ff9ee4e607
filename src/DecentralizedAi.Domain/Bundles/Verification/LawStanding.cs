using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Domain.Bundles.Verification;

/// <summary>Whether what a leaf stands under was in force at its <c>policyBlock</c>, and who was frozen then.</summary>
internal sealed class LawStanding(Workspace work, AgentWork agent, FreezeRecord freezes)
{
    public void Check(ChainLeaf leaf)
    {
        var law = leaf.Opens.Law;
        InForce(leaf, "policy", law.PolicyRoot, agent.Roots);
        InForce(leaf, "composition", law.Composition, agent.Compositions);
        Document(leaf, law.PolicyRoot);
        if (leaf.Kind == LeafKind.Opened)
            NobodyFrozen(leaf);
        if (leaf.Kind == LeafKind.Refused && leaf.Tag.Verdict == LeafVerdict.Frozen)
            SomebodyFrozen(leaf);
    }

    private void InForce(ChainLeaf leaf, string what, Bytes32 hash, Timeline<Bytes32> timeline)
    {
        var block = leaf.Opens.Law.PolicyBlock;
        switch (timeline.Stand(block, work.Finality, one => one == hash))
        {
            case Standing.Near:
                work.Moved.Add(new ListedElement(leaf.Element, $"{what} {hash} was in force near block {block}"));
                break;
            case Standing.Unknown:
                work.NotChecked($"whether a {what} was in force");
                break;
            case Standing.Fails:
                throw new CheckFailure(leaf.Element, $"{what} {hash} was not in force near block {block}");
        }
    }

    private void Document(ChainLeaf leaf, Bytes32 root)
    {
        if (root.IsZero)
            return;
        if (work.Texts.Policy(root) is not { } text)
        {
            work.NotChecked("leaves under a policy that is not in the bundle");
            return;
        }
        Workspace.Require(text.Chain == $"eip155:{work.Bundle.ChainId}", leaf.Element,
            $"its policy is for chain '{text.Chain}'");
        Workspace.Require(text.Agent == agent.Agent.Name, leaf.Element, $"its policy is for agent '{text.Agent}'");
    }

    private IEnumerable<(FreezeTarget Target, string Name)> Targets(ChainLeaf leaf, Address? payee)
    {
        yield return (FreezeTarget.Agent(agent.Agent.AgentId), "the agent");
        yield return (FreezeTarget.Operator(leaf.Opens.Law.OperatorId), "the operator");
        if (payee is { IsZero: false } address)
            yield return (FreezeTarget.Payee(address), $"payee {address}");
    }

    private void NobodyFrozen(ChainLeaf leaf)
    {
        if (leaf.Opens.Extension is not LeafExtension.Opened opened)
            return;
        var block = leaf.Opens.Law.PolicyBlock;
        foreach (var (target, name) in Targets(leaf, opened.To))
        {
            var timeline = freezes.Find(target, leaf.Element)
                ?? throw new CheckFailure(leaf.Element, $"no proof says whether {name} was frozen");
            switch (timeline.Stand(block, work.Finality, frozen => !frozen))
            {
                case Standing.Near:
                    work.Moved.Add(new ListedElement(leaf.Element, $"{name} was frozen at block {block}, not near it"));
                    break;
                case Standing.Unknown:
                    work.NotChecked("whether somebody was frozen");
                    break;
                case Standing.Fails:
                    throw new CheckFailure(leaf.Element, $"{name} was frozen at block {block}");
            }
        }
    }

    private void SomebodyFrozen(ChainLeaf leaf)
    {
        var block = leaf.Opens.Law.PolicyBlock;
        var payee = Payee(leaf);
        var best = Standing.Fails;
        foreach (var (target, _) in Targets(leaf, payee))
        {
            var standing = freezes.Find(target, leaf.Element)?.Stand(block, work.Finality, frozen => frozen)
                ?? Standing.Unknown;
            best = Better(best, standing);
        }
        if (payee is null && best == Standing.Fails && leaf.IsMoney)
            best = Standing.Unknown;
        if (best == Standing.Near)
            work.Moved.Add(new ListedElement(leaf.Element, $"somebody was frozen near block {block}, not at it"));
        else if (best == Standing.Unknown)
            work.NotChecked("whether somebody was frozen");
        else
            Workspace.Require(best == Standing.Holds, leaf.Element, $"nobody was frozen near block {block}");
    }

    private static Standing Better(Standing one, Standing other) =>
        one == Standing.Holds || other == Standing.Holds ? Standing.Holds
        : one == Standing.Near || other == Standing.Near ? Standing.Near
        : one == Standing.Unknown || other == Standing.Unknown ? Standing.Unknown
        : Standing.Fails;

    // The payee of a refused call stands only in its body.
    private static Address? Payee(ChainLeaf leaf) =>
        ChainLeaf.Matching(leaf.Record.Body, leaf.Leaf.Body) is { } text
        && Jcs.TryParseCanonical(text) is JcsValue.Map body && body["content"] is JcsValue.Map call
        && call["args"] is JcsValue.Map args && Address.TryParse(args.TextOf("to"), out var payee)
            ? payee
            : null;
}
