using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Bundles.Verification;

namespace DecentralizedAi.Node.Http.Mcp;

/// <summary>What the tool <c>agents</c> answers.</summary>
internal sealed record AgentsAnswer(IReadOnlyList<AgentView> Agents);

/// <summary>What the tool <c>budget</c> answers.</summary>
/// <param name="Problem">Why the agent refuses or waits, null when all is well.</param>
internal sealed record BudgetAnswer(
    string Agent, bool Frozen, string PolicyRoot, IReadOnlyList<BudgetView> Budgets, string? Problem);

/// <summary>What the tool <c>log</c> answers.</summary>
internal sealed record LogAnswer(IReadOnlyList<LeafView> Leaves);

/// <summary>What the tool <c>policy_explain</c> answers.</summary>
/// <param name="Verdict"><c>allowed, approval</c> or <c>denied</c>.</param>
/// <param name="Change">What would have to change for another verdict, or null.</param>
/// <param name="Lines">The same for people, a line for each condition.</param>
internal sealed record ExplainAnswer(
    string Verdict, string? Rule, string Root, string? Change, IReadOnlyList<string> Lines);

/// <summary>What the tool <c>log_verify</c> answers.</summary>
/// <param name="Failure">The first element that did not verify, or null.</param>
internal sealed record VerifyAnswer(
    bool Verified, IReadOnlyList<CheckLine> Checks, VerificationFailure? Failure, IReadOnlyList<ListedElement> Void,
    IReadOnlyList<ListedElement> Disowned, IReadOnlyList<ListedElement> Outside, int NotOpened,
    IReadOnlyDictionary<string, long> NotChecked);
