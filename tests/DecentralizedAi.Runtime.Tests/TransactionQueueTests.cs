using System.Collections.Immutable;
using Akka.Actor;
using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Domain.Transactions;
using DecentralizedAi.Runtime.Cluster;
using DecentralizedAi.Runtime.Gateway;
using DecentralizedAi.Runtime.Policy;
using DecentralizedAi.Runtime.Transactions;
using Xunit;

namespace DecentralizedAi.Runtime.Tests;

public sealed class TransactionQueueTests : IAsyncLifetime
{
    private readonly TestOperator _operator = new();
    private ActorSystem _system = null!;

    public Task InitializeAsync()
    {
        _system = ActorSystem.Create(ClusterConfig.SystemName, ClusterConfig.Of(_operator.Options(0)));
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _system.Terminate();
        await _operator.DisposeAsync();
    }

    [Fact]
    public async Task A_call_from_before_a_restart_is_signed_where_the_law_is_known_already()
    {
        var (chain, account) = (_operator.Chain, TestOperator.Spender(0));
        var law = new LawCell(TestOperator.Anchor(0), account, ToolCatalogue.Default,
            _operator.Ports(0).Compositions, new AgentLimits(), TimeProvider.System);
        var parts = new QueueParts(chain.Writer(account), law, (_, _) => { }, CancellationToken.None);
        var before = Start(parts);
        before.Tell(new QueuedCall(
            Keccak256.Hash("call"), TestOperator.Anchor(1), Array.Empty<byte>(), 50_000, 0, null));
        Assert.Equal(1, await before.Ask<int>(CountPending.Now, TimeSpan.FromSeconds(30)));
        await before.GracefulStop(TimeSpan.FromSeconds(30));

        law.Snapshot = new GovernanceSnapshot(
            chain.PairNow, law.Now, ImmutableDictionary<Bytes32, LoadedPolicy>.Empty);
        Start(parts);
        await Until.TrueAsync(() => Task.FromResult(chain.Nonce(account)), nonce => nonce == 1);
    }

    private IActorRef Start(QueueParts parts) =>
        _system.ActorOf(Props.Create(() => new TransactionQueueActor(parts)));
}
