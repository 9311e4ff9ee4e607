using System.Numerics;
using Nethereum.ABI.FunctionEncoding.Attributes;
using Nethereum.Contracts;

namespace DecentralizedAi.Chain.Abi;

/// <summary>Calls of OpenZeppelin's timelock, for proposers other than our Governor.</summary>
internal static class TimelockControllerAbi
{
    [Function("scheduleBatch")]
    internal sealed class ScheduleBatchFunction : FunctionMessage
    {
        [Parameter("address[]", "targets", 1)] public List<string> Targets { get; set; } = [];
        [Parameter("uint256[]", "values", 2)] public List<BigInteger> Values { get; set; } = [];
        [Parameter("bytes[]", "payloads", 3)] public List<byte[]> Payloads { get; set; } = [];
        [Parameter("bytes32", "predecessor", 4)] public byte[] Predecessor { get; set; } = [];
        [Parameter("bytes32", "salt", 5)] public byte[] Salt { get; set; } = [];
        [Parameter("uint256", "delay", 6)] public BigInteger Delay { get; set; }
    }

    [Function("executeBatch")]
    internal sealed class ExecuteBatchFunction : FunctionMessage
    {
        [Parameter("address[]", "targets", 1)] public List<string> Targets { get; set; } = [];
        [Parameter("uint256[]", "values", 2)] public List<BigInteger> Values { get; set; } = [];
        [Parameter("bytes[]", "payloads", 3)] public List<byte[]> Payloads { get; set; } = [];
        [Parameter("bytes32", "predecessor", 4)] public byte[] Predecessor { get; set; } = [];
        [Parameter("bytes32", "salt", 5)] public byte[] Salt { get; set; } = [];
    }

    [Function("getMinDelay", "uint256")]
    internal sealed class GetMinDelayFunction : FunctionMessage;
}
