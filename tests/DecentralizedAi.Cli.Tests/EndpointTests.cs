using Xunit;

namespace DecentralizedAi.Cli.Tests;

/// <summary>Which endpoint a verb asks: flag over variable over the folder's file over the user's. Nobody listens at
/// any of them, so the refusal names the one that was asked.</summary>
public sealed class EndpointTests : IDisposable
{
    private readonly CommandLine _dai = new();

    public void Dispose() => _dai.Dispose();

    [Fact]
    public async Task The_strongest_that_is_set_is_asked()
    {
        _dai.Write("user/dai/dai.yaml", "chain: { rpc: [ \"http://127.0.0.1:1\" ] }\n");
        await AsksAsync(1);
        _dai.Write("dai.yaml", "chain: { rpc: [ \"http://127.0.0.1:2\" ] }\n");
        await AsksAsync(2);
        _dai.Variables["DAI_RPC"] = "http://127.0.0.1:3";
        await AsksAsync(3);
        _dai.Variables["DAI_CHAIN_RPC"] = "http://127.0.0.1:4";
        await AsksAsync(4);
        await AsksAsync(5, "--rpc", "http://127.0.0.1:5");
    }

    [Fact]
    public async Task The_file_of_a_home_with_a_local_chain_does_not_say_that_it_runs()
    {
        _dai.Write(".dai/dai.yaml", "chain: { rpc: [ \"http://127.0.0.1:1\" ] }\n");
        _dai.Write(".dai/chain/state.json", "{}");
        var ended = await _dai.RunAsync("dao", "deploy", "--dry-run", "--json");
        Assert.Equal((4, "DAI-1040"), (ended.Exit, ended.Code));
    }

    [Fact]
    public async Task The_file_of_a_home_on_another_chain_names_its_endpoint()
    {
        _dai.Write(".dai/dai.yaml", "chain: { rpc: [ \"http://127.0.0.1:6\" ] }\n");
        await AsksAsync(6);
    }

    [Fact]
    public async Task A_wrong_file_is_named_by_every_verb_that_asks_the_chain()
    {
        var file = _dai.Write("dai.yaml", "chain:\n  rcp: http://127.0.0.1:1\n");
        var ended = await _dai.RunAsync("vault", "show", "treasurer", "--json");
        Assert.Equal((2, "DAI-1103"), (ended.Exit, ended.Code));
        Assert.Contains($"{file}:2:3", ended.Error);
    }

    private async Task AsksAsync(int port, params string[] flags)
    {
        var ended = await _dai.RunAsync([.. flags, "dao", "deploy", "--dry-run", "--json"]);
        Assert.Equal(4, ended.Exit);
        Assert.Contains($"127.0.0.1:{port}", ended.Error);
    }
}
