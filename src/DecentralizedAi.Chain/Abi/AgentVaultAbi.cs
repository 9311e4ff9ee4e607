using System.Numerics;
using Nethereum.ABI.FunctionEncoding.Attributes;
using Nethereum.Contracts;

namespace DecentralizedAi.Chain.Abi;

/// <summary>Calls and events of an agent's vault.</summary>
internal static class AgentVaultAbi
{
    internal sealed class ApprovalStruct
    {
        [Parameter("bytes32", "call", 1)] public byte[] Call { get; set; } = [];
        [Parameter("uint64", "deadline", 2)] public ulong Deadline { get; set; }
        [Parameter("bytes", "signature", 3)] public byte[] Signature { get; set; } = [];
    }

    internal sealed class SpendStruct
    {
        [Parameter("uint64", "number", 1)] public ulong Number { get; set; }
        [Parameter("uint64", "epoch", 2)] public ulong Epoch { get; set; }
        [Parameter("address", "asset", 3)] public string Asset { get; set; } = "";
        [Parameter("address", "to", 4)] public string To { get; set; } = "";
        [Parameter("uint8", "mode", 5)] public byte Mode { get; set; }
        [Parameter("uint256", "amount", 6)] public BigInteger Amount { get; set; }
        [Parameter("bytes32", "opened", 7)] public byte[] Opened { get; set; } = [];
        [Parameter("bytes32", "action", 8)] public byte[] Action { get; set; } = [];
        [Parameter("bytes32", "purpose", 9)] public byte[] Purpose { get; set; } = [];
        [Parameter("uint64", "notAfter", 10)] public ulong NotAfter { get; set; }
        [Parameter("bytes32[]", "payeeProof", 11)] public List<byte[]> PayeeProof { get; set; } = [];
        [Parameter("tuple", "approval", 12)] public ApprovalStruct Approval { get; set; } = new();
    }

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

    internal sealed class BucketStruct
    {
        [Parameter("bool", "listed", 1)] public bool Listed { get; set; }
        [Parameter("uint192", "level", 2)] public BigInteger Level { get; set; }
        [Parameter("uint64", "settledAt", 3)] public ulong SettledAt { get; set; }
        [Parameter("uint128", "spent", 4)] public BigInteger Spent { get; set; }
    }

    [Function("spend")]
    internal sealed class SpendFunction : FunctionMessage
    {
        [Parameter("tuple", "s", 1)] public SpendStruct S { get; set; } = new();
    }

    [Function("recover")]
    internal sealed class RecoverFunction : FunctionMessage
    {
        [Parameter("address", "asset", 1)] public string Asset { get; set; } = "";
        [Parameter("address", "to", 2)] public string To { get; set; } = "";
        [Parameter("uint256", "amount", 3)] public BigInteger Amount { get; set; }
    }

    [Function("stream", "bytes32")]
    internal sealed class StreamFunction : FunctionMessage;

    [Function("nextNumber", "uint64")]
    internal sealed class NextNumberFunction : FunctionMessage;

    [Function("assets", "address[]")]
    internal sealed class AssetsFunction : FunctionMessage;

    [Function("limitOf", typeof(LimitOfOutput))]
    internal sealed class LimitOfFunction : FunctionMessage
    {
        [Parameter("address", "asset", 1)] public string Asset { get; set; } = "";
    }

    [FunctionOutput]
    internal sealed class LimitOfOutput : IFunctionOutputDTO
    {
        [Parameter("tuple", "", 1)] public LimitStruct Value { get; set; } = new();
    }

    [Function("bucketOf", typeof(BucketOfOutput))]
    internal sealed class BucketOfFunction : FunctionMessage
    {
        [Parameter("address", "asset", 1)] public string Asset { get; set; } = "";
    }

    [FunctionOutput]
    internal sealed class BucketOfOutput : IFunctionOutputDTO
    {
        [Parameter("tuple", "", 1)] public BucketStruct Value { get; set; } = new();
    }

    [Function("approvalDigest", "bytes32")]
    internal sealed class ApprovalDigestFunction : FunctionMessage
    {
        [Parameter("bytes32", "action", 1)] public byte[] Action { get; set; } = [];
        [Parameter("bytes32", "call", 2)] public byte[] Call { get; set; } = [];
        [Parameter("address", "asset", 3)] public string Asset { get; set; } = "";
        [Parameter("uint256", "amount", 4)] public BigInteger Amount { get; set; }
        [Parameter("address", "to", 5)] public string To { get; set; } = "";
        [Parameter("uint64", "deadline", 6)] public ulong Deadline { get; set; }
    }

    [Event("Spent")]
    internal sealed class SpentEvent : IEventDTO
    {
        [Parameter("uint64", "number", 1, true)] public ulong Number { get; set; }
        [Parameter("bytes32", "action", 2, true)] public byte[] Action { get; set; } = [];
        [Parameter("address", "to", 3, true)] public string To { get; set; } = "";
        [Parameter("address", "asset", 4, false)] public string Asset { get; set; } = "";
        [Parameter("uint256", "amount", 5, false)] public BigInteger Amount { get; set; }
        [Parameter("uint64", "epoch", 6, false)] public ulong Epoch { get; set; }
        [Parameter("bytes32", "opened", 7, false)] public byte[] Opened { get; set; } = [];
        [Parameter("bytes32", "purpose", 8, false)] public byte[] Purpose { get; set; } = [];
        [Parameter("bytes32", "spent", 9, false)] public byte[] Spent { get; set; } = [];
        [Parameter("bytes32", "spends", 10, false)] public byte[] Spends { get; set; } = [];
    }
}
