using System.Text.Json;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Testing;
using Xunit;

namespace DecentralizedAi.Chain.Tests.Signing;

public sealed class SignatureRecoveryTests
{
    private static readonly UInt256 Order = UInt256.OfWord(
        Bytes32.Parse("0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"));

    private readonly NethereumSignatureRecovery _recovery = new();

    public static TheoryData<string, int> Messages => new()
    {
        { "Instruction", 0 }, { "Instruction", 1 }, { "Instruction", 2 },
        { "Approval", 0 }, { "Approval", 1 }, { "Approval", 2 },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public void Signatures_of_the_vectors_recover_and_are_made_again(string kind, int index)
    {
        var eip712 = Vectors.Read("ledger.json").GetProperty("eip712");
        var key = EthereumKey.Of(Hex.Decode(eip712.GetProperty("key").GetString()!));
        var (digest, signature) = Read(eip712.GetProperty(kind)[index]);
        Assert.Equal(key.Account, _recovery.Recover(digest, signature));
        Assert.Equal(signature, key.Sign(digest));
        Assert.NotEqual(key.Account, _recovery.Recover(Keccak256.Hash(digest.ToArray()), signature));
    }

    [Fact]
    public void Bytes_that_are_no_signature_recover_to_nobody()
    {
        var (digest, signature) = Read(Vectors.Read("ledger.json").GetProperty("eip712").GetProperty("Approval")[0]);
        Assert.Null(_recovery.Recover(digest, []));
        Assert.Null(_recovery.Recover(digest, signature[..64]));
        Assert.Null(_recovery.Recover(digest, [.. signature, 0]));
        Assert.Null(_recovery.Recover(digest, [.. signature[..64], 29]));
        Assert.Null(_recovery.Recover(digest, [.. new byte[32], .. signature[32..]]));
        Assert.Null(_recovery.Recover(digest, [.. signature[..32], .. new byte[32], signature[64]]));
        Assert.Null(_recovery.Recover(digest, [.. Order.ToWord().ToArray(), .. signature[32..]]));
        Assert.Null(_recovery.Recover(digest, [.. Enumerable.Repeat((byte)255, 32), .. signature[32..]]));
    }

    [Fact]
    public void The_other_signature_of_the_same_message_is_refused()
    {
        var (digest, signature) = Read(Vectors.Read("ledger.json").GetProperty("eip712").GetProperty("Approval")[0]);
        var high = Order - UInt256.OfWord(Bytes32.Of(signature.AsSpan(32, 32)));
        byte[] other = [.. signature[..32], .. high.ToWord().ToArray(), (byte)(signature[64] ^ 27 ^ 28)];
        Assert.Null(_recovery.Recover(digest, other));
    }

    [Fact]
    public void An_r_off_the_curve_recovers_to_nobody_or_somebody_else()
    {
        var (digest, signature) = Read(Vectors.Read("ledger.json").GetProperty("eip712").GetProperty("Approval")[0]);
        var account = _recovery.Recover(digest, signature);
        for (byte i = 0; i < 20; i++)
        {
            byte[] other = [.. signature];
            other[31] = i;
            Assert.True(other[31] == signature[31] || _recovery.Recover(digest, other) != account);
        }
    }

    private static (Bytes32 Digest, byte[] Signature) Read(JsonElement one) =>
        (Bytes32.Parse(one.GetProperty("digest").GetString()!), Hex.Decode(one.GetProperty("signature").GetString()!));
}
