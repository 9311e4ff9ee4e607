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

    private Task KeptAsync(Func<IReadOnlySet<Bytes32>?, bool> holds) =>
        Until.TrueAsync(() => Task.FromResult(_operator.Tools.Kept), holds);
}
