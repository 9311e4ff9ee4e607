using System.Text;

namespace DecentralizedAi.Domain.Encoding;

/// <summary>H(salt ‖ canonical text): erasing both leaves the word valid and the content unguessable.</summary>
public static class SaltedHash
{
    // Replaces nothing: a lone surrogate is a fault of the caller.
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <param name="salt">32 random bytes.</param>
    /// <param name="canonical">The canonical text of the document.</param>
    public static Bytes32 Of(Bytes32 salt, string canonical)
    {
        var bytes = new byte[32 + Strict.GetByteCount(canonical)];
        salt.CopyTo(bytes);
        Strict.GetBytes(canonical, bytes.AsSpan(32));
        return Keccak256.Hash(bytes);
    }
}
