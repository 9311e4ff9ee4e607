using System.Collections.Immutable;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Authoring.Rehearsal;

/// <summary>A call with what its author expects the policy to say.</summary>
/// <param name="Place">In the file of cases.</param>
/// <param name="Expect"><c>allowed</c>, <c>approval</c> or <c>denied</c>.</param>
/// <param name="Rule">Id of the rule that has to be cited; empty = none is; null = not compared.</param>
public sealed record PolicyCase(Place Place, ToolCall Call, Facts Facts, string Expect, string? Rule);

/// <summary>A case with what the policy says.</summary>
/// <param name="Why">Of a denial, with the call's own figures; else null.</param>
public sealed record CaseResult(PolicyCase Case, Decision Decision, string? Why)
{
    /// <summary>The verdict is the expected one, and the rule where one is named.</summary>
    public bool Passed => Decision.Verdict == Case.Expect
        && (Case.Rule is null || Case.Rule == (Decision.Rule ?? ""));
}

/// <summary>What came of reading one call with its facts. Closed.</summary>
public abstract record QuestionAnswer
{
    private QuestionAnswer()
    {
    }

    public sealed record Read(ToolCall Call, Facts Facts) : QuestionAnswer;

    public sealed record Refused(PolicyFault Fault) : QuestionAnswer;
}

/// <summary>What came of reading a file of cases. Closed.</summary>
public abstract record CasesAnswer
{
    private CasesAnswer()
    {
    }

    /// <param name="Cases">At least one, in the order of the file.</param>
    public sealed record Read(ImmutableArray<PolicyCase> Cases) : CasesAnswer;

    public sealed record Refused(PolicyFault Fault) : CasesAnswer;
}
