using System.Globalization;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Event;
using Akka.Pattern;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Transactions;
using DecentralizedAi.Runtime.Agents;
using DecentralizedAi.Runtime.Gateway;
using DecentralizedAi.Runtime.Ledger;
using DecentralizedAi.Runtime.Models;
using DecentralizedAi.Runtime.Policy;
using DecentralizedAi.Runtime.Transactions;

namespace DecentralizedAi.Runtime.Cluster;

/// <summary>The actors of one node. Start one per process, before the HTTP door opens.</summary>
public sealed class RuntimeHost : IAsyncDisposable
{
    // What remoting ends the actors with when a handshake fails that this side began; its reason has no public type.
    private const int BrokenHandshake = 79;

    private readonly ActorSystem _system;
    private readonly Departure _departure;
    private readonly CancellationTokenSource _stopping;
    private readonly Task _strayed;

    private RuntimeHost(ActorSystem system, Departure departure, CancellationTokenSource stopping, LawCell law,
        IAgentGateway gateway, Task strayed) => (_system, _departure, _stopping, Law, Gateway, _strayed) =
        (system, departure, stopping, law, gateway, strayed);

    public IAgentGateway Gateway { get; }

    /// <summary>Ends when the node has left the cluster: asked to, or downed by the others.</summary>
    public Task Terminated => _system.WhenTerminated;

    /// <summary>It ended because it was in no cluster, or in one of its own, beside another one: started again, it joins
    /// that.</summary>
    public bool Strayed => _strayed.IsCompleted;

    /// <summary>It ended because a peer that it called did not finish the TLS handshake: the actors end then rather than
    /// go on with a peer that hears them half.</summary>
    public bool Unheard => CoordinatedShutdown.Get(_system).ShutdownReason is { ExitCode: BrokenHandshake };

    internal ActorSystem System => _system;

    /// <summary>It began to hand its agents over.</summary>
    internal bool HandsOver => _departure.Begun;

    internal LawCell Law { get; }

    /// <summary>Starts the actors and joins the cluster; agents follow when the cluster has placed them.</summary>
    /// <exception cref="RuntimeOptionException">An option that cannot work (DAI-3001 to DAI-3005).</exception>
    public static RuntimeHost Start(RuntimeOptions options, RuntimePorts ports)
    {
        var valid = options.Validated();
        var system = StartSystem(valid, ports);
        var stopping = new CancellationTokenSource();
        var law = new LawCell(ports.Node, ports.Spender.Account, ports.Tools.Catalogue, ports.Compositions,
            ports.Limits, ports.Time);
        var health = new StoreHealth(ports.Time, said => system.Log.Warning("{0}", said));
        var region = StartActors(system, ports, law, health, stopping.Token);
        var cluster = Akka.Cluster.Cluster.Get(system);
        if (valid.Seeds.Count == 0)
            cluster.Join(cluster.SelfAddress);
        system.ActorOf(Props.Create(() => new DeadPeerActor()), "dead-peers");
        var strayed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (valid.Others.Any())
            system.ActorOf(Props.Create(() => new StrayActor(valid, strayed)), "stray");
        var departure = new Departure(system, region);
        return new RuntimeHost(
            system, departure, stopping, law, new AgentGateway(system, departure, law, health, ports), strayed.Task);
    }

    /// <summary>Hands the agents over, then leaves the cluster in order; then the actors end.</summary>
    public async Task StopAsync()
    {
        // Actors that have ended hand nothing over, and whoever waits for them waits for nothing.
        if (!Terminated.IsCompleted)
            await Task.WhenAny(_departure.HandOverAsync(), Terminated).ConfigureAwait(false);
        await CoordinatedShutdown.Get(_system).Run(CoordinatedShutdown.ClrExitReason.Instance).ConfigureAwait(false);
        await _stopping.CancelAsync().ConfigureAwait(false);
    }

    /// <summary>Ends at once, as a killed process would: nothing is handed over.</summary>
    internal async Task AbortAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        ((ExtendedActorSystem)_system).Abort();
        await _system.WhenTerminated.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private static ActorSystem StartSystem(RuntimeOptions options, RuntimePorts ports)
    {
        try
        {
            return ActorSystem.Create(ClusterConfig.SystemName, ClusterConfig.Setup(options, ports.Journal)
                .And(new LogFilterSetup([new ClusterNoise(ports.Time)])));
        }
        catch (Exception wrapped) when (Causes.Of(wrapped).OfType<SocketException>().FirstOrDefault() is { } fault)
        {
            throw new RuntimeOptionException(
                $"DAI-3005 {options.Bind ?? $"{options.Host}:{options.Port}"} does not open for the cluster: "
                + fault.Message);
        }
    }

    private static IActorRef StartActors(
        ActorSystem system, RuntimePorts ports, LawCell law, StoreHealth health, CancellationToken stopping)
    {
        IActorRef region = ActorRefs.Nobody, ledger = ActorRefs.Nobody, leases = ActorRefs.Nobody;
        var spender = StartQueue(system, "spender", law, ports.Spender, stopping, (call, end) =>
        {
            if (call.Agent is { } agent)
                region.Tell(new AgentEnvelope(agent, new AgentMessage.PaymentEnded(call.Id, end)));
        }, ports.MostFee);
        var anchor = StartQueue(system, "anchor", law, ports.Anchor, stopping, (call, end) =>
        {
            ledger.Tell(new AnchorEnded(call.Id, end));
            leases.Tell(new AnchorEnded(call.Id, end));
        }, ports.MostFee);
        var opening = new NodeOpening(ports.Batches, ports.Checkpoints);
        var log = new LedgerParts(ports.Node, law, ports.Batches, opening, ports.Ledger, anchor,
            ports.CheckpointEvery, ports.CheckpointLeaves, stopping);
        leases = system.ActorOf(Props.Create(() => new LeaseActor(log)), "leases");
        ledger = system.ActorOf(Props.Create(() => new LedgerActor(log, leases)), "ledger");
        var model = system.ActorOf(Props.Create(() => new ModelActor(ports.Model, stopping)), "model");
        var approvals = system.ActorOf(Props.Create(() => new ApprovalActor(ports.Recover)), "approvals");
        var parts = new AgentParts(ports.Domain, ports.Node, law, ports.Tools, ports.Vault, approvals,
            model, spender, ledger, health, TimeSpan.FromSeconds(1), stopping);
        var (sharding, settings) = (ClusterSharding.Get(system), ClusterShardingSettings.Create(system));
        region = sharding.Start(
            AgentExtractor.TypeName,
            id => Props.Create(() => new AgentActor(ulong.Parse(id, CultureInfo.InvariantCulture), parts))
                .WithMailbox(AgentMailbox.Path),
            settings,
            new AgentExtractor(),
            sharding.DefaultShardAllocationStrategy(settings),
            AgentLeave.Soon);
        var agents = region;
        system.ActorOf(Props.Create(() => new WakeActor(law, agents)), "wake");
        // Last, so that nobody misses the first head.
        var policy = new PolicyParts(ports.Feed, ports.Documents, law, ports.Tools, stopping);
        system.ActorOf(Props.Create(() => new PolicyActor(policy)), "policy");
        return region;
    }

    internal static IActorRef StartQueue(
        ActorSystem system, string name, LawCell law, IChainWriter writer, CancellationToken stopping,
        Action<QueuedCall, CallEnd> ended, UInt256? mostFee = null)
    {
        var parts = new QueueParts(writer, law, ended, stopping) { MostFee = mostFee ?? UInt256.MaxValue };
        // A failed persist or step stops the actor; it comes back from its journal, later each time.
        return system.ActorOf(BackoffSupervisor.Props(Backoff.OnStop(
            Props.Create(() => new TransactionQueueActor(parts)), name, TimeSpan.FromMilliseconds(200),
            TimeSpan.FromSeconds(10), 0.2, -1).WithDefaultStoppingStrategy()), name);
    }
}
