using System.Numerics;
using Nethereum.ABI.FunctionEncoding.Attributes;
using Nethereum.Contracts;

namespace DecentralizedAi.Chain.Abi;

/// <summary>Calls and events of the Governor.</summary>
internal static class AgentGovernorAbi
{
    [Function("setGate")]
    internal sealed class SetGateFunction : FunctionMessage
    {
        [Parameter("address", "gate_", 1)] public string Gate { get; set; } = "";
    }

    [Function("setVotingPeriod")]
    internal sealed class SetVotingPeriodFunction : FunctionMessage
    {
        [Parameter("uint32", "newVotingPeriod", 1)] public uint NewVotingPeriod { get; set; }
    }

    [Function("propose")]
    internal sealed class ProposeFunction : FunctionMessage
    {
        [Parameter("address[]", "targets", 1)] public List<string> Targets { get; set; } = [];
        [Parameter("uint256[]", "values", 2)] public List<BigInteger> Values { get; set; } = [];
        [Parameter("bytes[]", "calldatas", 3)] public List<byte[]> Calldatas { get; set; } = [];
        [Parameter("string", "description", 4)] public string Description { get; set; } = "";
    }

    [Function("queue")]
    internal sealed class QueueFunction : FunctionMessage
    {
        [Parameter("address[]", "targets", 1)] public List<string> Targets { get; set; } = [];
        [Parameter("uint256[]", "values", 2)] public List<BigInteger> Values { get; set; } = [];
        [Parameter("bytes[]", "calldatas", 3)] public List<byte[]> Calldatas { get; set; } = [];
        [Parameter("bytes32", "descriptionHash", 4)] public byte[] DescriptionHash { get; set; } = [];
    }

    [Function("execute")]
    internal sealed class ExecuteFunction : FunctionMessage
    {
        [Parameter("address[]", "targets", 1)] public List<string> Targets { get; set; } = [];
        [Parameter("uint256[]", "values", 2)] public List<BigInteger> Values { get; set; } = [];
        [Parameter("bytes[]", "calldatas", 3)] public List<byte[]> Calldatas { get; set; } = [];
        [Parameter("bytes32", "descriptionHash", 4)] public byte[] DescriptionHash { get; set; } = [];
    }

    [Function("cancel")]
    internal sealed class CancelFunction : FunctionMessage
    {
        [Parameter("address[]", "targets", 1)] public List<string> Targets { get; set; } = [];
        [Parameter("uint256[]", "values", 2)] public List<BigInteger> Values { get; set; } = [];
        [Parameter("bytes[]", "calldatas", 3)] public List<byte[]> Calldatas { get; set; } = [];
        [Parameter("bytes32", "descriptionHash", 4)] public byte[] DescriptionHash { get; set; } = [];
    }

    [Function("castVote")]
    internal sealed class CastVoteFunction : FunctionMessage
    {
        [Parameter("uint256", "proposalId", 1)] public BigInteger ProposalId { get; set; }
        [Parameter("uint8", "support", 2)] public byte Support { get; set; }
    }

    [Function("castVoteWithReason")]
    internal sealed class CastVoteWithReasonFunction : FunctionMessage
    {
        [Parameter("uint256", "proposalId", 1)] public BigInteger ProposalId { get; set; }
        [Parameter("uint8", "support", 2)] public byte Support { get; set; }
        [Parameter("string", "reason", 3)] public string Reason { get; set; } = "";
    }

    [Function("castVoteBySig")]
    internal sealed class CastVoteBySigFunction : FunctionMessage
    {
        [Parameter("uint256", "proposalId", 1)] public BigInteger ProposalId { get; set; }
        [Parameter("uint8", "support", 2)] public byte Support { get; set; }
        [Parameter("address", "voter", 3)] public string Voter { get; set; } = "";
        [Parameter("bytes", "signature", 4)] public byte[] Signature { get; set; } = [];
    }

    [Function("castVoteWithReasonAndParamsBySig")]
    internal sealed class CastVoteWithReasonAndParamsBySigFunction : FunctionMessage
    {
        [Parameter("uint256", "proposalId", 1)] public BigInteger ProposalId { get; set; }
        [Parameter("uint8", "support", 2)] public byte Support { get; set; }
        [Parameter("address", "voter", 3)] public string Voter { get; set; } = "";
        [Parameter("string", "reason", 4)] public string Reason { get; set; } = "";
        [Parameter("bytes", "params", 5)] public byte[] Params { get; set; } = [];
        [Parameter("bytes", "signature", 6)] public byte[] Signature { get; set; } = [];
    }

    [Function("hashProposal", "uint256")]
    internal sealed class HashProposalFunction : FunctionMessage
    {
        [Parameter("address[]", "targets", 1)] public List<string> Targets { get; set; } = [];
        [Parameter("uint256[]", "values", 2)] public List<BigInteger> Values { get; set; } = [];
        [Parameter("bytes[]", "calldatas", 3)] public List<byte[]> Calldatas { get; set; } = [];
        [Parameter("bytes32", "descriptionHash", 4)] public byte[] DescriptionHash { get; set; } = [];
    }

    [Function("state", "uint8")]
    internal sealed class StateFunction : FunctionMessage
    {
        [Parameter("uint256", "proposalId", 1)] public BigInteger ProposalId { get; set; }
    }

    [Function("proposalSnapshot", "uint256")]
    internal sealed class ProposalSnapshotFunction : FunctionMessage
    {
        [Parameter("uint256", "proposalId", 1)] public BigInteger ProposalId { get; set; }
    }

    [Function("proposalDeadline", "uint256")]
    internal sealed class ProposalDeadlineFunction : FunctionMessage
    {
        [Parameter("uint256", "proposalId", 1)] public BigInteger ProposalId { get; set; }
    }

    [Function("proposalEta", "uint256")]
    internal sealed class ProposalEtaFunction : FunctionMessage
    {
        [Parameter("uint256", "proposalId", 1)] public BigInteger ProposalId { get; set; }
    }

    [Function("proposalVotes", typeof(ProposalVotesOutput))]
    internal sealed class ProposalVotesFunction : FunctionMessage
    {
        [Parameter("uint256", "proposalId", 1)] public BigInteger ProposalId { get; set; }
    }

    [FunctionOutput]
    internal sealed class ProposalVotesOutput : IFunctionOutputDTO
    {
        [Parameter("uint256", "againstVotes", 1)] public BigInteger AgainstVotes { get; set; }
        [Parameter("uint256", "forVotes", 2)] public BigInteger ForVotes { get; set; }
        [Parameter("uint256", "abstainVotes", 3)] public BigInteger AbstainVotes { get; set; }
    }

    [Function("hasVoted", "bool")]
    internal sealed class HasVotedFunction : FunctionMessage
    {
        [Parameter("uint256", "proposalId", 1)] public BigInteger ProposalId { get; set; }
        [Parameter("address", "account", 2)] public string Account { get; set; } = "";
    }

    [Function("quorum", "uint256")]
    internal sealed class QuorumFunction : FunctionMessage
    {
        [Parameter("uint256", "timepoint", 1)] public BigInteger Timepoint { get; set; }
    }

    [Function("votingDelay", "uint256")]
    internal sealed class VotingDelayFunction : FunctionMessage;

    [Function("votingPeriod", "uint256")]
    internal sealed class VotingPeriodFunction : FunctionMessage;

    [Function("getVotes", "uint256")]
    internal sealed class GetVotesFunction : FunctionMessage
    {
        [Parameter("address", "account", 1)] public string Account { get; set; } = "";
        [Parameter("uint256", "timepoint", 2)] public BigInteger Timepoint { get; set; }
    }

    [Event("ProposalCreated")]
    internal sealed class ProposalCreatedEvent : IEventDTO
    {
        [Parameter("uint256", "proposalId", 1, false)] public BigInteger ProposalId { get; set; }
        [Parameter("address", "proposer", 2, false)] public string Proposer { get; set; } = "";
        [Parameter("address[]", "targets", 3, false)] public List<string> Targets { get; set; } = [];
        [Parameter("uint256[]", "values", 4, false)] public List<BigInteger> Values { get; set; } = [];
        [Parameter("string[]", "signatures", 5, false)] public List<string> Signatures { get; set; } = [];
        [Parameter("bytes[]", "calldatas", 6, false)] public List<byte[]> Calldatas { get; set; } = [];
        [Parameter("uint256", "voteStart", 7, false)] public BigInteger VoteStart { get; set; }
        [Parameter("uint256", "voteEnd", 8, false)] public BigInteger VoteEnd { get; set; }
        [Parameter("string", "description", 9, false)] public string Description { get; set; } = "";
    }

    [Event("VoteCast")]
    internal sealed class VoteCastEvent : IEventDTO
    {
        [Parameter("address", "voter", 1, true)] public string Voter { get; set; } = "";
        [Parameter("uint256", "proposalId", 2, false)] public BigInteger ProposalId { get; set; }
        [Parameter("uint8", "support", 3, false)] public byte Support { get; set; }
        [Parameter("uint256", "weight", 4, false)] public BigInteger Weight { get; set; }
        [Parameter("string", "reason", 5, false)] public string Reason { get; set; } = "";
    }
}
