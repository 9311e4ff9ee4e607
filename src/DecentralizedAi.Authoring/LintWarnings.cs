using System.Collections.Immutable;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Conditions;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Policy.Values;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Authoring;

/// <summary>Something in a valid document that its author may not have meant.</summary>
/// <param name="Class"><c>covered ask lifetime unused assets exposure resources names</c>.</param>
/// <param name="About">Id of the rule, list or budget.</param>
/// <param name="Text">What, and how to say what may be meant.</param>
public sealed record LintWarning(string Class, string About, string Text);

/// <summary>Finds warnings.</summary>
internal static class LintWarnings
{
    public static ImmutableArray<LintWarning> Of(
        PolicyDocument document, IReadOnlyDictionary<string, UInt256> figures) =>
    [
        .. Covered(document), .. Asks(document), .. Lifetimes(document), .. Unused(document), .. Assets(document),
        .. Exposures(document, figures), .. Resources(document),
        .. LookalikeWarnings.Of(document),
    ];

    private static (string Name, string Denied)[] Needed { get; } =
    [
        ("calls", "every tool is denied, because each run is a call"),
        ("tokens", "the model is never asked, because it reads and writes tokens"),
    ];

    private static IEnumerable<LintWarning> Covered(PolicyDocument document) => CoveredPermits.Of(document)
        .Select(covered => new LintWarning("covered", covered.Permit.Id,
            $"permit '{covered.Permit.Id}' never allows anything: forbid "
            + string.Join(" and ", covered.By.Select(id => $"'{id}'")) + " covers every call of it"));

    private static IEnumerable<LintWarning> Asks(PolicyDocument document) =>
        from ask in document.Rules.Where(rule => rule.Kind == RuleKind.Ask)
        from permit in document.Rules.Where(rule => rule.Kind == RuleKind.Permit && IsPlain(rule))
        let shared = Names(permit, document).Where(ask.SpeaksFor).ToArray()
        where shared.Length > 0
        select new LintWarning("ask", ask.Id,
            $"ask '{ask.Id}' makes calls of {string.Join(", ", shared)} wait that permit '{permit.Id}' allows without "
            + "a condition: the stricter one wins");

    private static IEnumerable<LintWarning> Lifetimes(PolicyDocument document) => document.Money.Values
        .Where(budget => budget.Lifetime is null)
        .Select(budget => new LintWarning("lifetime", budget.Name,
            $"{budget.Name} has no lifetime: over the years the rate alone bounds what leaves"));

    /// <summary>What every tool, or the model, uses and this document does not give.</summary>
    private static IEnumerable<LintWarning> Resources(PolicyDocument document) => Needed
        .Where(needed => !document.Resources.ContainsKey(needed.Name))
        .Select(needed => new LintWarning("resources", needed.Name,
            $"there is no budget of {needed.Name}: {needed.Denied}"));

    private static IEnumerable<LintWarning> Unused(PolicyDocument document)
    {
        var used = document.Money.Values.Select(budget => budget.Payees)
            .Concat(document.Rules.SelectMany(Lines).SelectMany(line => line.Conditions)
                .Select(condition => condition.List).OfType<string>())
            .ToHashSet();
        return document.Lists.Keys.Where(name => !used.Contains(name))
            .Select(name => new LintWarning("unused", name, $"no budget and no rule uses the list '{name}'"));
    }

    /// <summary>What binds one asset only looks as if it bound money; calls in another asset pass it by.</summary>
    private static IEnumerable<LintWarning> Assets(PolicyDocument document)
    {
        var bounds =
            from rule in document.Rules
            from place in (string[])["when", "unless"]
            where place == "unless" || rule.Kind == RuleKind.Forbid
            from line in place == "when" ? rule.When : Unless(rule)
            where line.Attribute.Type?.Type == ArgumentType.Amount
            from bound in line.Conditions.Where(condition => condition.Operator != "from").Take(1)
            from tool in Names(rule, document)
            select (Rule: rule, Place: place, Tool: tool, Asset: bound.Values[0][(bound.Values[0].IndexOf(' ') + 1)..]);
        return bounds.ToArray().GroupBy(bound => (bound.Rule.Kind, bound.Place, bound.Tool))
            .Select(group => (First: group.First(),
                Missing: document.Money.Keys.Except(group.Select(bound => bound.Asset)).ToArray()))
            .Where(found => found.Missing.Length > 0)
            .Select(found => new LintWarning("assets", found.First.Rule.Id,
                $"the {found.First.Place} of '{found.First.Rule.Id}' bounds {found.First.Asset} and says nothing about "
                + string.Join(", ", found.Missing)));
    }

    private static IEnumerable<LintWarning> Exposures(
        PolicyDocument document, IReadOnlyDictionary<string, UInt256> figures) =>
        document.Money.Values
            .Where(budget => figures.TryGetValue(budget.Name, out var figure) && budget.Burst.Units > figure)
            .Select(budget => new LintWarning("exposure", budget.Name,
                $"{budget.Burst.Number} {budget.Name} may leave at once, above the figure of "
                + $"{AmountText.Write(figures[budget.Name], budget.Decimals)} that this DAO accepts"));

    private static bool IsPlain(RuleLine rule) => rule.Unless is null
        && rule.When.All(line => line.Conditions is [{ Values: [Anybody] }]);

    private const string Anybody = "any";

    private static IEnumerable<string> Names(RuleLine rule, PolicyDocument document) =>
        rule.Tools is { } tools ? tools : document.Tools.Keys;

    private static IEnumerable<AttributeLine> Lines(RuleLine rule) => rule.When.Concat(Unless(rule));

    private static IEnumerable<AttributeLine> Unless(RuleLine rule) => rule.Unless is { } line ? [line] : [];
}
