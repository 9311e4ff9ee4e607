using System.Numerics;
using Nethereum.ABI.FunctionEncoding.Attributes;
using Nethereum.Contracts;

namespace DecentralizedAi.Chain.Abi;

/// <summary>Calls and events of the operator registry.</summary>
internal static class OperatorRegistryAbi
{
    internal sealed class OperatorStruct
    {
        [Parameter("address", "admin", 1)] public string Admin { get; set; } = "";
        [Parameter("uint8", "status", 2)] public byte Status { get; set; }
        [Parameter("address", "beneficiary", 3)] public string Beneficiary { get; set; } = "";
        [Parameter("address", "pendingBeneficiary", 4)] public string PendingBeneficiary { get; set; } = "";
        [Parameter("uint64", "beneficiaryFrom", 5)] public ulong BeneficiaryFrom { get; set; }
        [Parameter("bytes32", "card", 6)] public byte[] Card { get; set; } = [];
    }

    internal sealed class KeyStruct
    {
        [Parameter("uint64", "operatorId", 1)] public ulong OperatorId { get; set; }
        [Parameter("uint8", "role", 2)] public byte Role { get; set; }
        [Parameter("uint64", "since", 3)] public ulong Since { get; set; }
        [Parameter("uint64", "until", 4)] public ulong Until { get; set; }
        [Parameter("address", "node", 5)] public string Node { get; set; } = "";
    }

    [Function("register")]
    internal sealed class RegisterFunction : FunctionMessage
    {
        [Parameter("address", "beneficiary", 1)] public string Beneficiary { get; set; } = "";
        [Parameter("bytes32", "card", 2)] public byte[] Card { get; set; } = [];
    }

    [Function("setStatus")]
    internal sealed class SetStatusFunction : FunctionMessage
    {
        [Parameter("uint256", "operatorId", 1)] public BigInteger OperatorId { get; set; }
        [Parameter("uint8", "status", 2)] public byte Status { get; set; }
    }

    [Function("addKey")]
    internal sealed class AddKeyFunction : FunctionMessage
    {
        [Parameter("uint256", "operatorId", 1)] public BigInteger OperatorId { get; set; }
        [Parameter("address", "key", 2)] public string Key { get; set; } = "";
        [Parameter("uint8", "role", 3)] public byte Role { get; set; }
        [Parameter("address", "node", 4)] public string Node { get; set; } = "";
        [Parameter("uint64", "deadline", 5)] public ulong Deadline { get; set; }
        [Parameter("bytes", "signature", 6)] public byte[] Signature { get; set; } = [];
    }

    [Function("revokeKey")]
    internal sealed class RevokeKeyFunction : FunctionMessage
    {
        [Parameter("address", "key", 1)] public string Key { get; set; } = "";
    }

    [Function("operatorCount", "uint256")]
    internal sealed class OperatorCountFunction : FunctionMessage;

    [Function("operatorOf", typeof(OperatorOfOutput))]
    internal sealed class OperatorOfFunction : FunctionMessage
    {
        [Parameter("uint256", "operatorId", 1)] public BigInteger OperatorId { get; set; }
    }

    [FunctionOutput]
    internal sealed class OperatorOfOutput : IFunctionOutputDTO
    {
        [Parameter("tuple", "", 1)] public OperatorStruct Value { get; set; } = new();
    }

    [Function("keyOf", typeof(KeyOfOutput))]
    internal sealed class KeyOfFunction : FunctionMessage
    {
        [Parameter("address", "key", 1)] public string Key { get; set; } = "";
    }

    [FunctionOutput]
    internal sealed class KeyOfOutput : IFunctionOutputDTO
    {
        [Parameter("tuple", "", 1)] public KeyStruct Value { get; set; } = new();
    }

    [Function("spenderOf", "address")]
    internal sealed class SpenderOfFunction : FunctionMessage
    {
        [Parameter("address", "node", 1)] public string Node { get; set; } = "";
    }

    [Event("Registered")]
    internal sealed class RegisteredEvent : IEventDTO
    {
        [Parameter("uint256", "operatorId", 1, true)] public BigInteger OperatorId { get; set; }
        [Parameter("address", "admin", 2, true)] public string Admin { get; set; } = "";
        [Parameter("address", "beneficiary", 3, false)] public string Beneficiary { get; set; } = "";
        [Parameter("bytes32", "card", 4, false)] public byte[] Card { get; set; } = [];
    }

    [Event("StatusSet")]
    internal sealed class StatusSetEvent : IEventDTO
    {
        [Parameter("uint256", "operatorId", 1, true)] public BigInteger OperatorId { get; set; }
        [Parameter("uint8", "status", 2, false)] public byte Status { get; set; }
    }

    [Event("AdminSet")]
    internal sealed class AdminSetEvent : IEventDTO
    {
        [Parameter("uint256", "operatorId", 1, true)] public BigInteger OperatorId { get; set; }
        [Parameter("address", "admin", 2, false)] public string Admin { get; set; } = "";
    }

    [Event("KeySet")]
    internal sealed class KeySetEvent : IEventDTO
    {
        [Parameter("uint256", "operatorId", 1, true)] public BigInteger OperatorId { get; set; }
        [Parameter("address", "key", 2, true)] public string Key { get; set; } = "";
        [Parameter("uint8", "role", 3, false)] public byte Role { get; set; }
        [Parameter("uint8", "on", 4, false)] public byte On { get; set; }
        [Parameter("address", "node", 5, true)] public string Node { get; set; } = "";
        [Parameter("bytes32", "keys", 6, false)] public byte[] Keys { get; set; } = [];
    }
}
