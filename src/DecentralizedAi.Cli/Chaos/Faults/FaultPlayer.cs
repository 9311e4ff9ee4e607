using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Cli.Chaos.Links;
using DecentralizedAi.Cli.Chaos.Load;

namespace DecentralizedAi.Cli.Chaos.Faults;

/// <summary>Does the faults of a plan to the field, one after the other, and cures each.</summary>
/// <param name="probe">Looks for an agent whose node is gone.</param>
/// <param name="disk">Null where no plan has a fault of it.</param>
/// <param name="clocks">Null where no plan has a fault of them.</param>
internal sealed class FaultPlayer(
    ChaosField field, IReadOnlyList<Asker> probe, ChaosNetwork network, IChaosDisk? disk, NodeClocks? clocks)
{
    private const int LostPercent = 5;
    // Seconds: within what a node forgives, at its edge, and beyond it, in both directions.
    private static readonly IReadOnlyList<int> Jumps = [-3_600, -90, -59, -5, 5, 59, 90, 3_600];
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Healing = TimeSpan.FromSeconds(90);
    private readonly Dictionary<FaultKind, int> _played = [];
    private readonly List<(FaultKind Kind, double Seconds)> _failovers = [];

    public IReadOnlyDictionary<FaultKind, int> Played => _played;

    /// <summary>Seconds from when a node was gone until an agent of it had acted elsewhere.</summary>
    public IReadOnlyList<(FaultKind Kind, double Seconds)> Failovers => _failovers;

    /// <exception cref="Nodes.NodeException">DAI-1022: the cluster did not come back.</exception>
    public async Task PlayAsync(Fault fault, CancellationToken cancellation)
    {
        var act = await ActAsync(fault, cancellation);
        var started = field.Clock.GetTimestamp();
        await act.Break(cancellation);
        field.Say(act.What(fault.Lasts) + (act.Ends ? $", {field.Book.Kill()} in flight" : ""));
        if (act.Watched is (var agent, var victim) && await probe[agent].LookAsync(victim, cancellation))
        {
            var seconds = field.Clock.GetElapsedTime(started).TotalSeconds;
            _failovers.Add((fault.Kind, seconds));
            field.Say($"{field.Targets[agent].Name} acts again after {seconds:0.0} s");
        }
        await Task.Delay(fault.Lasts, field.Clock, cancellation);
        if (act.Mend is { } mend)
        {
            // A node that was put out of the cluster meanwhile ends what it has in flight, now or later.
            if (act.Ends)
                field.Book.Kill();
            await mend(cancellation);
        }
        _played[fault.Kind] = _played.GetValueOrDefault(fault.Kind) + 1;
        await field.HealAsync(Healing, cancellation);
        field.Say("whole again");
        await Task.Delay(fault.Gap, field.Clock, cancellation);
    }

    private async Task<Act> ActAsync(Fault fault, CancellationToken cancellation) => fault.Kind switch
    {
        FaultKind.Kill => await KillAsync(fault, cancellation),
        FaultKind.Blackout => Blackout(),
        FaultKind.Pause => Pause(fault),
        FaultKind.Outage => Outage(),
        FaultKind.Reorg => Reorg(fault),
        FaultKind.Partition => Part(fault),
        FaultKind.Lie => Lie(fault),
        FaultKind.Disk => Fill(),
        FaultKind.Clock => Jump(fault),
        FaultKind.Vanish => await VanishAsync(fault, cancellation),
        FaultKind.Loss => Break($"{LostPercent} % of all packets are lost", new LinkFault.Lossy(LostPercent)),
        FaultKind.Delay => Break($"nodes hear each other {Late.TotalMilliseconds:0} ms late", new LinkFault.Slow(Late)),
        _ => throw new InvalidOperationException($"no fault {fault.Kind}"),
    };

    // Three of four hit the node of an agent, the others any; who is dead is started again by the healing.
    private async Task<Act> KillAsync(Fault fault, CancellationToken cancellation)
    {
        var (victim, watched) = await VictimAsync(fault, anybody: fault.Pick % 4 == 0, cancellation);
        return new Act(_ => $"kill -9 of node {victim}", _ => Done(field.Dao.Nodes[victim].Kill))
        {
            Ends = true, Watched = watched,
        };
    }

    private Act Blackout() => new(_ => "kill -9 of all nodes", _ => Done(() =>
    {
        foreach (var node in field.Dao.Nodes)
            node.Kill();
    }))
    {
        Ends = true,
    };

    private Act Pause(Fault fault)
    {
        var victim = field.Dao.Nodes[fault.Pick % field.Dao.Nodes.Count];
        return new Act(
            lasts => $"node {victim.Index} stands still for {Seconds(lasts)}", stop => victim.SignalAsync("STOP", stop))
        {
            Ends = true, Mend = stop => victim.SignalAsync("CONT", stop),
        };
    }

    private Act Outage() => new(
        lasts => $"the chain is out of reach for {Seconds(lasts)}", _ => Done(network.Chain.Cut))
    {
        Mend = _ => Done(network.Chain.Mend),
    };

    private Act Part(Fault fault)
    {
        var partition = Partition.Of(fault.Pick, field.Dao.Nodes.Count);
        return Break(partition.What, new LinkFault.Closed(partition.Ways));
    }

    private async Task<Act> VanishAsync(Fault fault, CancellationToken cancellation)
    {
        var (victim, watched) = await VictimAsync(fault, anybody: false, cancellation);
        return Break($"node {victim} vanishes from the network", new LinkFault.Vanished(victim)) with
        {
            Watched = watched,
        };
    }

    private Act Lie(Fault fault)
    {
        var about = Liar.Fields[fault.Pick % Liar.Fields.Count];
        return new Act(lasts => $"the chain's endpoint lies about {about} for {Seconds(lasts)}",
            _ => Done(() => network.Liar.Lie(about)))
        {
            Mend = _ => Done(network.Liar.Stop),
        };
    }

    // An agent that cannot store ends, and with it whatever it had under way.
    private Act Fill()
    {
        var small = disk ?? throw new InvalidOperationException("no disk of this run can be filled");
        return new Act(lasts => $"the database is full for {Seconds(lasts)}", small.FillAsync)
        {
            Ends = true, Mend = small.FreeAsync,
        };
    }

    // An action whose time is over by the node's clock may end by it.
    private Act Jump(Fault fault)
    {
        var own = clocks ?? throw new InvalidOperationException("no node of this run has a clock of its own");
        var (victim, seconds) = (fault.Pick / Jumps.Count % field.Dao.Nodes.Count, Jumps[fault.Pick % Jumps.Count]);
        return new Act(lasts => $"the clock of node {victim} jumps by {seconds:+0;-0} s for {Seconds(lasts)}",
            _ => Done(() => own.Set(victim, TimeSpan.FromSeconds(seconds))))
        {
            Ends = true, Mend = _ => Done(() => own.Set(victim, TimeSpan.Zero)),
        };
    }

    // Not deeper than what counts as final on this chain: what is final is not taken back.
    private Act Reorg(Fault fault)
    {
        var depth = 1 + fault.Pick % (int)field.Finality;
        return new Act(_ => $"the chain replaces its last {depth} blocks", stop => field.Dao.Services.Endpoint.CallAsync(
            new RpcCall("anvil_reorg", depth, Array.Empty<object>()), stop));
    }

    private Act Break(string what, LinkFault how) => new(
        lasts => $"{what} for {Seconds(lasts)}", stop => network.Links.BreakAsync(how, stop))
    {
        Ends = true, Mend = network.Links.MendAsync,
    };

    // The node that serves some agent, which is then watched, unless it may be any node.
    private async Task<(int Victim, (int Agent, int Victim)? Watched)> VictimAsync(
        Fault fault, bool anybody, CancellationToken cancellation)
    {
        var agent = fault.Pick / 4 % field.Targets.Count;
        var home = anybody ? null : await field.HomeOfAsync(field.Targets[agent].Name, cancellation);
        return home is { } node ? (node, (agent, node)) : (fault.Pick / 4 % field.Dao.Nodes.Count, null);
    }

    private static string Seconds(TimeSpan lasts) => $"{lasts.TotalSeconds:0.0} s";

    private static Task Done(Action what)
    {
        what();
        return Task.CompletedTask;
    }

    /// <summary>A fault as it is done.</summary>
    /// <param name="What">For people, by how long it lasts.</param>
    private sealed record Act(Func<TimeSpan, string> What, Func<CancellationToken, Task> Break)
    {
        /// <summary>Null where nothing has to be taken back, or the healing does it.</summary>
        public Func<CancellationToken, Task>? Mend { get; init; }

        /// <summary>Whatever is in flight may end by it.</summary>
        public bool Ends { get; init; }

        /// <summary>The agent whose next action elsewhere is waited for, and the node that is gone.</summary>
        public (int Agent, int Victim)? Watched { get; init; }
    }
}
