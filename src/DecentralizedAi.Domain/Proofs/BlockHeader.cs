using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Proofs;

/// <summary>What a proof needs of a block's header.</summary>
/// <param name="Hash">H of its RLP.</param>
/// <param name="StateRoot">Root of the accounts.</param>
/// <param name="Number">Of the block.</param>
/// <param name="Time">Unix seconds.</param>
public sealed record BlockHeader(Bytes32 Hash, Bytes32 StateRoot, ulong Number, ulong Time)
{
    // Shanghai to Osaka have 17 to 21 fields; later forks append.
    private const int FewestFields = 15, MostFields = 40;

    /// <exception cref="FormatException">Not the RLP of a header.</exception>
    public static BlockHeader Decode(ReadOnlyMemory<byte> rlp)
    {
        var fields = Rlp.Read(rlp).Items(MostFields);
        if (fields.Count < FewestFields)
            throw new FormatException($"a header has at least {FewestFields} fields, not {fields.Count}");
        return new BlockHeader(Keccak256.Hash(rlp.Span), Bytes32.Of(fields[3].Bytes), Small(fields[8], "number"),
            Small(fields[11], "time"));
    }

    private static ulong Small(RlpItem field, string name) => field.ToNumber() is { FitsUInt64: true } number
        ? number.ToUInt64()
        : throw new FormatException($"{name} of the header needs more than 64 bits");
}
