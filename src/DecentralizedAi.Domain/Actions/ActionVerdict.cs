using System.Collections.Immutable;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Budgets;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Policy;

namespace DecentralizedAi.Domain.Actions;

/// <summary>What becomes of a proposed call; closed.</summary>
internal abstract record ActionVerdict
{
    private ActionVerdict() { }

    /// <summary>It cannot be allowed yet and need not be denied: look again at the next head.</summary>
    public sealed record Hold(string Why) : ActionVerdict;

    /// <param name="Draft">A draft that stands under the root which decided.</param>
    /// <param name="Reason"><c>rule, silence, budget, frozen, stale</c>, then a colon and a sentence.</param>
    public sealed record Refuse(
        AgentDraft Draft, ActionCall Call, LeafVerdict Verdict, string? Rule, Facts Facts, string Reason)
        : ActionVerdict;

    public sealed record Ask(
        AgentDraft Draft, ActionCall Call, string Rule, Facts Facts, ImmutableArray<Address> Approvers, uint Within)
        : ActionVerdict;

    /// <param name="AfterApproval">The document asks for an approval, and it was given.</param>
    public sealed record Allow(
        AgentDraft Draft, ActionCall Call, string Rule, bool AfterApproval, Facts Facts,
        ImmutableArray<Reservation> Wanted) : ActionVerdict;
}
