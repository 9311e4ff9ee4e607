using System.Numerics;
using Nethereum.ABI.FunctionEncoding.Attributes;
using Nethereum.Contracts;

namespace DecentralizedAi.Chain.Abi;

/// <summary>Calls and events of the ledger.</summary>
internal static class ActionLedgerAbi
{
    internal sealed class NodeStruct
    {
        [Parameter("uint64", "operatorId", 1)] public ulong OperatorId { get; set; }
        [Parameter("uint64", "number", 2)] public ulong Number { get; set; }
        [Parameter("uint64", "time", 3)] public ulong Time { get; set; }
        [Parameter("uint32", "unlogged", 4)] public uint Unlogged { get; set; }
        [Parameter("bool", "retired", 5)] public bool Retired { get; set; }
    }

    internal sealed class LeaseStruct
    {
        [Parameter("address", "node", 1)] public string Node { get; set; } = "";
        [Parameter("uint64", "epoch", 2)] public ulong Epoch { get; set; }
    }

    [Function("take")]
    internal sealed class TakeFunction : FunctionMessage
    {
        [Parameter("uint8[]", "shards", 1)] public List<byte> Shards { get; set; } = [];
        [Parameter("bytes32[]", "expectedHeads", 2)] public List<byte[]> ExpectedHeads { get; set; } = [];
    }

    [Function("checkpoint")]
    internal sealed class CheckpointFunction : FunctionMessage
    {
        [Parameter("bytes32", "streamsRoot", 1)] public byte[] StreamsRoot { get; set; } = [];
        [Parameter("uint32", "streams", 2)] public uint Streams { get; set; }
        [Parameter("uint64", "leaves", 3)] public ulong Leaves { get; set; }
    }

    [Function("finality", "uint64")]
    internal sealed class FinalityFunction : FunctionMessage;

    [Function("staleMoney", "uint64")]
    internal sealed class StaleMoneyFunction : FunctionMessage;

    [Function("anchorWithin", "uint64")]
    internal sealed class AnchorWithinFunction : FunctionMessage;

    [Function("maxLogAge", "uint64")]
    internal sealed class MaxLogAgeFunction : FunctionMessage;

    [Function("maxUnlogged", "uint32")]
    internal sealed class MaxUnloggedFunction : FunctionMessage;

    [Function("nodeOf", typeof(NodeOfOutput))]
    internal sealed class NodeOfFunction : FunctionMessage
    {
        [Parameter("address", "node", 1)] public string Node { get; set; } = "";
    }

    [FunctionOutput]
    internal sealed class NodeOfOutput : IFunctionOutputDTO
    {
        [Parameter("tuple", "", 1)] public NodeStruct Value { get; set; } = new();
    }

    [Function("leaseOf", typeof(LeaseOfOutput))]
    internal sealed class LeaseOfFunction : FunctionMessage
    {
        [Parameter("uint256", "operatorId", 1)] public BigInteger OperatorId { get; set; }
        [Parameter("uint8", "shard", 2)] public byte Shard { get; set; }
    }

    [FunctionOutput]
    internal sealed class LeaseOfOutput : IFunctionOutputDTO
    {
        [Parameter("tuple", "", 1)] public LeaseStruct Value { get; set; } = new();
    }

    [Function("head", "bytes32")]
    internal sealed class HeadFunction : FunctionMessage
    {
        [Parameter("address", "node", 1)] public string Node { get; set; } = "";
    }

    [Event("Taken")]
    internal sealed class TakenEvent : IEventDTO
    {
        [Parameter("uint256", "operatorId", 1, true)] public BigInteger OperatorId { get; set; }
        [Parameter("address", "node", 2, true)] public string Node { get; set; } = "";
        [Parameter("uint8[]", "shards", 3, false)] public List<byte> Shards { get; set; } = [];
        [Parameter("uint64[]", "epochs", 4, false)] public List<ulong> Epochs { get; set; } = [];
        [Parameter("bytes32", "leases", 5, false)] public byte[] Leases { get; set; } = [];
    }

    [Event("Checkpointed")]
    internal sealed class CheckpointedEvent : IEventDTO
    {
        [Parameter("address", "node", 1, true)] public string Node { get; set; } = "";
        [Parameter("uint64", "number", 2, true)] public ulong Number { get; set; }
        [Parameter("bytes32", "streamsRoot", 3, false)] public byte[] StreamsRoot { get; set; } = [];
        [Parameter("uint32", "streams", 4, false)] public uint Streams { get; set; }
        [Parameter("uint64", "leaves", 5, false)] public ulong Leaves { get; set; }
        [Parameter("bytes32", "leases", 6, false)] public byte[] Leases { get; set; } = [];
        [Parameter("bytes32", "head", 7, false)] public byte[] Head { get; set; } = [];
    }
}
