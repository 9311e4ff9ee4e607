using System.Collections.Immutable;
using System.Globalization;
using DecentralizedAi.Domain.Policy.Conditions;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Policy.Values;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Authoring;

/// <summary>A document in sentences that can be read aloud in a meeting.</summary>
public static class PolicySentence
{
    /// <summary>Who it is for, what each budget lets out, each standing order, each rule.</summary>
    public static ImmutableArray<string> Of(PolicyDocument document) =>
    [
        string.Create(CultureInfo.InvariantCulture, $"For the agent '{document.Agent}' on chain {document.Chain}."),
        .. document.About is null ? [] : (string[])[$"Not enforced: {document.About}"],
        .. document.Money.Values.Select(budget => OfMoney(budget, document)),
        .. document.Resources.Select(budget =>
            $"{budget.Key}: at most {budget.Value.Burst.Number} at once, then {Rate(budget.Value.Rate)}."),
        .. document.Schedules.Select(order =>
            $"On the schedule '{order.Key}' ({order.Value.At.Written}, UTC) the agent is told: {order.Value.Say}"),
        .. document.Events.Select(source => $"When {source.Value.Contract} logs the event '{source.Key}', the agent is "
            + $"told: {source.Value.Say}"),
        .. document.Rules.Select(rule => OfRule(rule, document)),
        "Whatever no rule permits is denied.",
    ];

    /// <summary>What may leave without approval, one sentence for each asset.</summary>
    public static ImmutableArray<string> Exposure(PolicyDocument document) =>
        [.. document.Money.Values.Select(Exposure)];

    internal static string Exposure(MoneyBudget budget) =>
        $"{budget.Burst.Number} {budget.Name} may leave at once without approval"
        + (budget.Ask is null ? "" : $" (in payments of at most {budget.Ask.Above.Number})")
        + $", {Rate(budget.Rate)} after that"
        + (budget.Lifetime is null ? ", without an end." : $", {budget.Lifetime.Number} in all.");

    internal static string OfMoney(MoneyBudget budget, PolicyDocument document) =>
        $"{budget.Name} ({budget.Asset}): at most {(budget.PerAction ?? budget.Burst).Number} at a time, "
        + $"never more than {budget.Burst.Number} at once, then {Rate(budget.Rate)}, "
        + (budget.Lifetime is null ? "without an end" : $"{budget.Lifetime.Number} in all")
        + $"; only to '{budget.Payees}' ({Payees(budget, document)})"
        + (budget.Ask is not { } ask ? "." : $"; above {ask.Above.Number} at a time {ask.By} must approve within "
            + $"{ClockText.WriteDuration(ask.Within)}.");

    internal static string Payees(MoneyBudget budget, PolicyDocument document) =>
        string.Join(", ", document.Lists[budget.Payees].Select(entry => entry.Name ?? entry.Value));

    internal static string OfRule(RuleLine rule, PolicyDocument document)
    {
        var head = rule.Kind == RuleKind.Ask
            ? $"'{rule.Id}' lets {Tools(rule)} {Waiting(rule)}"
            : $"'{rule.Id}' {Verb(rule.Kind)} {Tools(rule)}";
        var isMoney = document.Tools.Values.Any(tool => tool.Effect == ToolEffect.Money && rule.SpeaksFor(tool.Name));
        var when = rule.When.SelectMany(Conditions).Concat(Defaults(rule, isMoney)).ToArray();
        return head
            + (when.Length == 0 ? "" : $" when {string.Join(" and ", when)}")
            + (rule.Unless is null ? "" : $", unless {string.Join(" and ", Conditions(rule.Unless))}")
            + ".";
    }

    internal static string Tools(RuleLine rule) =>
        rule.Tools is { } names ? string.Join(", ", names) : "every tool";

    internal static string Verb(RuleKind kind) => kind switch
    {
        RuleKind.Permit => "permits",
        RuleKind.Forbid => "forbids",
        _ => "asks for",
    };

    internal static string Waiting(RuleLine rule) => "wait for "
        + (rule.By is { } by
            ? $"{by}, at most {ClockText.WriteDuration(rule.Within!.Value)}"
            : "the budget's approver");

    /// <summary>Conditions on one attribute, as a clause.</summary>
    internal static string Phrase(AttributeLine line) => string.Join(" and ", Conditions(line));

    private static IEnumerable<string> Defaults(RuleLine rule, bool isMoney)
    {
        if (!isMoney || rule.Kind == RuleKind.Forbid)
            yield break;
        if (rule.Kind == RuleKind.Permit && rule.WhenOf("turn") is null)
            yield return "(for money) nothing foreign was read in this turn";
        if (rule.WhenOf("arg.to")?["from"] is null)
            yield return "(for money) the payee comes from a list of the DAO or from the instruction";
    }

    private static IEnumerable<string> Conditions(AttributeLine line) => line.Conditions.Select(condition =>
        (line.Attribute.Kind, condition.Operator) switch
        {
            (AttributeKind.Instructor, _) =>
                condition.Values is ["any"] ? "anybody asks" : $"asked by {Set(condition)}",
            (AttributeKind.Turn, _) => condition.Values[0] == "clean"
                ? "nothing foreign was read in this turn" : "whatever was read in this turn",
            (AttributeKind.Time, "days") => $"it is {Days(condition.Values)}",
            (AttributeKind.Time, "hours") => $"the time (UTC) is in {string.Join(", ", condition.Values)}",
            (AttributeKind.Time, "from") => $"it is not before {condition.Values[0]}",
            (AttributeKind.Time, _) => $"it is before {condition.Values[0]}",
            (_, "from") => $"{Name(line)} comes from {string.Join(" or ", condition.Values)}",
            (_, "equals") => $"{Name(line)} is '{condition.Values[0]}'",
            (_, "in") => $"{Name(line)} is in {Set(condition)}",
            _ => $"{Name(line)} is {Comparison(condition)}",
        });

    // A week is read from Monday on.
    private static string Days(ImmutableArray<string> names)
    {
        var days = names.Select(name => (ClockText.DayOf(name) + 6) % 7).Order().ToArray();
        var isRun = days.Length > 2 && days[^1] - days[0] == days.Length - 1;
        return isRun
            ? $"{Day(days[0])} to {Day(days[^1])}"
            : string.Join(" or ", days.Select(Day));

        static string Day(int fromMonday) => ClockText.DayName((fromMonday + 1) % 7);
    }

    private static string Comparison(ConditionLine condition) => condition.Operator switch
    {
        "starts_with" => $"a text that starts with '{condition.Values[0]}'",
        "max_length" => $"at most {condition.Values[0]} bytes long",
        _ => $"{condition.Operator.Replace('_', ' ')} {condition.Values[0]}",
    };

    private static string Set(ConditionLine condition) =>
        condition.List is null ? string.Join(" or ", condition.Values) : $"'{condition.List}'";

    private static string Name(AttributeLine line) => line.Attribute.Written["arg.".Length..];

    internal static string Rate(RateLine rate) => rate.Seconds switch
    {
        1 => $"{rate.Number} a second",
        60 => $"{rate.Number} a minute",
        3600 => $"{rate.Number} an hour",
        86400 => $"{rate.Number} a day",
        _ => $"{rate.Number} a week",
    };
}
