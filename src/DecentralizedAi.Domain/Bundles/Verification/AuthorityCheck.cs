using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Domain.Bundles.Verification;

/// <summary>Check 6: words are opened, instructions are signed, and laws were in force.</summary>
internal static class AuthorityCheck
{
    public static IReadOnlyList<string> Run(Workspace work)
    {
        Documents(work);
        var freezes = new FreezeRecord(work);
        foreach (var agent in work.Agents)
            Agent(work, agent);
        ulong staleness = 0, moneyStaleness = 0;
        var signatures = 0;
        foreach (var agent in work.Agents)
        {
            var standing = new LawStanding(work, agent, freezes);
            var trace = new InstructionTrace(work, agent);
            foreach (var leaf in agent.Leaves.Where(leaf => leaf.Tag.IsKnownKind))
            {
                WordOpening.Open(work, leaf);
                trace.Follow(leaf);
                signatures += DenialCheck.Check(work, agent, leaf);
                standing.Check(leaf);
                var lag = Lag(leaf);
                staleness = Math.Max(staleness, lag);
                if (leaf.IsMoney)
                    moneyStaleness = Math.Max(moneyStaleness, lag);
            }
            signatures += trace.Signatures;
        }
        var limits = work.Manifest;
        return
        [
            $"{signatures} signatures", $"{work.Bundle.Documents.Count} documents", $"{work.Moved.Count} moved",
            $"largest checkpoint block - policyBlock {staleness} (anchorWithin {Limit(limits?.AnchorWithin)})",
            $"of money {moneyStaleness} (staleMoney {Limit(limits?.StaleMoney)})",
        ];
    }

    private static string Limit(ulong? constant) => constant is { } blocks ? $"{blocks}" : "not known";

    private static ulong Lag(ChainLeaf leaf)
    {
        var (block, policyBlock) = (leaf.In.Checkpoint.Block, leaf.Opens.Law.PolicyBlock);
        return block - Math.Min(block, policyBlock);
    }

    private static void Documents(Workspace work)
    {
        foreach (var (hash, text) in work.Bundle.Documents)
        {
            Workspace.Require(Keccak256.Hash(text) == hash, $"documents[{hash}]", "does not hash to its name");
            Workspace.Require(Jcs.TryParseCanonical(text) is JcsValue.Map, $"documents[{hash}]",
                "is no canonical JSON object (RFC 8785)");
        }
    }

    private static void Agent(Workspace work, AgentWork agent)
    {
        var (contracts, id) = (work.Bundle.Contracts, agent.Agent.AgentId);
        work.Ends(Keccak256.Hash(agent.Agent.Name), contracts.AgentRegistry, Slots.Name(id), $"{agent.Element}.name");
        work.Ends(agent.Agent.Publications.Last(), contracts.PolicyRegistry, Slots.Publications(id),
            $"{agent.Element}.publications");
        if (agent.Agent.Publications.IsLate)
            work.NotChecked("publications before a list that starts late");
        var compositions = agent.Agent.Compositions.Steps.Select(step => step.Composition).Distinct();
        var absent = compositions.Count(hash => !hash.IsZero && !work.Bundle.Documents.ContainsKey(hash));
        if (absent > 0)
            work.NotChecked("compositions that are not in the bundle", absent);
    }
}
