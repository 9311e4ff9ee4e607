using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Testing.Agents;
using Nethereum.Model;
using Nethereum.Signer;
using Xunit;

namespace DecentralizedAi.Chain.Tests.Signing;

public sealed class KeysTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dai-keys-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_key_comes_back_from_its_file_with_the_password_only()
    {
        var key = EthereumKey.Create();
        var file = Path.Combine(_folder, "spender.json");
        KeystoreFile.Write(file, key, "correct horse", light: true);
        Assert.Equal(key.Account, KeystoreFile.AccountOf(file));
        Assert.Equal(key.Account, KeystoreFile.Read(file, "correct horse").Account);
        var error = Assert.Throws<ChainException>(() => KeystoreFile.Read(file, "wrong horse"));
        Assert.DoesNotContain("horse", error.ToString());
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public void A_key_that_starts_with_zero_bytes_signs_digests_and_transactions()
    {
        // One key in 256 starts so; recovery was used before, as in every node.
        var digest = Keccak256.Hash("anything");
        var recovery = new NethereumSignatureRecovery();
        byte[] secret = [0, 0, .. Enumerable.Repeat((byte)7, 30)];
        var key = EthereumKey.Of(secret);
        Assert.Equal(key.Account, recovery.Recover(digest, key.Sign(digest)));
        using var endpoint = new RpcEndpoint("http://127.0.0.1:1");
        var writer = new ChainWriter(key, endpoint, 31337, new RevertDecoder([]));
        var draft = new TransactionDraft(
            Address.Zero, default, 21_000, 0, new TransactionFees(UInt256.One, UInt256.One));
        Assert.NotEqual(0, writer.Sign(draft).Raw.Length);
    }

    [Fact]
    public void Digests_and_transactions_are_signed_as_Nethereum_signs_them()
    {
        using var endpoint = new RpcEndpoint("http://127.0.0.1:1");
        var recovery = new NethereumSignatureRecovery();
        for (var i = 0; i < 300; i++)
        {
            var secret = Keccak256.Hash($"key {i}").ToArray();
            var (key, other, digest) = (EthereumKey.Of(secret), new EthECKey(secret, true), Keccak256.Hash($"{i}"));
            Assert.Equal(other.GetPublicAddress(), key.Account.ToString());
            Assert.Equal(key.Account, recovery.Recover(digest, key.Sign(digest)));
            var draft = new TransactionDraft(TestDao.Hosting, Word.Of((ulong)i).ToArray(), 21_000 + (ulong)i, (ulong)i,
                new TransactionFees(UInt256.Of((ulong)i + 2), UInt256.One));
            var signed = new ChainWriter(key, endpoint, 31337, new RevertDecoder([])).Sign(draft);
            Assert.Equal(new Transaction1559Signer().SignTransaction(other, new Transaction1559(31337, i, 1, i + 2,
                21_000 + i, TestDao.Hosting.ToLower(), 0, Hex.Encode(draft.Data.Span), [])),
                Convert.ToHexStringLower(signed.Raw.Span));
        }
    }

    [Fact]
    public void A_key_file_is_never_overwritten()
    {
        var file = Path.Combine(_folder, "anchor.json");
        KeystoreFile.Write(file, EthereumKey.Create(), "p", light: true);
        Assert.Equal("DAI-4111", Assert.Throws<ChainException>(
            () => KeystoreFile.Write(file, EthereumKey.Create(), "p", light: true)).Code);
    }

    [Fact]
    public void A_key_file_that_is_not_there_is_told_so_and_not_called_broken()
    {
        var file = Path.Combine(_folder, "nobody.json");
        foreach (var use in new Action[] { () => KeystoreFile.AccountOf(file), () => KeystoreFile.Read(file, "p") })
            Assert.StartsWith($"there is no key file '{file}'; 'dai key list' names those there are",
                Assert.Throws<ChainException>(use).Message.Replace("DAI-4111 ", "", StringComparison.Ordinal),
                StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_key_are_refused_without_being_named()
    {
        var secret = Enumerable.Repeat((byte)0xff, 32).ToArray();
        var error = Assert.Throws<ChainException>(() => EthereumKey.Of(secret));
        Assert.DoesNotContain("ffff", error.ToString());
    }

    [Fact]
    public void A_key_never_shows_in_its_text()
    {
        var secret = Keccak256.Hash("canary").ToArray();
        var key = EthereumKey.Of(secret);
        Assert.DoesNotContain(Convert.ToHexStringLower(secret), key.ToString());
    }

    [Fact]
    public void A_publicly_known_key_is_refused_off_the_local_chain()
    {
        var known = Address.Parse("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266");
        KnownKeys.Refuse(known, 31337);
        Assert.Equal("DAI-4112", Assert.Throws<ChainException>(() => KnownKeys.Refuse(known, 1)).Code);
        Assert.True(KnownKeys.Contains(EthereumKey.Of(UInt256.One.ToWord().ToArray()).Account));
        Assert.False(KnownKeys.Contains(EthereumKey.Create().Account));
    }

    [Fact]
    public void A_signature_over_a_digest_recovers_to_the_account()
    {
        var key = EthereumKey.Create();
        for (var i = 0; i < 20; i++)
        {
            var digest = Keccak256.Hash($"digest {i}");
            var signature = key.Sign(digest);
            Assert.Equal(65, signature.Length);
            var parsed = EthECDSASignatureFactory.FromComponents(signature[..32], signature[32..64], signature[64..]);
            var recovered = EthECKey.RecoverFromSignature(parsed, digest.ToArray()).GetPublicAddress();
            Assert.Equal(key.Account, Address.Parse(recovered.ToLowerInvariant()));
        }
    }
}
