using DecentralizedAi.Chain.Abi;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using Nethereum.ABI.Model;

namespace DecentralizedAi.Chain.Writing;

/// <summary>Names the custom error in the bytes of a revert.</summary>
public sealed class RevertDecoder
{
    private static readonly ErrorABI[] Solidity =
    [
        new("Error") { InputParameters = [new Parameter("string", "reason", 1)] },
        new("Panic") { InputParameters = [new Parameter("uint256", "code", 1)] },
    ];

    private readonly Dictionary<string, ErrorABI> _bySelector = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="errors">Errors of all contracts that may answer; equal signatures count once.</param>
    public RevertDecoder(IEnumerable<ErrorABI> errors)
    {
        foreach (var error in Solidity.Concat(errors))
            _bySelector.TryAdd("0x" + error.Sha3Signature[..8], error);
    }

    /// <summary>For every contract of a DAO.</summary>
    public static RevertDecoder OfDao() => new(ContractArtifacts.Errors);

    /// <summary>The error, <c>Empty</c> without bytes, or <c>Unknown</c> with them as its argument.</summary>
    public ContractRevert Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return new ContractRevert("Empty", []);
        if (bytes.Length < 4 || !_bySelector.TryGetValue(Hex.Encode(bytes[..4]), out var error))
            return new ContractRevert("Unknown", [Hex.Encode(bytes)]);
        try
        {
            return new ContractRevert(error.Name,
                [.. AbiText.Arguments(error.InputParameters, bytes[4..]).Select(a => a.Value)]);
        }
        catch (FormatException)
        {
            return new ContractRevert("Unknown", [Hex.Encode(bytes)]);
        }
    }
}
