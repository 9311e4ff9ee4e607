using System.Numerics;
using Nethereum.ABI.FunctionEncoding.Attributes;

namespace DecentralizedAi.Chain.Dao;

/// <summary>Arguments of the contracts' constructors; a test compares them with the ABI.</summary>
internal static class Constructors
{
    internal sealed class HolderStruct
    {
        [Parameter("address", "account", 1)] public string Account { get; set; } = "";
        [Parameter("uint256", "amount", 2)] public BigInteger Amount { get; set; }
    }

    internal sealed class GovernanceToken
    {
        [Parameter("string", "name_", 1)] public string Name { get; set; } = "";
        [Parameter("string", "symbol_", 2)] public string Symbol { get; set; } = "";
        [Parameter("tuple[]", "holders", 3)] public List<HolderStruct> Holders { get; set; } = [];
    }

    internal sealed class TimelockController
    {
        [Parameter("uint256", "minDelay", 1)] public BigInteger MinDelay { get; set; }
        [Parameter("address[]", "proposers", 2)] public List<string> Proposers { get; set; } = [];
        [Parameter("address[]", "executors", 3)] public List<string> Executors { get; set; } = [];
        [Parameter("address", "admin", 4)] public string Admin { get; set; } = "";
    }

    internal sealed class SettingsStruct
    {
        [Parameter("uint48", "votingDelay", 1)] public ulong VotingDelay { get; set; }
        [Parameter("uint32", "votingPeriod", 2)] public uint VotingPeriod { get; set; }
        [Parameter("uint48", "voteExtension", 3)] public ulong VoteExtension { get; set; }
        [Parameter("uint256", "proposalThreshold", 4)] public BigInteger ProposalThreshold { get; set; }
        [Parameter("uint256", "quorumPercent", 5)] public BigInteger QuorumPercent { get; set; }
    }

    internal sealed class AgentGovernor
    {
        [Parameter("address", "token_", 1)] public string Token { get; set; } = "";
        [Parameter("address", "timelock_", 2)] public string Timelock { get; set; } = "";
        [Parameter("address", "proposalGuardian_", 3)] public string ProposalGuardian { get; set; } = "";
        [Parameter("tuple", "settings", 4)] public SettingsStruct Settings { get; set; } = new();
    }

    internal sealed class OperatorRegistry
    {
        [Parameter("address", "authority_", 1)] public string Authority { get; set; } = "";
        [Parameter("address", "ledger_", 2)] public string Ledger { get; set; } = "";
    }

    internal sealed class PolicyRegistry
    {
        [Parameter("address", "authority_", 1)] public string Authority { get; set; } = "";
        [Parameter("address", "agents_", 2)] public string Agents { get; set; } = "";
        [Parameter("uint64", "immunity_", 3)] public ulong Immunity { get; set; }
    }

    internal sealed class ConstantsStruct
    {
        [Parameter("uint64", "finality", 1)] public ulong Finality { get; set; }
        [Parameter("uint64", "staleMoney", 2)] public ulong StaleMoney { get; set; }
        [Parameter("uint64", "anchorWithin", 3)] public ulong AnchorWithin { get; set; }
        [Parameter("uint64", "maxLogAge", 4)] public ulong MaxLogAge { get; set; }
        [Parameter("uint32", "maxUnlogged", 5)] public uint MaxUnlogged { get; set; }
    }

    internal sealed class ActionLedger
    {
        [Parameter("address", "operators_", 1)] public string Operators { get; set; } = "";
        [Parameter("address", "agents_", 2)] public string Agents { get; set; } = "";
        [Parameter("tuple", "constants", 3)] public ConstantsStruct Constants { get; set; } = new();
    }

    internal sealed class AgentVault
    {
        [Parameter("address", "agents_", 1)] public string Agents { get; set; } = "";
        [Parameter("address", "policies_", 2)] public string Policies { get; set; } = "";
        [Parameter("address", "ledger_", 3)] public string Ledger { get; set; } = "";
        [Parameter("address", "authority_", 4)] public string Authority { get; set; } = "";
    }

    internal sealed class AgentRegistry
    {
        [Parameter("address", "authority_", 1)] public string Authority { get; set; } = "";
        [Parameter("address", "operators_", 2)] public string Operators { get; set; } = "";
        [Parameter("address", "policies_", 3)] public string Policies { get; set; } = "";
        [Parameter("address", "ledger_", 4)] public string Ledger { get; set; } = "";
        [Parameter("address", "vaultImplementation_", 5)] public string VaultImplementation { get; set; } = "";
    }

    internal sealed class DevToken
    {
        [Parameter("string", "name_", 1)] public string Name { get; set; } = "";
        [Parameter("string", "symbol_", 2)] public string Symbol { get; set; } = "";
        [Parameter("uint8", "decimals_", 3)] public byte Decimals { get; set; }
        [Parameter("address", "minter_", 4)] public string Minter { get; set; } = "";
    }
}
