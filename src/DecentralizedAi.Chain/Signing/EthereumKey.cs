using System.Security.Cryptography;
using DecentralizedAi.Domain.Encoding;
using Nethereum.Signer;

namespace DecentralizedAi.Chain.Signing;

/// <summary>A private key of an account. Its bytes are in no message, log or text of this type.</summary>
public sealed class EthereumKey
{
    private readonly EthECKey _key;

    private EthereumKey(EthECKey key)
    {
        _key = key;
        Account = Address.Parse(key.GetPublicAddress().ToLowerInvariant());
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
        ? new EthereumKey(new EthECKey(secret.ToArray(), isPrivate: true))
        : throw new ChainException("DAI-4110", "not a private key of secp256k1 (32 bytes, not 0, below the order)");

    /// <summary>Signs a digest: r, s, v with v 27 or 28 and the lower s.</summary>
    public byte[] Sign(Bytes32 digest)
    {
        var signature = _key.SignAndCalculateV(digest.ToArray());
        return [.. signature.R.PadTo(32), .. signature.S.PadTo(32), signature.V[^1]];
    }

    public override string ToString() => $"key of {Account}";

    internal EthECKey Signer => _key;

    internal byte[] Secret() => _key.GetPrivateKeyAsBytes().PadTo(32);

    private static bool IsScalar(ReadOnlySpan<byte> secret)
    {
        var value = UInt256.OfWord(Bytes32.Of(secret));
        return !value.IsZero && value < Order;
    }

    private static readonly UInt256 Order = UInt256.OfWord(
        Bytes32.Parse("0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"));
}

internal static class Padding
{
    public static byte[] PadTo(this byte[] bytes, int length)
    {
        var padded = new byte[length];
        bytes.CopyTo(padded.AsSpan(length - bytes.Length));
        return padded;
    }
}
