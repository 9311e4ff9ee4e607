using System.Numerics;
using Nethereum.ABI.FunctionEncoding.Attributes;
using Nethereum.Contracts;

namespace DecentralizedAi.Chain.Abi;

/// <summary>Calls and events of the operators' statements.</summary>
internal static class PolicyAttestationsAbi
{
    [Function("attest")]
    internal sealed class AttestFunction : FunctionMessage
    {
        [Parameter("uint256", "operatorId", 1)] public BigInteger OperatorId { get; set; }
        [Parameter("bytes32", "root", 2)] public byte[] Root { get; set; } = [];
        [Parameter("bytes32", "limitsHash", 3)] public byte[] LimitsHash { get; set; } = [];
        [Parameter("bytes32", "report", 4)] public byte[] Report { get; set; } = [];
        [Parameter("string", "compiler", 5)] public string Compiler { get; set; } = "";
    }

    [Function("isAttested", "bool")]
    internal sealed class IsAttestedFunction : FunctionMessage
    {
        [Parameter("bytes32", "root", 1)] public byte[] Root { get; set; } = [];
        [Parameter("bytes32", "limitsHash", 2)] public byte[] LimitsHash { get; set; } = [];
    }

    [Event("Attested")]
    internal sealed class AttestedEvent : IEventDTO
    {
        [Parameter("bytes32", "root", 1, true)] public byte[] Root { get; set; } = [];
        [Parameter("uint256", "operatorId", 2, true)] public BigInteger OperatorId { get; set; }
        [Parameter("bytes32", "limitsHash", 3, false)] public byte[] LimitsHash { get; set; } = [];
        [Parameter("bytes32", "report", 4, false)] public byte[] Report { get; set; } = [];
        [Parameter("string", "compiler", 5, false)] public string Compiler { get; set; } = "";
    }
}
