using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Runtime.Cluster;
using DecentralizedAi.Testing.Agents;
using Xunit;

namespace DecentralizedAi.Runtime.Tests;

public sealed class VotedPluginsTests : IAsyncLifetime
{
    private static readonly Bytes32 Package = Keccak256.Hash("package");

    private readonly TestOperator _operator = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _operator.DisposeAsync();

    [Fact]
    public async Task A_host_is_told_which_packages_are_voted_and_when_one_no_longer_is()
    {
        var with = TestDao.Composition with { Plugins = [Package] };
        var ports = _operator.Ports(0);
        _operator.Nodes.Add(RuntimeHost.Start(TestOperator.Options(0), ports with
        {
            Compositions = new Dictionary<Bytes32, HostedComposition>(ports.Compositions)
            {
                [with.Hash()] = new(with, ToolCatalogue.Default),
            },
        }));
        await KeptAsync(kept => kept is { Count: 0 });
        _operator.Chain.Govern(c => c.Enroll(TestDao.Agent, TestDao.Name, with.Hash()));
        await KeptAsync(kept => kept?.SetEquals([Package]) is true);
        _operator.Chain.Govern(c => c.Enroll(TestDao.Agent, TestDao.Name, TestDao.Composition.Hash()));
        await KeptAsync(kept => kept is { Count: 0 });
    }

    [Fact]
    public async Task A_status_tells_each_package_that_a_vote_names_and_how_it_is_here()
    {
        var refused = Keccak256.Hash("refused");
        var with = TestDao.Composition with { Plugins = [Package, refused] };
        _operator.Tools.Packages =
        [
            new(Keccak256.Hash("voted by nobody"), HostedPackage.Running, false, 1, null),
            new(Package, HostedPackage.Running, true, 2, null),
        ];
        var ports = _operator.Ports(0);
        var node = RuntimeHost.Start(TestOperator.Options(0), ports with
        {
            Compositions = new Dictionary<Bytes32, HostedComposition>(ports.Compositions)
            {
                [with.Hash()] = new(with, ToolCatalogue.Default)
                {
                    Plugins = [new(Package, "acme.a", "1.0.0", null), new(refused, "acme.b", "2.0.0", "DAI-5224 no")],
                },
            },
        });
        _operator.Nodes.Add(node);
        _operator.Chain.Govern(c => c.Enroll(TestDao.Agent, TestDao.Name, with.Hash()));
        var plugins = await Until.TrueAsync(async () =>
            (await node.Gateway.StatusAsync(CancellationToken.None)).Plugins, plugins => plugins.Count > 0);
        Assert.Equal(
        [
            new(TestDao.Name, "acme.a", "1.0.0", Package.ToString(), "running", true, 2, null),
            new(TestDao.Name, "acme.b", "2.0.0", refused.ToString(), "refused", false, null, "DAI-5224 no"),
        ], plugins);
    }

    private Task KeptAsync(Func<IReadOnlySet<Bytes32>?, bool> holds) =>
        Until.TrueAsync(() => Task.FromResult(_operator.Tools.Kept), holds);
}
