using System.Collections;
using System.Security.Cryptography;
using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Runtime.Policy;

/// <summary>The law as this node knows it: one reference, written by <see cref="PolicyActor"/>, read by all.</summary>
internal sealed class LawCell(
    Address node, Address spender, ToolCatalogue tools, IReadOnlyDictionary<Bytes32, HostedComposition> compositions,
    AgentLimits limits, TimeProvider time)
{
    private volatile InForce? _law;
    private volatile Names? _names;

    /// <summary>Null before the first proven head.</summary>
    public GovernanceSnapshot? Snapshot => _law?.Snapshot;

    /// <summary>Unix ms by which this node decides: when the newest head arrived, and how long that is ago. A clock
    /// that is set meanwhile changes nothing before it is compared with the next head.</summary>
    public ulong Now => _law is { } law
        ? law.Snapshot.ReceivedAt + (ulong)time.GetElapsedTime(law.Timestamp).TotalMilliseconds
        : Clock;

    private ulong Clock => (ulong)time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>When a head arrives, which is now.</summary>
    public Arrival Arrived(ChainHead head)
    {
        // Leaves are refused that are a minute ahead of their checkpoint, and what waits for the time of a wrong clock
        // waits as long as that was wrong: so this node goes no further from the chain's time than half of what denies.
        var (clock, chain, most) = (Clock, head.Time * 1_000, limits.ClockSkew / 2);
        return new Arrival(Math.Clamp(clock, chain - Math.Min(chain, most), chain + most),
            clock > chain ? clock - chain : chain - clock, time.GetTimestamp());
    }

    /// <summary>From here on this is the law.</summary>
    public void Swap(GovernanceSnapshot snapshot, Arrival arrival) =>
        _law = new InForce(snapshot with { ReceivedAt = arrival.At, Skew = arrival.Skew }, arrival.Timestamp);

    /// <summary>The agent of that name; null where this operator hosts none, or nothing is proven yet.</summary>
    public ulong? Named(string name)
    {
        if (Snapshot is not { } snapshot)
            return null;
        // Made with the first look-up under a head, and good until the next.
        if (_names is not { } names || !ReferenceEquals(names.Of, snapshot))
            _names = names = Names.In(snapshot);
        return names.Agents.TryGetValue(name, out var agent) ? agent : null;
    }

    /// <summary>All facts of this moment, with fresh salts; null before the first proven head.</summary>
    public AgentMoment? Moment() => Snapshot is { } snapshot
        ? new AgentMoment(Now, snapshot, node, spender, tools, compositions, new FreshSalts(), limits)
        : null;

    /// <summary>Packages of plugins that some agent's composition names, on the head or finally.</summary>
    public IReadOnlySet<Bytes32> Plugins(GovernanceSnapshot snapshot) =>
        snapshot.Head.Agents.Values.Concat(snapshot.Final.Agents.Values)
            .SelectMany(agent => compositions.GetValueOrDefault(agent.Composition)?.Document.Plugins ?? [])
            .ToHashSet();

    private sealed record InForce(GovernanceSnapshot Snapshot, long Timestamp);

    private sealed record Names(GovernanceSnapshot Of, IReadOnlyDictionary<string, ulong> Agents)
    {
        public static Names In(GovernanceSnapshot snapshot)
        {
            var agents = new Dictionary<string, ulong>(snapshot.Head.Agents.Count);
            foreach (var agent in snapshot.Head.Agents.Values)
                agents.TryAdd(agent.Name, agent.Agent);
            return new Names(snapshot, agents);
        }
    }

    /// <summary>Drawn when the first document asks for one: most looks lead to none.</summary>
    private sealed class FreshSalts : IReadOnlyList<Bytes32>
    {
        private Bytes32[]? _drawn;

        public int Count => AgentMoment.SaltCount;

        public Bytes32 this[int index] => (_drawn ??= Draw())[index];

        public IEnumerator<Bytes32> GetEnumerator() => (_drawn ??= Draw()).AsEnumerable().GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        private static Bytes32[] Draw()
        {
            var random = RandomNumberGenerator.GetBytes(32 * AgentMoment.SaltCount);
            return [.. Enumerable.Range(0, AgentMoment.SaltCount).Select(i => Bytes32.Of(random.AsSpan(32 * i, 32)))];
        }
    }
}

/// <summary>When a head arrived.</summary>
/// <param name="At">Unix ms, near the head's own time whatever the clock says.</param>
/// <param name="Skew">Milliseconds that the clock is off the head's time.</param>
/// <param name="Timestamp">Of the time provider.</param>
internal readonly record struct Arrival(ulong At, ulong Skew, long Timestamp);

/// <summary>What every agent of a node is told.</summary>
internal abstract record Stir;

/// <summary>Told to everybody who may have waited: the law, or the chain, moved.</summary>
internal sealed record LawMoved : Stir
{
    public static LawMoved Now { get; } = new();
}

/// <summary>Told to whoever watches this node: an agent, a queue or the ledger of it is not as it was.</summary>
internal sealed record StateMoved
{
    public static StateMoved Now { get; } = new();
}
