using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Chain.Dao;

/// <summary>What the authority shall call when a proposal is executed.</summary>
public sealed record ProposalCall(Address Target, ReadOnlyMemory<byte> Data, UInt256 Value = default);

/// <summary>A proposal as it was made.</summary>
/// <param name="VoteStart">Unix seconds; voting power counts as of then.</param>
/// <param name="Description">Its text; its hash is part of the id.</param>
public sealed record Proposal(
    UInt256 Id, Address Proposer, IReadOnlyList<ProposalCall> Calls, string Description, ulong VoteStart, ulong VoteEnd,
    ulong Block, Bytes32 Transaction);

/// <summary>The states of OpenZeppelin's Governor.</summary>
public enum ProposalState : byte
{
    Pending, Active, Canceled, Defeated, Succeeded, Queued, Expired, Executed,
}

/// <summary>How a holder votes; the numbers are those of the contract.</summary>
public enum VoteChoice : byte
{
    Against, For, Abstain,
}

/// <summary>A vote as it was cast.</summary>
/// <param name="Weight">Voting power at the proposal's snapshot, in the token's smallest unit.</param>
/// <param name="Reason">Why, in the voter's words; may be empty.</param>
public sealed record BallotCast(Address Voter, VoteChoice Choice, UInt256 Weight, string Reason);

/// <summary>A proposal and how it stands.</summary>
/// <param name="Deadline">Unix seconds; later than planned where the quorum came late.</param>
/// <param name="ExecutableAt">Unix seconds; 0 until it is queued.</param>
/// <param name="Quorum">Votes that have to take part; null before the vote starts.</param>
/// <param name="Calls">What it would do, in words.</param>
public sealed record ProposalView(
    Proposal Proposal, ProposalState State, ulong Deadline, ulong ExecutableAt, UInt256 Against, UInt256 For,
    UInt256 Abstain, UInt256? Quorum, IReadOnlyList<DecodedCall> Calls);
