using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Bundles.Verification;

/// <summary>Recovers who signed a digest.</summary>
public interface ISignatureRecovery
{
    /// <summary>The account, or null for bytes that are no signature (65 bytes r, s, v; s in the lower half).</summary>
    Address? Recover(Bytes32 digest, ReadOnlySpan<byte> signature);
}
