using System.Collections.Immutable;
using DecentralizedAi.Domain.Budgets;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;

namespace DecentralizedAi.Domain.Actions;

/// <summary>What a node has of the document behind a root; closed.</summary>
public abstract record LoadedPolicy
{
    private LoadedPolicy() { }

    public sealed record Compiled(PolicySnapshot Snapshot) : LoadedPolicy;

    /// <summary>It is here and is no law: its agent is denied everything.</summary>
    public sealed record Faulty(string Fault) : LoadedPolicy;

    /// <summary>No source has its bytes yet.</summary>
    public sealed record Missing : LoadedPolicy;
}

/// <summary>Everything a node knows of the law, swapped as a whole.</summary>
/// <param name="ReceivedAt">Unix ms at which the head arrived, by the time that the node decides by.</param>
/// <param name="Policies">By root, for every root that is in force at the head or at the final block.</param>
public sealed record GovernanceSnapshot(
    GovernancePair Pair, ulong ReceivedAt, ImmutableDictionary<Bytes32, LoadedPolicy> Policies)
{
    private readonly ulong? _skew;

    /// <summary>Milliseconds that the node's clock was off the head's time when that arrived; where nobody says, those
    /// of <see cref="ReceivedAt"/>.</summary>
    public ulong Skew
    {
        get => _skew ?? (ReceivedAt > HeadTime ? ReceivedAt - HeadTime : HeadTime - ReceivedAt);
        init => _skew = value;
    }

    public GovernanceView Head => Pair.Head;
    public GovernanceView Final => Pair.Final;

    private ulong HeadTime => Head.Head.Time * 1_000;

    /// <summary>The compiled policy of a root, or null.</summary>
    public PolicySnapshot? Policy(Bytes32 root) =>
        (Policies.GetValueOrDefault(root) as LoadedPolicy.Compiled)?.Snapshot;

    /// <summary>Why a root cannot be decided under; null when it can.</summary>
    public string? Fault(Bytes32 root) => root.IsZero
        ? "no policy was published for this agent"
        : Policies.GetValueOrDefault(root) switch
        {
            LoadedPolicy.Compiled => null,
            LoadedPolicy.Faulty faulty => $"policy {root} is no law: {faulty.Fault}",
            _ => $"the document of policy {root} has not been found",
        };

    /// <summary>The budgets that a root lists; none when it is not compiled.</summary>
    public ImmutableArray<ListedBudget> BudgetsOf(Bytes32 root) => [.. Policy(root)?.ListedBudgets ?? []];
}
