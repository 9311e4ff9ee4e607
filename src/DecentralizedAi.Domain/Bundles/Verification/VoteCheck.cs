using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Domain.Bundles.Verification;

/// <summary>The votes behind publications, as OpenZeppelin's Governor 5.7 keeps them.</summary>
internal static class VoteCheck
{
    private const int ExecutedBit = 240, CanceledBit = 248;

    public static IReadOnlyList<string> Run(Workspace work)
    {
        var published = work.Agents
            .SelectMany(agent => agent.Agent.Publications.Steps.Select(step => (agent.Agent.AgentId, step.Root)))
            .ToHashSet();
        var voted = new HashSet<(UInt256, Bytes32)>();
        if (work.Bundle.Proposals.Count > 0 && work.Manifest is { PublishSelector: null })
            work.NotChecked("which call of a proposal is the publication", work.Bundle.Proposals.Count);
        for (var i = 0; i < work.Bundle.Proposals.Count; i++)
        {
            var proposal = work.Bundle.Proposals[i];
            var element = $"proposals[{i}]";
            Workspace.Require(proposal.Targets.Count == proposal.Values.Count
                && proposal.Targets.Count == proposal.Calldatas.Count, element, "not one target, value and call each");
            voted.Add(Publication(work, proposal, published, element));
            Votes(work, proposal, element);
        }
        var unvoted = published.Count - voted.Count;
        if (unvoted > 0)
            work.NotChecked("publications without their proposal", unvoted);
        return
        [
            $"{work.Bundle.Proposals.Count} proposals",
            work.Bundle.Contracts.Governor is null ? $"authority {work.Bundle.Contracts.Authority}" : "our Governor",
        ];
    }

    private static (UInt256 Agent, Bytes32 Root) Publication(
        Workspace work, BundleProposal proposal, HashSet<(UInt256, Bytes32)> published, string element)
    {
        var selector = work.Manifest?.PublishSelector;
        for (var i = 0; i < proposal.Targets.Count; i++)
        {
            var call = proposal.Calldatas[i];
            if (proposal.Targets[i] != work.Bundle.Contracts.PolicyRegistry || call.Length < 68
                || selector is not null && !call.AsSpan(0, 4).SequenceEqual(selector))
                continue;
            var publication = (UInt256.OfWord(Bytes32.Of(call.AsSpan(4, 32))), Bytes32.Of(call.AsSpan(36, 32)));
            if (published.Contains(publication))
                return publication;
        }
        throw new CheckFailure(element, "no call publishes a policy of an agent of this bundle");
    }

    private static void Votes(Workspace work, BundleProposal proposal, string element)
    {
        if (work.Bundle.Contracts.Governor is not { } governor)
        {
            work.NotChecked("votes of another DAO");
            return;
        }
        var id = ProposalId.Of(proposal);
        Workspace.Require(id == proposal.Id, $"{element}.id", $"calls and description give {id}");
        var tallies = proposal.Tallies ?? throw new CheckFailure($"{element}.tallies", "our Governor's are missing");
        if (work.Manifest is not { GovernorSlots: { } slots })
        {
            work.NotChecked("votes, for the Governor's slots are not known");
            return;
        }
        var state = UInt256.OfWord(work.Slot(
            governor, Slots.Of(slots.Proposals.ToWord(), id.ToWord()), element));
        Workspace.Require(Bit(state, ExecutedBit) && !Bit(state, CanceledBit), element,
            "was not executed, or was canceled");
        var tally = UInt256.OfWord(Slots.Of(slots.Votes.ToWord(), id.ToWord()));
        UInt256[] expected = [tallies.Against, tallies.For, tallies.Abstain];
        for (var i = 0; i < expected.Length; i++)
        {
            var proven = UInt256.OfWord(work.Slot(governor, (tally + UInt256.Of((uint)i)).ToWord(), element));
            Workspace.Require(proven == expected[i], $"{element}.tallies", $"{expected[i]}, the slot holds {proven}");
        }
    }

    private static bool Bit(UInt256 word, int bit) => (word >> bit << 255).CompareTo(UInt256.Zero) > 0;
}
