using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using DecentralizedAi.Chain.Hosting;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Domain.Encoding;
using Xunit;

namespace DecentralizedAi.Chain.Tests.Hosting;

public sealed class AnvilChainHostTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dai-host-").FullName;
    private readonly CancellationToken _patience = LocalChain.Patience;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Goes_on_from_its_state_after_a_stop()
    {
        var account = EthereumKey.Create().Account;
        var first = await StartAsync(LocalChain.Options(_folder));
        await first.GiveAsync(account, LocalChain.Coins(3), _patience);
        using (var rpc = new RpcEndpoint(first.Rpc))
            await rpc.CallAsync(new RpcCall("evm_mine"), _patience);
        await first.StopAsync(_patience);

        await using var second = await StartAsync(LocalChain.Options(_folder));
        using var again = new RpcEndpoint(second.Rpc);
        var balance = await again.CallAsync(new RpcCall("eth_getBalance", account.ToLower(), "latest"), _patience);
        Assert.Equal("0x29a2241af62c0000", balance.GetString());
        Assert.Equal(1UL, (await new HeadWatch(again, TimeProvider.System, default).ReadAsync(_patience)).Head.Number);
    }

    [Fact]
    public async Task Is_the_same_chain_however_often_it_was_stopped()
    {
        var geneses = new List<string?>();
        // With two geneses in the file either is taken by chance, so one restart more would not show it always.
        for (var start = 0; start < 6; start++)
        {
            await using var chain = await StartAsync(LocalChain.Options(_folder, blockTime: 1));
            using var rpc = new RpcEndpoint(chain.Rpc);
            var genesis = await rpc.CallAsync(new RpcCall("eth_getBlockByNumber", "0x0", false), _patience);
            geneses.Add(genesis.GetProperty("hash").GetString());
            // A second later the next genesis has another time, and so another hash.
            await foreach (var header in new HeadWatch(rpc, TimeProvider.System, TimeSpan.FromMilliseconds(50))
                .WatchAsync(_patience))
                if (header.Head.Number > (ulong)start + 1)
                    break;
            await chain.StopAsync(_patience);
        }
        Assert.Single(geneses.Distinct());
    }

    [Fact]
    public async Task Names_the_port_that_is_taken()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var error = await Assert.ThrowsAsync<ChainException>(() => StartAsync(LocalChain.Options(_folder, port: port)));
        Assert.Equal("DAI-4106", error.Code);
        Assert.Contains($"port {port} on 127.0.0.1 is taken", error.Message);
    }

    [Fact]
    public async Task Refuses_a_second_chain_in_the_same_folder()
    {
        await using var first = await StartAsync(LocalChain.Options(_folder));
        var error = await Assert.ThrowsAsync<ChainException>(() => StartAsync(LocalChain.Options(_folder)));
        Assert.Equal("DAI-4108", error.Code);
        Assert.Contains($"process {first.ProcessId}", error.Message);
    }

    [Fact]
    public async Task Says_what_the_chain_said_when_it_does_not_start()
    {
        var options = new AnvilOptions { Folder = _folder, Binary = "/bin/false" };
        var error = await Assert.ThrowsAsync<ChainException>(() => StartAsync(options));
        Assert.Equal("DAI-4107", error.Code);
        Assert.Contains("chain.log", error.Message);
    }

    [Fact]
    public async Task Ends_when_the_process_that_started_it_is_killed()
    {
        await using var host = await StartAsync(LocalChain.Options(_folder));
        var chain = Process.GetProcessById(host.ProcessId!.Value);
        // What a killed parent leaves behind: its end of the pipe is closed, nothing else happens.
        host.LetGo();
        await chain.WaitForExitAsync(_patience);
        Assert.True(File.Exists(Path.Combine(_folder, "anvil.json")));
    }

    [Fact]
    public async Task A_detached_chain_is_found_again_and_stopped_by_its_process_id()
    {
        var options = LocalChain.Options(_folder, detached: true);
        await (await StartAsync(options)).DisposeAsync();
        var found = AnvilChainHost.Attach(options, TimeProvider.System);
        Assert.NotNull(found);
        using (var rpc = new RpcEndpoint(found.Rpc))
            Assert.Equal("0x7a69", (await rpc.CallAsync(new RpcCall("eth_chainId"), _patience)).GetString());
        await found.StopAsync(_patience);
        Assert.Null(AnvilChainHost.Attach(options, TimeProvider.System));
    }

    [Fact]
    public async Task Owns_no_account_that_anybody_knows()
    {
        await using var host = await StartAsync(LocalChain.Options(_folder));
        using var rpc = new RpcEndpoint(host.Rpc);
        Assert.Equal(0, (await rpc.CallAsync(new RpcCall("eth_accounts"), _patience)).GetArrayLength());
        var known = await rpc.CallAsync(
            new RpcCall("eth_getBalance", "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266", "latest"), _patience);
        Assert.Equal("0x0", known.GetString());
    }

    [Fact]
    public async Task Connects_to_a_chain_that_runs_elsewhere_and_refuses_the_wrong_one()
    {
        await using var host = await StartAsync(LocalChain.Options(_folder));
        var external = await ExternalChainHost.ConnectAsync(host.Rpc, 31337, _patience);
        Assert.Equal(31337UL, external.ChainId);
        var error = await Assert.ThrowsAsync<ChainException>(
            () => ExternalChainHost.ConnectAsync(host.Rpc, 1, _patience));
        Assert.Equal("DAI-4104", error.Code);
    }

    [Fact]
    public async Task Says_which_endpoint_does_not_answer()
    {
        var error = await Assert.ThrowsAsync<RpcUnreachableException>(
            () => ExternalChainHost.ConnectAsync(new Uri("http://127.0.0.1:1"), null, _patience));
        Assert.Contains("127.0.0.1:1", error.Message);
    }

    [Fact]
    public void Says_how_to_install_the_chain_when_it_is_missing()
    {
        var error = Assert.Throws<ChainException>(() => AnvilBinary.Find(_folder));
        Assert.Equal("DAI-4105", error.Code);
        Assert.Contains("npm ci", error.Message);
    }

    private Task<AnvilChainHost> StartAsync(AnvilOptions options) =>
        AnvilChainHost.StartAsync(options, TimeProvider.System, _patience);
}
