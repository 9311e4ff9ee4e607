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
using Address = DecentralizedAi.Domain.Encoding.Address;

namespace DecentralizedAi.Runtime.Tests;

public sealed class TransactionQueueTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly Address Account = TestOperator.Spender(0);

    private readonly TestOperator _operator = new();
    private ActorSystem _system = null!;

    public Task InitializeAsync()
    {
        _system = ActorSystem.Create(ClusterConfig.SystemName,
            ClusterConfig.Setup(TestOperator.Options(0), _operator.Journal));
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
        var parts = Parts();
        var before = Start(parts);
        before.Tell(Call("call"));
        Assert.Equal(1, await before.Ask<int>(CountPending.Now, Patience));
        await before.GracefulStop(Patience);

        var (pair, arrival) = (_operator.Chain.PairNow, parts.Law.Arrived(_operator.Chain.Head.Head));
        parts.Law.Swap(new GovernanceSnapshot(
            pair, arrival.At, ImmutableDictionary<Bytes32, LoadedPolicy>.Empty), arrival);
        Start(parts);
        await Until.TrueAsync(() => Task.FromResult(_operator.Chain.Nonce(Account)), nonce => nonce == 1);
    }

    [Fact]
    public async Task A_queue_that_had_thousands_of_calls_starts_from_its_snapshot()
    {
        const int Calls = TransactionQueueActor.SnapshotEvery + 10;
        var (parts, queue) = (Parts(), $"queue-{Account.ToLower()}");
        var journal = new JournalFile(_operator.Database.ConnectionString);
        var before = Start(parts);
        for (var i = 0; i < Calls; i++)
            before.Tell(Call($"{i}"));
        Assert.Equal(Calls, await before.Ask<int>(CountPending.Now, Patience));
        var snapshots = await Until.TrueAsync(
            () => Task.FromResult(journal.Rows("snapshot", queue)), rows => rows > 0);
        Assert.Equal(1, snapshots);
        await before.GracefulStop(Patience);

        // Without its first events nothing but the snapshot tells them.
        journal.Run($"delete from journal where persistence_id = '{queue}' "
            + $"and sequence_number <= {TransactionQueueActor.SnapshotEvery}");
        var heir = Start(parts);
        Assert.Equal(Calls, await heir.Ask<int>(CountPending.Now, Patience));
        heir.Tell(Call("0"));
        heir.Tell(Call("new"));
        Assert.Equal(Calls + 1, await heir.Ask<int>(CountPending.Now, Patience));
    }

    private static QueuedCall Call(string id) =>
        new(Keccak256.Hash(id), TestOperator.Anchor(1), Array.Empty<byte>(), 50_000, 0, null);

    private QueueParts Parts() => new(_operator.Chain.Writer(Account),
        new LawCell(TestOperator.Anchor(0), Account, ToolCatalogue.Default, _operator.Ports(0).Compositions,
            new AgentLimits(), TimeProvider.System),
        (_, _) => { }, CancellationToken.None);

    private IActorRef Start(QueueParts parts) =>
        _system.ActorOf(Props.Create(() => new TransactionQueueActor(parts)));
}
