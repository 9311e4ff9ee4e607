using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Runtime.Policy;

namespace DecentralizedAi.Runtime.Ledger;

/// <summary>Between the agents of a node and its ledger.</summary>
internal abstract record LedgerMessage
{
    private LedgerMessage() { }

    /// <summary>Leaves of an agent in order; none says that it lives here.</summary>
    public sealed record Offer(AgentIdentity Agent, IReadOnlyList<LoggedLeaf> Leaves) : LedgerMessage;

    /// <summary>To the agent: offer again from here.</summary>
    public sealed record OfferFrom(ulong Seq) : LedgerMessage;

    /// <summary>To the agent: everything up to here is anchored for good.</summary>
    public sealed record AnchoredTo(ulong Seq) : LedgerMessage;
}

/// <summary>The ledger of the node has started, perhaps again: it knows nobody.</summary>
internal sealed record LedgerBegun : Stir
{
    public static LedgerBegun Now { get; } = new();
}
