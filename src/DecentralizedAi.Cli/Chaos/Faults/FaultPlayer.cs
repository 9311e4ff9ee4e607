using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Cli.Chaos.Load;

namespace DecentralizedAi.Cli.Chaos.Faults;

/// <summary>Does the faults of a plan to the field, one after the other, and cures each.</summary>
/// <param name="probe">Looks for an agent that was served by a killed node.</param>
/// <param name="disk">Null where no plan has a fault of it.</param>
internal sealed class FaultPlayer(
    ChaosField field, IReadOnlyList<Asker> probe, ChaosNetwork network, IChaosDisk? disk)
{
    private static readonly TimeSpan Healing = TimeSpan.FromSeconds(90);
    private readonly Dictionary<FaultKind, int> _played = [];
    private readonly List<double> _failovers = [];

    public IReadOnlyDictionary<FaultKind, int> Played => _played;

    /// <summary>Seconds from a kill until an agent of the dead node had acted elsewhere.</summary>
    public IReadOnlyList<double> Failovers => _failovers;

    /// <exception cref="Nodes.NodeException">DAI-1022: the cluster did not come back.</exception>
    public async Task PlayAsync(Fault fault, CancellationToken cancellation)
    {
        await (fault.Kind switch
        {
            FaultKind.Kill => KillAsync(fault, cancellation),
            FaultKind.Blackout => BlackoutAsync(fault, cancellation),
            FaultKind.Pause => PauseAsync(fault, cancellation),
            FaultKind.Outage => OutageAsync(fault, cancellation),
            FaultKind.Reorg => ReorgAsync(fault, cancellation),
            FaultKind.Partition => PartitionAsync(fault, cancellation),
            FaultKind.Lie => LieAsync(fault, cancellation),
            FaultKind.Disk => FillAsync(fault, cancellation),
            _ => throw new InvalidOperationException($"no fault {fault.Kind}"),
        });
        _played[fault.Kind] = _played.GetValueOrDefault(fault.Kind) + 1;
        await field.HealAsync(Healing, cancellation);
        field.Say("whole again");
        await Task.Delay(fault.Gap, field.Clock, cancellation);
    }

    // Three of four hit the node that serves some agent, the others any node.
    private async Task KillAsync(Fault fault, CancellationToken cancellation)
    {
        var agent = fault.Pick / 4 % field.Targets.Count;
        var home = fault.Pick % 4 == 0 ? null : await field.HomeOfAsync(field.Targets[agent].Name, cancellation);
        var victim = field.Dao.Nodes[home ?? fault.Pick / 4 % field.Dao.Nodes.Count];
        var started = field.Clock.GetTimestamp();
        victim.Kill();
        field.Say($"kill -9 of node {victim.Index}, {field.Book.Kill()} in flight");
        if (home is not null && await probe[agent].LookAsync(cancellation))
        {
            var seconds = field.Clock.GetElapsedTime(started).TotalSeconds;
            _failovers.Add(seconds);
            field.Say($"{field.Targets[agent].Name} acts again after {seconds:0.0} s");
        }
        await Task.Delay(fault.Lasts, field.Clock, cancellation);
    }

    private async Task BlackoutAsync(Fault fault, CancellationToken cancellation)
    {
        foreach (var node in field.Dao.Nodes)
            node.Kill();
        field.Say($"kill -9 of all nodes, {field.Book.Kill()} in flight");
        await Task.Delay(fault.Lasts, field.Clock, cancellation);
    }

    private async Task PauseAsync(Fault fault, CancellationToken cancellation)
    {
        var victim = field.Dao.Nodes[fault.Pick % field.Dao.Nodes.Count];
        await victim.SignalAsync("STOP", cancellation);
        field.Say($"node {victim.Index} stands still for {fault.Lasts.TotalSeconds:0.0} s");
        await Task.Delay(fault.Lasts, field.Clock, cancellation);
        // One that was put out of the cluster meanwhile ends by itself, which may end what it had in flight.
        field.Book.Kill();
        await victim.SignalAsync("CONT", cancellation);
    }

    private async Task OutageAsync(Fault fault, CancellationToken cancellation)
    {
        field.Say($"the chain is out of reach for {fault.Lasts.TotalSeconds:0.0} s");
        network.Chain.Cut();
        await Task.Delay(fault.Lasts, field.Clock, cancellation);
        network.Chain.Mend();
    }

    private async Task PartitionAsync(Fault fault, CancellationToken cancellation)
    {
        var partition = Partition.Of(fault.Pick, field.Dao.Nodes.Count);
        field.Say($"{partition.What} for {fault.Lasts.TotalSeconds:0.0} s");
        // A node that is put out of the cluster ends what it had in flight, now or later.
        field.Book.Kill();
        network.Ways.Close(partition.Ways);
        await Task.Delay(fault.Lasts, field.Clock, cancellation);
        field.Book.Kill();
        network.Ways.Mend();
    }

    private async Task LieAsync(Fault fault, CancellationToken cancellation)
    {
        var about = Liar.Fields[fault.Pick % Liar.Fields.Count];
        field.Say($"the chain's endpoint lies about {about} for {fault.Lasts.TotalSeconds:0.0} s");
        network.Liar.Lie(about);
        await Task.Delay(fault.Lasts, field.Clock, cancellation);
        network.Liar.Stop();
    }

    // An agent that cannot store ends, and with it whatever it had under way.
    private async Task FillAsync(Fault fault, CancellationToken cancellation)
    {
        var small = disk ?? throw new InvalidOperationException("no disk of this run can be filled");
        field.Say($"the database is full for {fault.Lasts.TotalSeconds:0.0} s");
        field.Book.Kill();
        await small.FillAsync(cancellation);
        await Task.Delay(fault.Lasts, field.Clock, cancellation);
        field.Book.Kill();
        await small.FreeAsync(cancellation);
    }

    // Not deeper than what counts as final on this chain: what is final is not taken back.
    private async Task ReorgAsync(Fault fault, CancellationToken cancellation)
    {
        var depth = 1 + fault.Pick % (int)field.Finality;
        field.Say($"the chain replaces its last {depth} blocks");
        await field.Dao.Services.Endpoint.CallAsync(
            new RpcCall("anvil_reorg", depth, Array.Empty<object>()), cancellation);
    }
}
