using System.Collections.Immutable;
using System.Text.Json.Nodes;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Explaining;

namespace DecentralizedAi.Authoring.Rehearsal;

/// <summary>What a policy says to the cases of its author.</summary>
/// <param name="Root">Of the policy.</param>
/// <param name="Results">In the order of the file.</param>
public sealed record CaseReport(Bytes32 Root, ImmutableArray<CaseResult> Results)
{
    /// <summary>Decides every case.</summary>
    public static CaseReport Of(PolicySnapshot policy, ImmutableArray<PolicyCase> cases) => new(policy.Root,
        [.. cases.Select(one => Decide(policy, one))]);

    public int Passed => Results.Count(result => result.Passed);

    /// <summary>Every case is decided as expected.</summary>
    public bool Ok => Passed == Results.Length;

    /// <summary>A line for each case, then the count.</summary>
    public IEnumerable<string> ToLines(string file)
    {
        foreach (var result in Results)
            yield return $"{(result.Passed ? "ok  " : "FAIL")} {file}:{result.Case.Place} {result.Case.Call}: "
                + (result.Passed ? Said(result) : $"expected {Expected(result.Case)}, is {Said(result)}");
        yield return string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"{Passed} passed, {Results.Length - Passed} failed");
    }

    /// <summary>The members of <c>dai policy test --json</c>.</summary>
    public JsonObject ToJson() => new()
    {
        ["ok"] = Ok,
        ["root"] = Root.ToString(),
        ["passed"] = Passed,
        ["failed"] = Results.Length - Passed,
        ["cases"] = new JsonArray([.. Results.Select(result => (JsonNode)new JsonObject
        {
            ["line"] = result.Case.Place.Line,
            ["call"] = result.Case.Call.ToString(),
            ["expect"] = result.Case.Expect,
            ["expectRule"] = result.Case.Rule,
            ["verdict"] = result.Decision.Verdict,
            ["rule"] = result.Decision.Rule,
            ["why"] = result.Why,
            ["passed"] = result.Passed,
        })]),
    };

    private static string Expected(PolicyCase one) => one.Rule switch
    {
        null => one.Expect,
        "" => $"{one.Expect} by no rule",
        var rule => $"{one.Expect} by '{rule}'",
    };

    private static string Said(CaseResult result) =>
        $"{result.Decision.Verdict} by {(result.Decision.Rule is { } rule ? $"'{rule}'" : "no rule")}"
        + (result.Why is null ? "" : $" ({result.Why})");

    private static CaseResult Decide(PolicySnapshot policy, PolicyCase one)
    {
        var explanation = PolicyExplainer.Explain(one.Call, policy, one.Facts);
        return new(one, explanation.Decision, explanation.Decision is Decision.Denied ? explanation.Why : null);
    }
}
