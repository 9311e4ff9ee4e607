using DecentralizedAi.Chain.Abi;
using DecentralizedAi.Domain.Encoding;
using Nethereum.ABI.Model;

namespace DecentralizedAi.Chain.Dao;

/// <summary>A call as people read it before they sign.</summary>
/// <param name="Contract">Name of the contract of this DAO, or null for a stranger's.</param>
/// <param name="Function">Its name, or null where no contract of ours has its selector.</param>
/// <param name="Arguments">In order; empty where the function is unknown.</param>
/// <param name="Value">Wei that it sends along.</param>
public sealed record DecodedCall(
    Address Target, string? Contract, string? Function, IReadOnlyList<(string Name, string Value)> Arguments,
    ReadOnlyMemory<byte> Data, UInt256 Value = default)
{
    public override string ToString() =>
        $"{Contract ?? Target.ToString()}.{Function ?? Hex.Encode(Data.Span)}"
        + (Function is null ? ", which cannot be read"
            : $"({string.Join(", ", Arguments.Select(a => $"{a.Name}: {a.Value}"))})")
        + (Value.IsZero ? "" : $", and sends {Value} wei");
}

/// <summary>Names calls by the ABI of the contract they go to.</summary>
public sealed class CallDecoder(DaoContracts dao)
{
    private static readonly ILookup<string, (string Contract, FunctionABI Function)> BySelector =
        ContractArtifacts.Functions.ToLookup(
            f => "0x" + f.Function.Sha3Signature[..8], StringComparer.OrdinalIgnoreCase);

    /// <summary>The call with the coins that it sends.</summary>
    public DecodedCall Decode(ProposalCall call) => Decode(call.Target, call.Data) with { Value = call.Value };

    public DecodedCall Decode(Address target, ReadOnlyMemory<byte> data)
    {
        var contract = dao.NameOf(target);
        if (data.Length < 4)
            return new DecodedCall(target, contract, null, [], data);
        var candidates = BySelector[Hex.Encode(data.Span[..4])];
        // Another contract of ours with the same selector may not lend its name to this one.
        var function = candidates.FirstOrDefault(
            c => contract is null ? c.Contract is "DevToken" : c.Contract == contract);
        if (function.Function is null)
            return new DecodedCall(target, contract, null, [], data);
        try
        {
            return new DecodedCall(target, contract, function.Function.Name,
                AbiText.Arguments(function.Function.InputParameters, data.Span[4..]), data);
        }
        catch (FormatException)
        {
            return new DecodedCall(target, contract, null, [], data);
        }
    }
}
