using System.Text;

namespace DecentralizedAi.Domain.Encoding;

/// <summary>H(salt ‖ canonical text): erasing both leaves the word valid and the content unguessable.</summary>
public static class SaltedHash
{
    private const int Small = 1_024;

    // Replaces nothing: a lone surrogate is a fault of the caller.
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <param name="salt">32 random bytes.</param>
    /// <param name="canonical">The canonical text of the document.</param>
    public static Bytes32 Of(Bytes32 salt, string canonical)
    {
        var length = 32 + Strict.GetByteCount(canonical);
        var bytes = length <= Small ? (stackalloc byte[Small])[..length] : new byte[length];
        salt.CopyTo(bytes);
        Strict.GetBytes(canonical, bytes[32..]);
        return Keccak256.Hash(bytes);
    }
}
