using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Policy.Values;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Authoring.Rehearsal.Diff;

/// <summary>Differences in budgets. What only shows in a level, as time passes, is told by <see cref="LevelChange"/>.
/// </summary>
internal sealed class BudgetChanges(PolicyDocument before, PolicyDocument after)
{
    public IEnumerable<PolicyChange> All()
    {
        foreach (var name in before.Money.Keys.Union(after.Money.Keys).Order(StringComparer.Ordinal))
        {
            var (old, now) = (before.Money.GetValueOrDefault(name), after.Money.GetValueOrDefault(name));
            foreach (var change in old is null || now is null ? Whole(name, old, now) : Money(old, now))
                yield return change;
        }
        foreach (var name in before.Resources.Keys.Union(after.Resources.Keys).Order(StringComparer.Ordinal))
        {
            if (before.Resources.ContainsKey(name) == after.Resources.ContainsKey(name))
                continue;
            var isNew = after.Resources.ContainsKey(name);
            yield return new($"budget {name}", isNew
                    ? $"{name} has a budget now: at most {after.Resources[name].Burst.Number} at once, then "
                        + $"{PolicySentence.Rate(after.Resources[name].Rate)}."
                    : $"{name} has no budget any more: whatever uses it is denied.",
                meeting => !meeting.Probe.Facts.Costs.ContainsKey(name) ? Direction.None
                    : isNew ? Direction.Loosens : Direction.Tightens);
        }
    }

    private IEnumerable<PolicyChange> Whole(string name, MoneyBudget? old, MoneyBudget? now)
    {
        yield return new($"budget {name}", now is not null
                ? $"New budget: {PolicySentence.OfMoney(now, after)}"
                : $"Gone: {PolicySentence.OfMoney(old!, before)} No {name} is paid any more.",
            meeting => !IsIn(meeting, name) ? Direction.None : now is null ? Direction.Tightens : Direction.Loosens)
        {
            Doubt = Doubt.Vault(loosens: now is not null),
        };
    }

    // An amount in an asset that the policy does not know is no amount, also for a tool that pays nothing.
    private static bool IsIn(Meeting meeting, string asset) =>
        (meeting.New.Signature ?? meeting.Old.Signature)!.Arguments.Any(argument =>
            argument.Type == ArgumentType.Amount
            && meeting.Probe.Call[argument.Name]?.EndsWith(" " + asset, StringComparison.Ordinal) == true);

    private IEnumerable<PolicyChange> Money(MoneyBudget old, MoneyBudget now)
    {
        var name = old.Name;
        if (old.Asset != now.Asset)
            yield return new($"budget {name}", $"{name} is now the token {now.Asset}; before: {old.Asset}.",
                _ => Direction.None)
            {
                Doubt = new(Direction.Both, "another token is other money",
                    meeting => meeting.MoneyAfter?.Budget.Name == name),
            };
        if (old.Decimals != now.Decimals)
            yield return new($"budget {name}", $"{name} has {now.Decimals} decimals now; before: {old.Decimals}.",
                meeting => IsIn(meeting, name) ? Direction.Both : Direction.None)
            {
                Doubt = new(Direction.Both, "every amount means other units", meeting => IsIn(meeting, name)),
            };
        if (old.Limits.PerAction != now.Limits.PerAction)
            yield return Limit(name, $"At most {(now.PerAction ?? now.Burst).Number} {name} may leave at a time; "
                + $"before: {(old.PerAction ?? old.Burst).Number}.", now.Limits.PerAction > old.Limits.PerAction,
                (_, budget, units) => units > budget.Limits.PerAction);
        if (old.Limits.Lifetime != now.Limits.Lifetime)
            yield return Limit(name, $"{Whole(now)} may ever leave; before: {Whole(old)}.",
                now.Limits.Lifetime > old.Limits.Lifetime, (meeting, budget, units) =>
                    !meeting.Probe.Facts.Levels.GetValueOrDefault(name).Spent.TryAdd(units, out var total)
                    || total > budget.Limits.Lifetime);
        if (old.Payees != now.Payees)
            yield return new($"budget {name}", $"{name} is paid to '{now.Payees}' "
                + $"({PolicySentence.Payees(now, after)}); before: to '{old.Payees}' "
                + $"({PolicySentence.Payees(old, before)}).", meeting => OfPayees(meeting, name))
            {
                Doubt = Doubt.Vault(OfPayees(old, now)),
            };
        foreach (var change in Ask(old, now))
            yield return change;
    }

    private static IEnumerable<PolicyChange> Ask(MoneyBudget old, MoneyBudget now)
    {
        var name = old.Name;
        if (old.Ask?.Above.Units != now.Ask?.Above.Units)
            yield return Limit(name, $"From now on {Waiting(now)}; before: {Waiting(old)}.",
                (now.Ask?.Above.Units ?? UInt256.MaxValue) > (old.Ask?.Above.Units ?? UInt256.MaxValue),
                (_, budget, units) => budget.Ask is { } ask && units > ask.Above.Units);
        if (old.Ask is { } was && now.Ask is { } made && (was.By != made.By || was.Within != made.Within))
            yield return new($"budget {name}",
                $"{made.By} approves {name} within {ClockText.WriteDuration(made.Within)}; "
                + $"before: {was.By} within {ClockText.WriteDuration(was.Within)}.",
                meeting => meeting.MoneyBefore?.Budget.Name == name && meeting.MoneyAfter?.Budget.Name == name
                    ? Direction.Both
                    : Direction.None)
            {
                Doubt = was.By == made.By ? null : Doubt.Vault(Direction.Both),
            };
    }

    private Direction OfPayees(MoneyBudget old, MoneyBudget now)
    {
        var (was, made) = (before.Lists[old.Payees].Select(entry => entry.Value).ToHashSet(),
            after.Lists[now.Payees].Select(entry => entry.Value).ToHashSet());
        return (made.IsSubsetOf(was) ? Direction.None : Direction.Loosens)
            | (was.IsSubsetOf(made) ? Direction.None : Direction.Tightens);
    }

    private static Direction OfPayees(Meeting meeting, string name)
    {
        if (meeting.MoneyBefore is not var (old, _) || old.Name != name || meeting.MoneyAfter is not var (now, _))
            return Direction.None;
        var (before, after) = (meeting.Pays(meeting.Old, old), meeting.Pays(meeting.New, now));
        return before == after ? Direction.None : after ? Direction.Loosens : Direction.Tightens;
    }

    /// <param name="exceeds">Whether units are above the limit of a budget.</param>
    private static PolicyChange Limit(
        string name, string text, bool loosens, Func<Meeting, MoneyBudget, UInt256, bool> exceeds) =>
        new($"budget {name}", text, meeting =>
        {
            if (meeting.MoneyBefore is not var (old, before) || old.Name != name
                || meeting.MoneyAfter is not var (now, after) || now.Name != name)
                return Direction.None;
            var (was, made) = (exceeds(meeting, old, before), exceeds(meeting, now, after));
            return was == made ? Direction.None : made ? Direction.Tightens : Direction.Loosens;
        })
        {
            Doubt = Doubt.Vault(loosens),
        };

    private static string Whole(MoneyBudget budget) =>
        budget.Lifetime is null ? $"{budget.Name} without an end" : $"{budget.Lifetime.Number} {budget.Name}";

    private static string Waiting(MoneyBudget budget) => budget.Ask is { } ask
        ? $"above {AmountText.Write(ask.Above.Units, budget.Decimals)} {budget.Name} at a time {ask.By} must approve"
        : $"nobody has to approve {budget.Name}";
}
