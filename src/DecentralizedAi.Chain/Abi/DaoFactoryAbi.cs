using System.Numerics;
using Nethereum.ABI.FunctionEncoding.Attributes;
using Nethereum.Contracts;

namespace DecentralizedAi.Chain.Abi;

/// <summary>Calls and events of the factory of a deployment.</summary>
internal static class DaoFactoryAbi
{
    [Function("create")]
    internal sealed class CreateFunction : FunctionMessage
    {
        [Parameter("address", "expected", 1)] public string Expected { get; set; } = "";
        [Parameter("bytes", "init", 2)] public byte[] Init { get; set; } = [];
    }

    [Function("since", "uint256")]
    internal sealed class SinceFunction : FunctionMessage;

    [Event("DaoFactoryFounded")]
    internal sealed class DaoFactoryFoundedEvent : IEventDTO
    {
        [Parameter("address", "owner", 1, true)] public string Owner { get; set; } = "";
        [Parameter("bytes32", "plan", 2, true)] public byte[] Plan { get; set; } = [];
    }

    [Event("DaoFactoryCreated")]
    internal sealed class DaoFactoryCreatedEvent : IEventDTO
    {
        [Parameter("uint256", "number", 1, true)] public BigInteger Number { get; set; }
        [Parameter("address", "made", 2, true)] public string Made { get; set; } = "";
    }
}
