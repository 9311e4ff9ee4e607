using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Chain.Dao;

/// <summary>What operators say about one document of a proposal.</summary>
/// <param name="Published">Hash of the limits that the proposal gives the vault.</param>
/// <param name="Expected">What our own compiler makes of it for the vault; null where it does not compile.</param>
public sealed record DocumentStatements(
    Bytes32 Root, Bytes32 Published, Bytes32? Expected, ImmutableArray<PolicyAttestation> Said)
{
    /// <summary>Operators that disagree with each other, or with what compiles here.</summary>
    public IEnumerable<string> Disagreements()
    {
        if (Expected is { } compiled && compiled != Published)
            yield return $"the proposal gives the vault the limits {Published}; the document compiles to {compiled} "
                + "here: nodes would deny money";
        var limits = Said.GroupBy(one => one.LimitsHash).ToArray();
        if (limits.Length > 1)
            yield return "operators disagree about the limits: " + string.Join("; ", limits.Select(group =>
                $"{Names(group, "says", "say")} {group.Key}"));
        foreach (var group in limits.Where(group => Expected is { } own && group.Key != own))
            yield return $"{Names(group, "says", "say")} the limits are {group.Key}; compiled here they are {Expected}";
        var reports = Said.Where(one => !one.Report.IsZero).GroupBy(one => one.Report).ToArray();
        if (reports.Length > 1)
            yield return "operators have different backtests: " + string.Join("; ", reports.Select(group =>
                $"{Names(group, "has", "have")} {group.Key}"));
    }

    public IEnumerable<string> Lines()
    {
        yield return $"  policy {Root}: " + Said.Length switch
        {
            0 => "no operator says anything about it",
            1 => "one operator says something about it",
            var count => string.Create(CultureInfo.InvariantCulture, $"{count} operators say something about it"),
        };
        foreach (var one in Said)
            yield return $"    operator {one.Operator}: limits {one.LimitsHash}"
                + (Expected is null ? ""
                    : one.LimitsHash == Expected ? " (as compiled here)" : " (compiled here: another)")
                + $", compiler {one.Compiler}, backtest {(one.Report.IsZero ? "none" : one.Report.ToString())}";
        foreach (var line in Disagreements())
            yield return $"    {line}";
    }

    public JsonObject ToJson() => new()
    {
        ["root"] = Root.ToString(),
        ["published"] = Published.ToString(),
        ["limitsHash"] = Expected?.ToString(),
        ["attestations"] = new JsonArray([.. Said.Select(one => (JsonNode)new JsonObject
        {
            ["operator"] = one.Operator.ToString(CultureInfo.InvariantCulture),
            ["limitsHash"] = one.LimitsHash.ToString(),
            ["compiler"] = one.Compiler,
            ["report"] = one.Report.IsZero ? null : one.Report.ToString(),
        })]),
        ["disagreements"] = new JsonArray([.. Disagreements().Select(line => (JsonNode)line)]),
    };

    private static string Names(IEnumerable<PolicyAttestation> group, string ofOne, string ofMany) =>
        group.Select(one => one.Operator.ToString(CultureInfo.InvariantCulture)).ToArray() switch
        {
            [var one] => $"operator {one} {ofOne}",
            [.. var some, var last] => $"operators {string.Join(", ", some)} and {last} {ofMany}",
            [] => throw new ArgumentException("nobody says anything", nameof(group)),
        };
}
