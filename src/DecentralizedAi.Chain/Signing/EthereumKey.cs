using System.Security.Cryptography;
using DecentralizedAi.Domain.Encoding;
using NBitcoin.Secp256k1;

namespace DecentralizedAi.Chain.Signing;

/// <summary>A private key of an account. Its bytes are in no message, log or text of this type.</summary>
public sealed class EthereumKey
{
    private readonly ECPrivKey _key;

    private EthereumKey(ECPrivKey key)
    {
        _key = key;
        Span<byte> point = stackalloc byte[65];
        key.CreatePubKey().WriteToSpan(compressed: false, point, out _);
        Account = Address.Of(Keccak256.Hash(point[1..]).ToArray().AsSpan(12));
    }

    public Address Account { get; }

    /// <summary>A key from the system's random numbers.</summary>
    public static EthereumKey Create()
    {
        while (true)
        {
            var bytes = RandomNumberGenerator.GetBytes(32);
            if (IsScalar(bytes))
                return Of(bytes);
        }
    }

    /// <summary>From the 32 bytes of the key.</summary>
    /// <exception cref="ChainException">DAI-4110: not a key; the bytes are not named.</exception>
    public static EthereumKey Of(ReadOnlySpan<byte> secret) => secret.Length == 32 && IsScalar(secret)
        ? new EthereumKey(ECPrivKey.Create(secret))
        : throw new ChainException("DAI-4110", "not a private key of secp256k1 (32 bytes, not 0, below the order)");

    /// <summary>Signs a digest: r, s, v with v 27 or 28 and the lower s. The same digest gives the same signature (RFC
    /// 6979).</summary>
    public byte[] Sign(Bytes32 digest)
    {
        Span<byte> message = stackalloc byte[32];
        digest.CopyTo(message);
        // Fails for a nonce that is none, or a point whose x the order does not hold: nobody has ever met one.
        if (!_key.TrySignRecoverable(message, out var signature) || signature is null)
            throw new ChainException("DAI-4113", $"digest {digest} has no signature by {Account}");
        var bytes = new byte[65];
        signature.WriteToSpanCompact(bytes.AsSpan(0, 64), out var recovery);
        bytes[64] = (byte)(27 + recovery);
        return bytes;
    }

    public override string ToString() => $"key of {Account}";

    internal byte[] Secret()
    {
        var secret = new byte[32];
        _key.WriteToSpan(secret);
        return secret;
    }

    private static bool IsScalar(ReadOnlySpan<byte> secret)
    {
        var value = UInt256.OfWord(Bytes32.Of(secret));
        return !value.IsZero && value < Order;
    }

    private static readonly UInt256 Order = UInt256.OfWord(
        Bytes32.Parse("0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"));
}
