using Xunit;

namespace DecentralizedAi.Cli.Tests;

public sealed class KeyVerbsTests : IDisposable
{
    private const string Secret = "8f2a559490d1f8a3bd1b4b1f5c9f5e0a3f8f6f6a7f2a1b0c9d8e7f6a5b4c3d2e";

    private readonly CommandLine _dai = new();

    public void Dispose() => _dai.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("0x")]
    public async Task A_key_from_the_environment_becomes_a_keystore_of_its_account(string prefix)
    {
        _dai.Variables["DAI_KEY"] = prefix + Secret;
        _dai.Variables["DAI_KEY_PASSWORD"] = "correct horse";
        var ended = await _dai.RunAsync("key", "import", ".dai/keys/mine.json", "--yes", "--json");
        Assert.True(ended.Exit == 0, ended.Error);
        Assert.False(ended.Object().GetProperty("publiclyKnown").GetBoolean());
        var listed = (await _dai.RunAsync("key", "list", "--json")).Object().GetProperty("keys");
        Assert.Equal(ended.Object().GetProperty("account").GetString(),
            listed.EnumerateArray().Single().GetProperty("account").GetString());
        Assert.DoesNotContain(Secret, ended.Output + ended.Error, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("not a key")]
    [InlineData(Secret + "00")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task What_is_no_key_is_refused_and_never_said(string given)
    {
        _dai.Variables["DAI_KEY"] = given;
        _dai.Variables["DAI_KEY_PASSWORD"] = "correct horse";
        var ended = await _dai.RunAsync("key", "import", "mine.json", "--yes", "--json");
        Assert.Equal((2, "DAI-4110"), (ended.Exit, ended.Code));
        Assert.DoesNotContain(given, ended.Output + ended.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_dai.Folder, "mine.json")));
    }

    [Fact]
    public async Task A_dry_run_reads_and_writes_no_key()
    {
        var ended = await _dai.RunAsync("key", "import", "mine.json", "--dry-run", "--json");
        Assert.Equal(0, ended.Exit);
        Assert.Contains("mine.json", ended.Object().GetProperty("plan")[0].GetString());
        Assert.False(File.Exists(Path.Combine(_dai.Folder, "mine.json")));
    }

    [Fact]
    public async Task A_key_that_everybody_knows_is_called_so()
    {
        _dai.Variables["DAI_KEY"] = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
        _dai.Variables["DAI_KEY_PASSWORD"] = "correct horse";
        var ended = await _dai.RunAsync("key", "import", "mine.json", "--yes", "--json");
        Assert.True(ended.Object().GetProperty("publiclyKnown").GetBoolean());
    }

    // There is no DAO to ask; that is where it ends once the account is known.
    [Fact]
    public async Task An_account_may_be_named_by_its_key()
    {
        _dai.Variables["DAI_KEY_PASSWORD"] = "correct horse";
        await _dai.RunAsync("key", "new", ".dai/keys/mine.json", "--yes");
        Assert.Equal("DAI-1040", (await _dai.RunAsync("token", "show", "mine", "--json")).Code);
        var ended = await _dai.RunAsync("token", "show", "yours");
        Assert.Equal(2, ended.Exit);
        Assert.Contains("DAI-1035 'yours' is no address", ended.Error, StringComparison.Ordinal);
        Assert.Contains("'dai key list' names your keys", ended.Error, StringComparison.Ordinal);
    }
}
