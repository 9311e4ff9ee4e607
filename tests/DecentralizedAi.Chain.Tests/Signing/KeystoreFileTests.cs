using DecentralizedAi.Chain.Signing;
using Xunit;

namespace DecentralizedAi.Chain.Tests.Signing;

public sealed class KeystoreFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dai-keystore-").FullName;
    private readonly EthereumKey _key = EthereumKey.Create();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_keystore_that_does_not_open_is_written_again()
    {
        var written = new Queue<string>(
            [Written(EthereumKey.Create(), "word"), Written(_key, "another"), Written(_key, "word")]);
        File.WriteAllText(Place("kept"), KeystoreFile.Seal(_key, "word", written.Dequeue));
        Assert.Empty(written);
        Assert.Equal(_key.Account, KeystoreFile.Read(Place("kept"), "word").Account);
    }

    [Fact]
    public void Where_none_opens_nothing_is_written_and_it_is_said()
    {
        var broken = Written(_key, "another");
        var refused = Assert.Throws<ChainException>(() => KeystoreFile.Seal(_key, "word", () => broken));
        Assert.Equal("DAI-4114", refused.Code);
        Assert.Contains(_key.Account.ToString(), refused.Message);
    }

    private string Place(string name) => Path.Combine(_folder, name);

    private string Written(EthereumKey key, string password)
    {
        var file = Place($"{Guid.NewGuid()}");
        KeystoreFile.Write(file, key, password, light: true);
        return File.ReadAllText(file);
    }
}
