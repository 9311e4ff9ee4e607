using Xunit;

namespace DecentralizedAi.Cli.Tests;

public sealed class ConfigVerbsTests : IDisposable
{
    private readonly CommandLine _dai = new();

    public void Dispose() => _dai.Dispose();

    [Fact]
    public async Task Shows_who_set_each_value()
    {
        var file = _dai.Write("dai.yaml", "model: { threads: 2 }\n");
        _dai.Write("user/dai/dai.yaml", "model: { threads: 3 }\nchain: { quorum: 1 }\n");
        _dai.Variables["DAI_NODE_OPERATOR"] = "kitchen";
        var ended = await _dai.RunAsync("config", "show", "--origin", "--json");
        Assert.Equal(0, ended.Exit);
        var values = ended.Object().GetProperty("values");
        Assert.Equal(("2", $"{file}:1:19"), Of("model.threads"));
        Assert.Equal(("kitchen", "DAI_NODE_OPERATOR"), Of("node.operator"));
        Assert.StartsWith(Path.Combine(_dai.Folder, "user"), Of("chain.quorum").Item2);
        Assert.Equal(("sqlite", "default"), Of("store.kind"));

        (string?, string?) Of(string key) => (
            values.GetProperty(key).GetProperty("value").GetString(),
            values.GetProperty(key).GetProperty("origin").GetString());
    }

    [Theory]
    [InlineData("show")]
    [InlineData("validate")]
    public async Task An_unknown_key_is_named_with_its_place_and_the_nearest_word(string verb)
    {
        var file = _dai.Write("dai.yaml", "chain:\n  qourum: 2\n");
        var ended = await _dai.RunAsync("config", verb, "--json");
        Assert.Equal((2, "DAI-1103"), (ended.Exit, ended.Code));
        var error = ended.Object().GetProperty("error");
        Assert.Equal($"{file}:2:3", error.GetProperty("where").GetString());
        Assert.Equal("did you mean 'quorum'?", error.GetProperty("fix").GetString());
    }

    [Fact]
    public async Task A_named_file_that_is_not_there_is_an_error()
    {
        var ended = await _dai.RunAsync("config", "validate", "--config", "none.yaml", "--json");
        Assert.Equal((2, "DAI-1101"), (ended.Exit, ended.Code));
    }

    [Fact]
    public async Task What_is_named_and_not_there_yet_is_told()
    {
        var manifest = Path.Combine(_dai.Folder, "dao.json");
        _dai.Write("dai.yaml", "chain: { manifest: dao.json }\n");
        var missing = await _dai.RunAsync("config", "validate");
        Assert.Equal(0, missing.Exit);
        Assert.Contains($"chain.manifest: nothing is at {manifest} yet", missing.Output, StringComparison.Ordinal);
        _dai.Write("dao.json", "{}");
        var there = await _dai.RunAsync("config", "validate", "--json");
        Assert.Empty(there.Object().GetProperty("absent").EnumerateArray());
    }

    [Fact]
    public async Task No_file_is_right()
    {
        var ended = await _dai.RunAsync("config", "validate");
        Assert.Equal((0, "no configuration file; every value is a default\n"), (ended.Exit, ended.Output));
    }
}
