using DecentralizedAi.Domain.Budgets;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Values;

namespace DecentralizedAi.Domain.Policy.Compiling;

/// <summary>Why a budget of money does not cover a payment, in the order in which it is asked.</summary>
internal enum Shortfall : byte
{
    None,
    Payee,
    Zero,
    PerAction,
    Unknown,
    Lifetime,
    Burst,
}

/// <summary>Whether the budgets cover a call that the rules would let through.</summary>
internal static class BudgetCover
{
    public static Shortfall OfMoney(CompiledBudget budget, in UInt256 payee, in UInt256 amount, Facts facts)
    {
        if (!budget.MayPay(payee))
            return Shortfall.Payee;
        if (amount.IsZero)
            return Shortfall.Zero;
        if (amount > budget.Limits.PerAction)
            return Shortfall.PerAction;
        if (!facts.Levels.TryGetValue(budget.Line.Name, out var level))
            return Shortfall.Unknown;
        if (!level.Spent.TryAdd(amount, out var total) || total > budget.Limits.Lifetime)
            return Shortfall.Lifetime;
        return amount > level.Level ? Shortfall.Burst : Shortfall.None;
    }

    /// <summary>Whether every declared cost has a budget that covers it.</summary>
    public static bool OfResources(PolicySnapshot policy, Facts facts)
    {
        var covered = 0;
        // By name and not by what is declared: walking an unknown dictionary makes garbage.
        foreach (var name in ResourceNames.All)
        {
            if (!facts.Costs.TryGetValue(name, out var cost))
                continue;
            if (!Covers(policy, facts, name, cost))
                return false;
            covered++;
        }
        return covered == facts.Costs.Count;
    }

    /// <summary>Why the budgets do not cover a call, with the figures; null when they do.</summary>
    /// <param name="payee">Of a money call; else any.</param>
    public static string? Why(
        PolicySnapshot policy, CompiledBudget? budget, UInt256 payee, UInt256 amount, Facts facts)
    {
        if (budget is not null && OfMoney(budget, payee, amount, facts) is var shortfall and not Shortfall.None)
            return OfMoney(shortfall, budget, amount, facts);
        return OfResources(policy, facts.Costs, facts.Levels);
    }

    /// <summary>Why a resource does not cover the declared costs, or null.</summary>
    public static string? OfResources(
        PolicySnapshot policy, IReadOnlyDictionary<string, UInt256> costs,
        IReadOnlyDictionary<string, BudgetLevel> levels)
    {
        foreach (var (name, cost) in costs)
        {
            if (!policy.Document.Resources.ContainsKey(name) || !levels.TryGetValue(name, out var level))
                return $"the policy has no budget of {name}";
            if (cost > level.Level)
                return $"{cost} {name} are more than the {level.Level} left now";
        }
        return null;
    }

    private static bool Covers(PolicySnapshot policy, Facts facts, string name, in UInt256 cost) =>
        policy.Document.Resources.ContainsKey(name) && facts.Levels.TryGetValue(name, out var level)
        && cost <= level.Level;

    private static string OfMoney(Shortfall shortfall, CompiledBudget budget, UInt256 amount, Facts facts)
    {
        var (line, limits) = (budget.Line, budget.Limits);
        return shortfall switch
        {
            Shortfall.Payee => $"the payee is not in '{line.Payees}', the payees of {line.Name}",
            Shortfall.Zero => "the amount is 0",
            Shortfall.PerAction => $"{Show(amount)} is more than {Show(limits.PerAction)} in one action",
            Shortfall.Unknown => $"the budget of {line.Name} is not known here",
            Shortfall.Lifetime => $"{Show(amount)} is more than is left of {Show(limits.Lifetime)} in all",
            _ => $"{Show(amount)} is more than the {Show(facts.Levels[line.Name].Level)} that may leave now",
        };

        string Show(UInt256 units) => $"{AmountText.Write(units, line.Decimals)} {line.Name}";
    }
}
