using System.Numerics;
using Nethereum.ABI.FunctionEncoding.Attributes;
using Nethereum.Contracts;

namespace DecentralizedAi.Chain.Abi;

/// <summary>Calls and events of the agent registry.</summary>
internal static class AgentRegistryAbi
{
    internal sealed class AgentStruct
    {
        [Parameter("string", "name", 1)] public string Name { get; set; } = "";
        [Parameter("address", "vault", 2)] public string Vault { get; set; } = "";
        [Parameter("uint64", "operatorId", 3)] public ulong OperatorId { get; set; }
        [Parameter("uint8", "status", 4)] public byte Status { get; set; }
        [Parameter("bytes32", "composition", 5)] public byte[] Composition { get; set; } = [];
    }

    internal sealed class ExposureStruct
    {
        [Parameter("address", "asset", 1)] public string Asset { get; set; } = "";
        [Parameter("uint256", "burst", 2)] public BigInteger Burst { get; set; }
        [Parameter("uint256", "rate", 3)] public BigInteger Rate { get; set; }
        [Parameter("uint256", "level", 4)] public BigInteger Level { get; set; }
        [Parameter("uint256", "left", 5)] public BigInteger Left { get; set; }
    }

    [Function("register")]
    internal sealed class RegisterFunction : FunctionMessage
    {
        [Parameter("string", "agentURI", 1)] public string AgentURI { get; set; } = "";
    }

    [Function("setName")]
    internal sealed class SetNameFunction : FunctionMessage
    {
        [Parameter("uint256", "agentId", 1)] public BigInteger AgentId { get; set; }
        [Parameter("string", "name", 2)] public string Name { get; set; } = "";
    }

    [Function("assign")]
    internal sealed class AssignFunction : FunctionMessage
    {
        [Parameter("uint256", "agentId", 1)] public BigInteger AgentId { get; set; }
        [Parameter("uint256", "operatorId", 2)] public BigInteger OperatorId { get; set; }
        [Parameter("bytes32", "composition", 3)] public byte[] Composition { get; set; } = [];
    }

    [Function("setStatus")]
    internal sealed class SetStatusFunction : FunctionMessage
    {
        [Parameter("uint256", "agentId", 1)] public BigInteger AgentId { get; set; }
        [Parameter("uint8", "status", 2)] public byte Status { get; set; }
    }

    [Function("agentCount", "uint256")]
    internal sealed class AgentCountFunction : FunctionMessage;

    [Function("agentOf", typeof(AgentOfOutput))]
    internal sealed class AgentOfFunction : FunctionMessage
    {
        [Parameter("uint256", "agentId", 1)] public BigInteger AgentId { get; set; }
    }

    [FunctionOutput]
    internal sealed class AgentOfOutput : IFunctionOutputDTO
    {
        [Parameter("tuple", "", 1)] public AgentStruct Value { get; set; } = new();
    }

    [Function("agentNamed", "uint256")]
    internal sealed class AgentNamedFunction : FunctionMessage
    {
        [Parameter("bytes32", "nameHash", 1)] public byte[] NameHash { get; set; } = [];
    }

    [Function("vaultOf", "address")]
    internal sealed class VaultOfFunction : FunctionMessage
    {
        [Parameter("uint256", "agentId", 1)] public BigInteger AgentId { get; set; }
    }

    [Function("exposure", typeof(ExposureOutput))]
    internal sealed class ExposureFunction : FunctionMessage
    {
        [Parameter("uint256", "operatorId", 1)] public BigInteger OperatorId { get; set; }
    }

    [FunctionOutput]
    internal sealed class ExposureOutput : IFunctionOutputDTO
    {
        [Parameter("tuple[]", "list", 1)] public List<ExposureStruct> List { get; set; } = [];
    }

    [Event("Named")]
    internal sealed class NamedEvent : IEventDTO
    {
        [Parameter("uint256", "agentId", 1, true)] public BigInteger AgentId { get; set; }
        [Parameter("bytes32", "nameHash", 2, true)] public byte[] NameHash { get; set; } = [];
        [Parameter("string", "name", 3, false)] public string Name { get; set; } = "";
    }

    [Event("Assigned")]
    internal sealed class AssignedEvent : IEventDTO
    {
        [Parameter("uint256", "agentId", 1, true)] public BigInteger AgentId { get; set; }
        [Parameter("bytes32", "composition", 2, true)] public byte[] Composition { get; set; } = [];
        [Parameter("uint256", "operatorId", 3, true)] public BigInteger OperatorId { get; set; }
        [Parameter("address", "vault", 4, false)] public string Vault { get; set; } = "";
        [Parameter("bytes32", "compositions", 5, false)] public byte[] Compositions { get; set; } = [];
    }

    [Event("Enrolled")]
    internal sealed class EnrolledEvent : IEventDTO
    {
        [Parameter("uint256", "agentId", 1, true)] public BigInteger AgentId { get; set; }
        [Parameter("address", "vault", 2, true)] public string Vault { get; set; } = "";
    }

    [Event("StatusSet")]
    internal sealed class StatusSetEvent : IEventDTO
    {
        [Parameter("uint256", "agentId", 1, true)] public BigInteger AgentId { get; set; }
        [Parameter("uint8", "status", 2, false)] public byte Status { get; set; }
    }
}
