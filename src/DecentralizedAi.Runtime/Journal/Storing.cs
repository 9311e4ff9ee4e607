using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Runtime.Journal;

/// <summary>An event on its way to the disk, with documents that have to be there when it is.</summary>
internal sealed record Storing(AgentEvent Event, IReadOnlyCollection<SaltedDocument> Documents)
{
    /// <summary>What a decision stores: its documents go with the first event, and all of it in one commit.</summary>
    public static IEnumerable<Storing> Of(AgentDecision decision) => decision.Events.Select(
        (happened, i) => new Storing(happened, i == 0 ? decision.Documents : []));
}
