using System.Numerics;
using Nethereum.ABI.FunctionEncoding.Attributes;
using Nethereum.Contracts;

namespace DecentralizedAi.Chain.Abi;

/// <summary>Calls and events of the policy registry.</summary>
internal static class PolicyRegistryAbi
{
    internal sealed class LimitStruct
    {
        [Parameter("address", "asset", 1)] public string Asset { get; set; } = "";
        [Parameter("uint128", "perAction", 2)] public BigInteger PerAction { get; set; }
        [Parameter("uint128", "burst", 3)] public BigInteger Burst { get; set; }
        [Parameter("uint192", "rate", 4)] public BigInteger Rate { get; set; }
        [Parameter("uint128", "lifetime", 5)] public BigInteger Lifetime { get; set; }
        [Parameter("bytes32", "payeesRoot", 6)] public byte[] PayeesRoot { get; set; } = [];
        [Parameter("uint128", "askAbove", 7)] public BigInteger AskAbove { get; set; }
        [Parameter("address", "askBy", 8)] public string AskBy { get; set; } = "";
    }

    internal sealed class RuleStruct
    {
        [Parameter("address", "module", 1)] public string Module { get; set; } = "";
        [Parameter("bytes32", "value", 2)] public byte[] Value { get; set; } = [];
    }

    internal sealed class PolicyStruct
    {
        [Parameter("bytes32", "root", 1)] public byte[] Root { get; set; } = [];
        [Parameter("bytes32", "limitsHash", 2)] public byte[] LimitsHash { get; set; } = [];
        [Parameter("uint64", "blockNumber", 3)] public ulong BlockNumber { get; set; }
    }

    internal sealed class FreezeStruct
    {
        [Parameter("bool", "on", 1)] public bool On { get; set; }
        [Parameter("uint64", "immuneUntil", 2)] public ulong ImmuneUntil { get; set; }
    }

    [Function("stage")]
    internal sealed class StageFunction : FunctionMessage
    {
        [Parameter("bytes", "document_", 1)] public byte[] Document { get; set; } = [];
    }

    [Function("document", "bytes")]
    internal sealed class DocumentFunction : FunctionMessage
    {
        [Parameter("bytes32", "root", 1)] public byte[] Root { get; set; } = [];
    }

    [Function("storeOf", "address")]
    internal sealed class StoreOfFunction : FunctionMessage
    {
        [Parameter("bytes32", "root", 1)] public byte[] Root { get; set; } = [];
    }

    [Function("publish")]
    internal sealed class PublishFunction : FunctionMessage
    {
        [Parameter("uint256", "agentId", 1)] public BigInteger AgentId { get; set; }
        [Parameter("bytes32", "root", 2)] public byte[] Root { get; set; } = [];
        [Parameter("tuple[]", "limits", 3)] public List<LimitStruct> Limits { get; set; } = [];
        [Parameter("tuple[]", "rules", 4)] public List<RuleStruct> Rules { get; set; } = [];
    }

    [Function("hashLimits", "bytes32")]
    internal sealed class HashLimitsFunction : FunctionMessage
    {
        [Parameter("tuple[]", "limits", 1)] public List<LimitStruct> Limits { get; set; } = [];
        [Parameter("tuple[]", "rules", 2)] public List<RuleStruct> Rules { get; set; } = [];
    }

    [Function("setGuardian")]
    internal sealed class SetGuardianFunction : FunctionMessage
    {
        [Parameter("address", "guardian", 1)] public string Guardian { get; set; } = "";
        [Parameter("uint64", "expiry", 2)] public ulong Expiry { get; set; }
    }

    [Function("freeze")]
    internal sealed class FreezeFunction : FunctionMessage
    {
        [Parameter("uint8", "what", 1)] public byte What { get; set; }
        [Parameter("uint256", "id", 2)] public BigInteger Id { get; set; }
    }

    [Function("lift")]
    internal sealed class LiftFunction : FunctionMessage
    {
        [Parameter("uint8", "what", 1)] public byte What { get; set; }
        [Parameter("uint256", "id", 2)] public BigInteger Id { get; set; }
    }

    [Function("policyOf", typeof(PolicyOfOutput))]
    internal sealed class PolicyOfFunction : FunctionMessage
    {
        [Parameter("uint256", "agentId", 1)] public BigInteger AgentId { get; set; }
    }

    [FunctionOutput]
    internal sealed class PolicyOfOutput : IFunctionOutputDTO
    {
        [Parameter("tuple", "", 1)] public PolicyStruct Value { get; set; } = new();
    }

    [Function("freezeOf", typeof(FreezeOfOutput))]
    internal sealed class FreezeOfFunction : FunctionMessage
    {
        [Parameter("uint8", "what", 1)] public byte What { get; set; }
        [Parameter("uint256", "id", 2)] public BigInteger Id { get; set; }
    }

    [FunctionOutput]
    internal sealed class FreezeOfOutput : IFunctionOutputDTO
    {
        [Parameter("tuple", "", 1)] public FreezeStruct Value { get; set; } = new();
    }

    [Function("guardianUntil", "uint64")]
    internal sealed class GuardianUntilFunction : FunctionMessage
    {
        [Parameter("address", "guardian", 1)] public string Guardian { get; set; } = "";
    }

    [Event("Published")]
    internal sealed class PublishedEvent : IEventDTO
    {
        [Parameter("uint256", "agentId", 1, true)] public BigInteger AgentId { get; set; }
        [Parameter("bytes32", "root", 2, true)] public byte[] Root { get; set; } = [];
        [Parameter("bytes32", "limitsHash", 3, false)] public byte[] LimitsHash { get; set; } = [];
        [Parameter("bytes32", "previous", 4, false)] public byte[] Previous { get; set; } = [];
        [Parameter("bytes32", "publications", 5, false)] public byte[] Publications { get; set; } = [];
        [Parameter("tuple[]", "limits", 6, false)] public List<LimitStruct> Limits { get; set; } = [];
        [Parameter("tuple[]", "rules", 7, false)] public List<RuleStruct> Rules { get; set; } = [];
    }

    [Event("Frozen")]
    internal sealed class FrozenEvent : IEventDTO
    {
        [Parameter("uint8", "what", 1, true)] public byte What { get; set; }
        [Parameter("uint256", "id", 2, true)] public BigInteger Id { get; set; }
        [Parameter("address", "by", 3, true)] public string By { get; set; } = "";
        [Parameter("bytes32", "freezes", 4, false)] public byte[] Freezes { get; set; } = [];
    }

    [Event("Lifted")]
    internal sealed class LiftedEvent : IEventDTO
    {
        [Parameter("uint8", "what", 1, true)] public byte What { get; set; }
        [Parameter("uint256", "id", 2, true)] public BigInteger Id { get; set; }
        [Parameter("uint64", "immuneUntil", 3, false)] public ulong ImmuneUntil { get; set; }
        [Parameter("bytes32", "freezes", 4, false)] public byte[] Freezes { get; set; } = [];
    }
}
