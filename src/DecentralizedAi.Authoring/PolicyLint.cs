using System.Collections.Immutable;
using System.Text.Json.Nodes;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Documents;

namespace DecentralizedAi.Authoring;

/// <summary>What lint found in a file.</summary>
/// <param name="Root">Null when there are faults.</param>
/// <param name="Faults">By position.</param>
/// <param name="Exposure">What may leave without approval, a sentence for each asset.</param>
public sealed record LintReport(
    Bytes32? Root, ImmutableArray<PolicyFault> Faults, ImmutableArray<LintWarning> Warnings,
    ImmutableArray<string> Exposure)
{
    /// <summary>A valid document, warnings or not.</summary>
    public bool IsValid => Faults.IsEmpty;

    /// <summary>Lines for people: <c>FILE:LINE:COL CODE ...</c>, so that editors jump to them.</summary>
    public IEnumerable<string> ToLines(string file)
    {
        foreach (var fault in Faults)
            yield return $"{file}:{fault.Place} {fault.Code} {fault.Text}";
        foreach (var warning in Warnings)
            yield return $"{file}: warning ({warning.Class}): {warning.Text}";
        foreach (var sentence in Exposure)
            yield return sentence;
        if (Root is { } root)
            yield return $"root {root}";
    }

    /// <summary>The object of <c>dai policy lint --json</c>.</summary>
    public JsonObject ToJson() => new()
    {
        ["schema"] = "dai.policy.lint/1",
        ["ok"] = IsValid,
        ["root"] = Root?.ToString(),
        ["faults"] = new JsonArray([.. Faults.Select(Fault)]),
        ["warnings"] = new JsonArray([.. Warnings.Select(warning => (JsonNode)new JsonObject
        {
            ["class"] = warning.Class, ["about"] = warning.About, ["text"] = warning.Text,
        })]),
        ["exposure"] = new JsonArray([.. Exposure.Select(sentence => (JsonNode)sentence)]),
    };

    private static JsonNode Fault(PolicyFault fault) => new JsonObject
    {
        ["code"] = fault.Code,
        ["class"] = fault.Class,
        ["line"] = fault.Place.Line,
        ["col"] = fault.Place.Column,
        ["found"] = fault.Found,
        ["expected"] = fault.Expected,
        ["nearest"] = fault.Nearest,
    };
}

/// <summary>Reads a policy for its author: every fault, and what may not have been meant.</summary>
public static class PolicyLint
{
    /// <param name="figures">By asset, in its smallest unit: what the DAO accepts to lose at once; may be empty.
    /// </param>
    public static LintReport Of(string yaml, IReadOnlyDictionary<string, UInt256> figures) =>
        Of(PolicyFile.Compile(yaml), figures);

    /// <param name="answer">What came of compiling a file.</param>
    /// <param name="figures">As above.</param>
    public static LintReport Of(CompileAnswer answer, IReadOnlyDictionary<string, UInt256> figures) =>
        answer switch
        {
            CompileAnswer.Compiled { Snapshot: var snapshot } => new(
                snapshot.Root, [], LintWarnings.Of(snapshot.Document, figures),
                PolicySentence.Exposure(snapshot.Document)),
            CompileAnswer.Refused refused => new(null, refused.Faults, [], []),
            _ => throw new InvalidOperationException("no such answer"),
        };
}
