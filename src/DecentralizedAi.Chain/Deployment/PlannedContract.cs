using DecentralizedAi.Chain.Abi;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Chain.Deployment;

/// <summary>A contract of a DAO, before or after it was created.</summary>
/// <param name="Id">Its name in the deployment plan: <c>actionLedger</c>.</param>
/// <param name="Contract">Name of its code: <c>ActionLedger</c>.</param>
/// <param name="Arguments">What its constructor is given, ABI-encoded.</param>
public sealed record PlannedContract(string Id, string Contract, Address Address, ReadOnlyMemory<byte> Arguments)
{
    // EIP-7825: no transaction may name more.
    private const ulong MostGas = 16_777_216;

    /// <summary>Creation code and arguments.</summary>
    public byte[] Init => [.. ContractArtifacts.Of(Contract).Bytecode.Span, .. Arguments.Span];

    /// <summary>Enough gas to create it.</summary>
    // 200 a byte of code stored, up to 40 a byte sent, copied and hashed; a holder of tokens is two words of arguments
    // and three writes. What is left over is not paid for.
    public ulong Gas => Math.Min(MostGas, (ulong)ContractArtifacts.Of(Contract).Bytecode.Length * 240
        + (ulong)Arguments.Length / 32 * 40_000 + 900_000);

    /// <summary>The arguments in words.</summary>
    public IReadOnlyList<(string Name, string Value)> InWords() =>
        AbiText.Arguments(ContractArtifacts.Of(Contract).Abi.Constructor.InputParameters, Arguments.Span);
}
