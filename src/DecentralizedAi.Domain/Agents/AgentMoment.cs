using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Agents;

/// <summary>How long things may take; all in milliseconds, except where said.</summary>
public sealed record AgentLimits
{
    /// <summary>Money waits while the head is older than so many blocks, and is denied after <see cref="Hold"/>.
    /// </summary>
    public ulong StaleMoneyBlocks { get; init; } = 3;

    /// <summary>The same for tools that write, in milliseconds.</summary>
    public ulong StaleWrite { get; init; } = 60_000;

    /// <summary>A clock further from the head's time than this denies.</summary>
    public ulong ClockSkew { get; init; } = 60_000;

    /// <summary>From Opened until the effect may no longer start.</summary>
    public ulong Act { get; init; } = 60_000;

    /// <summary>Instructions without an end; while an agent has so many it takes no other from people.</summary>
    public int MostOpen { get; init; } = 128;

    /// <summary>How long a call that could be allowed waits for a lease, a checkpoint or a fresh head.</summary>
    public ulong Hold { get; init; } = 45_000;

    /// <summary>Seconds after which the vault refuses a node that has not logged.</summary>
    public ulong MaxLogAge { get; init; } = 600;

    /// <summary>Spends since the last checkpoint from which the vault refuses.</summary>
    public uint MaxUnlogged { get; init; } = 64;
}

/// <summary>All facts of one moment that are not the agent's own.</summary>
/// <param name="Now">Unix ms.</param>
/// <param name="Node">Anchor key of this node.</param>
/// <param name="Spender">Spender key of this node.</param>
/// <param name="Tools">The tools that this node runs for every agent, with what their runs may cost.</param>
/// <param name="Compositions">Compositions whose files this node has, by hash.</param>
/// <param name="Salts">Random words, enough for the documents of one decision.</param>
public sealed record AgentMoment(
    ulong Now, GovernanceSnapshot Governance, Address Node, Address Spender, ToolCatalogue Tools,
    IReadOnlyDictionary<Bytes32, HostedComposition> Compositions, IReadOnlyList<Bytes32> Salts, AgentLimits Limits)
{
    /// <summary>Documents that one decision can hold.</summary>
    public const int SaltCount = 12;

    public GovernanceView Head => Governance.Head;
    public ulong Seconds => Now / 1_000;

    /// <summary>Milliseconds since the head arrived.</summary>
    public ulong HeadAge => Now > Governance.ReceivedAt ? Now - Governance.ReceivedAt : 0;

    /// <summary>Milliseconds between the blocks from the final one to the head; at least a second.</summary>
    public ulong BlockTime
    {
        get
        {
            var (head, final) = (Head.Head, Governance.Final.Head);
            return head.Number > final.Number && head.Time > final.Time
                ? Math.Max(1_000, (head.Time - final.Time) * 1_000 / (head.Number - final.Number))
                : 1_000;
        }
    }

    public AgentGovernance? Agent(ulong agent) => Head.Agents.GetValueOrDefault(agent);
    public AgentGovernance? AgentFinal(ulong agent) => Governance.Final.Agents.GetValueOrDefault(agent);

    /// <summary>The composition that the agent was approved with; null when this node cannot serve it.</summary>
    public HostedComposition? CompositionOf(ulong agent) => Agent(agent) is { } approved
        && Compositions.GetValueOrDefault(approved.Composition) is { } hosted && hosted.Fault(Tools) is null
            ? hosted
            : null;

    /// <summary>A tool as it is declared to an agent: by its composition, else by this node; null when by neither.
    /// </summary>
    public ToolDeclaration? Tool(ulong agent, string name) => CompositionOf(agent)?.Tools[name] ?? Tools[name];

    public Lease? LeaseOf(int shard) => Head.Leases.TryGetValue(shard, out var lease) ? lease : null;

    /// <summary>Whether this node holds the shard's lease at the head.</summary>
    public bool Holds(int shard) => LeaseOf(shard)?.Node == Node;

    /// <summary>The lease before one of this epoch; 0 and 0 before the first.</summary>
    public Lease LeaseBefore(int shard, ulong epoch) =>
        epoch <= 1 ? default
        : Head.LeasesBefore.TryGetValue(shard, out var before) ? before
        : throw new InvalidOperationException($"the view shows epoch {epoch} of shard {shard} and not the one before");
}
