using System.Net;
using System.Net.Sockets;
using DecentralizedAi.Runtime.Cluster;
using DecentralizedAi.Testing;
using Xunit;

namespace DecentralizedAi.Runtime.Tests;

/// <summary>A node alone: where another cluster is, and where none is yet.</summary>
public sealed class StrayTests : IAsyncLifetime
{
    private readonly TestOperator _operator = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _operator.DisposeAsync();

    [Fact]
    public async Task A_first_seed_in_a_cluster_of_its_own_ends_where_another_seed_listens()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var node = Start(Options(LocalPort.Free(), ((IPEndPoint)other.LocalEndpoint).Port));
        await node.Terminated.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.True(node.Strayed);
    }

    [Fact]
    public async Task A_node_that_no_seed_lets_in_ends_where_one_listens()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var (seed, port) = (((IPEndPoint)other.LocalEndpoint).Port, LocalPort.Free());
        var node = Start(Options(seed, port) with { Port = port });
        await node.Terminated.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.True(node.Strayed);
    }

    // As after a cut in one direction, in which it put out first the one and then the other.
    [Fact]
    public async Task A_node_that_serves_alone_ends_where_the_other_two_listen()
    {
        using TcpListener one = new(IPAddress.Loopback, 0), two = new(IPAddress.Loopback, 0);
        one.Start();
        two.Start();
        var port = LocalPort.Free();
        var node = Start(TestOperator.Options(port,
            [$"127.0.0.1:{port}", .. new[] { one, two }.Select(other => other.LocalEndpoint.ToString()!)]) with
        {
            SeedPatience = TimeSpan.FromMilliseconds(500), StrayAfter = TimeSpan.FromSeconds(1),
        });
        await node.Terminated.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.True(node.Strayed);
    }

    [Fact]
    public async Task A_first_seed_alone_waits_for_the_others_and_serves_with_them()
    {
        var (port, later) = (LocalPort.Free(), LocalPort.Free());
        var options = Options(port, later);
        var first = Start(options);
        await Until.TrueAsync(() => MembersAsync(first), members => members.SequenceEqual(["Joining"]));
        var second = Start(options with { Port = later, StrayAfter = TimeSpan.FromMinutes(1) });
        await Until.TrueAsync(() => MembersAsync(first), members => members.SequenceEqual(["Up", "Up"]));
        await Until.TrueAsync(() => MembersAsync(second), members => members.SequenceEqual(["Up", "Up"]));
        Assert.False(first.Strayed);
    }

    [Fact]
    public void A_port_that_another_process_listens_at_is_named()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var refused = Assert.Throws<RuntimeOptionException>(() => Start(Options(port, LocalPort.Free())));
        Assert.Contains($"DAI-3005 127.0.0.1:{port}", refused.Message, StringComparison.Ordinal);
    }

    private RuntimeOptions Options(int port, int other) =>
        TestOperator.Options(port, $"127.0.0.1:{port}", $"127.0.0.1:{other}") with
        {
            MinMembers = 2, SeedPatience = TimeSpan.FromMilliseconds(500), StrayAfter = TimeSpan.FromSeconds(1),
        };

    private RuntimeHost Start(RuntimeOptions options)
    {
        var host = RuntimeHost.Start(options, _operator.Ports(_operator.Nodes.Count));
        _operator.Nodes.Add(host);
        return host;
    }

    private static async Task<IReadOnlyList<string>> MembersAsync(RuntimeHost host) =>
        [.. (await host.Gateway.StatusAsync(default)).Members.Select(member => member.State)];
}
