using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Transactions;
using DecentralizedAi.Runtime.Cluster;
using DecentralizedAi.Runtime.Gateway;
using DecentralizedAi.Runtime.Transactions;
using Address = DecentralizedAi.Domain.Encoding.Address;

namespace DecentralizedAi.Chain.Tests.Live;

/// <summary>The queue of one key on a real chain, which ends and is opened again from its journal.</summary>
internal sealed class LiveQueue(LiveLaw law, IChainWriter writer, IJournal journal) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Bytes32, QueuedCall> _asked = new();
    private ActorSystem? _system;
    private IActorRef _queue = ActorRefs.Nobody;

    public Address Account => writer.Account;

    /// <summary>Ends that were told, by call.</summary>
    public ConcurrentDictionary<Bytes32, CallEnd> Ends { get; } = new();

    /// <summary>Called before an end is told; what it throws ends the queue.</summary>
    public Action Telling { get; set; } = () => { };

    /// <summary>Most that it offers for a unit of gas, in wei.</summary>
    public UInt256? MostFee { get; init; }

    public int Ended => Ends.Count;

    public int Waiting => _asked.Count - Ends.Count;

    /// <summary>Whether every call of an agent has an end.</summary>
    public bool HasEnded(LiveAgent agent) =>
        _asked.Values.Where(call => call.Agent == agent.Id).All(call => Ends.ContainsKey(call.Id));

    /// <summary>Starts from the journal; whoever has heard of no end asks again.</summary>
    public void Open()
    {
        var options = new RuntimeOptions { Port = 0, Seeds = [] };
        // A queue talks to nobody: without a cluster its system ends at once.
        var alone = ConfigurationFactory.ParseString("akka.actor.provider = local");
        _system = ActorSystem.Create(ClusterConfig.SystemName, ClusterConfig.Setup(options, journal).And(
            BootstrapSetup.Create().WithConfig(alone.WithFallback(ClusterConfig.Of(options, journal)))));
        _queue = RuntimeHost.StartQueue(_system, "queue", law.Cell, writer, _stop.Token, Told, MostFee);
        law.Tell(_system);
        AskAgain();
    }

    public void Submit(QueuedCall call)
    {
        _asked[call.Id] = call;
        _queue.Tell(call);
    }

    /// <summary>Asks for every call again whose end was not told.</summary>
    public void AskAgain()
    {
        foreach (var call in _asked.Values.Where(c => !Ends.ContainsKey(c.Id)))
            _queue.Tell(call);
    }

    /// <summary>Waits until the queue has nothing left to store, or has ended.</summary>
    public async Task SettledAsync()
    {
        var asked = _queue.Ask<int>(CountPending.Now, TimeSpan.FromSeconds(60));
        if (await Task.WhenAny(asked, _system!.WhenTerminated) == asked)
            await asked;
    }

    /// <summary>What waits for its block, once it is so.</summary>
    public async Task<TransactionView> InLineAsync(Func<TransactionView, Task<bool>> isSo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
            if ((await _queue.Ask<ShownInLine>(ShowInLine.Now, limit.Token)).View is { } view && await isSo(view))
                return view;
    }

    public Task<RaiseAnswer> RaiseAsync(string attempt) =>
        _queue.Ask<RaiseAnswer>(new RaiseFee(Bytes32.Parse(attempt)), TimeSpan.FromSeconds(60));

    /// <summary>Ends at once, as a killed process would.</summary>
    public void Kill()
    {
        if (_system is not { } system)
            return;
        law.Forget(system);
        ((ExtendedActorSystem)system).Abort();
    }

    public async Task EndedAsync()
    {
        if (_system is { } system)
            await system.WhenTerminated.WaitAsync(TimeSpan.FromSeconds(30));
    }

    public async Task KillAndOpenAsync()
    {
        Kill();
        await EndedAsync();
        Open();
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await EndedAsync();
        _stop.Dispose();
    }

    private void Told(QueuedCall call, CallEnd end)
    {
        Telling();
        Ends.TryAdd(call.Id, end);
    }
}
