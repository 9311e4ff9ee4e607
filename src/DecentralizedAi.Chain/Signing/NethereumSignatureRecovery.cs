using DecentralizedAi.Domain.Bundles.Verification;
using DecentralizedAi.Domain.Encoding;
using Nethereum.Signer;

namespace DecentralizedAi.Chain.Signing;

/// <summary>Recovers signers over secp256k1.</summary>
public sealed class NethereumSignatureRecovery : ISignatureRecovery
{
    private static readonly UInt256 Order = UInt256.OfWord(
        Bytes32.Parse("0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"));

    private static readonly UInt256 HalfOrder = UInt256.OfWord(
        Bytes32.Parse("0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0"));

    /// <inheritdoc />
    public Address? Recover(Bytes32 digest, ReadOnlySpan<byte> signature)
    {
        // A high s is a second signature of the same message: contracts refuse it, so we do.
        if (signature.Length != 65 || signature[64] is not (27 or 28))
            return null;
        var r = UInt256.OfWord(Bytes32.Of(signature[..32]));
        var s = UInt256.OfWord(Bytes32.Of(signature.Slice(32, 32)));
        if (r.IsZero || r >= Order || s.IsZero || s > HalfOrder)
            return null;
        try
        {
            var parts = EthECDSASignatureFactory.FromComponents(
                signature[..32].ToArray(), signature.Slice(32, 32).ToArray(), [signature[64]]);
            var key = EthECKey.RecoverFromSignature(parts, digest.ToArray());
            return key is null ? null : Address.Parse(key.GetPublicAddress().ToLowerInvariant());
        }
        // r is no point of the curve; the library then runs into a null of its own.
        catch (Exception fault) when (fault is NullReferenceException or ArgumentException
            or InvalidOperationException or ArithmeticException)
        {
            return null;
        }
    }
}
