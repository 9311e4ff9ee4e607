using DecentralizedAi.Domain.Budgets;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Values;

namespace DecentralizedAi.Domain.Policy.Compiling;

/// <summary>Whether the budgets cover a call that the rules would let through.</summary>
internal static class BudgetCover
{
    /// <summary>Why the money's budget does not cover a payment, or null. In the order payee, amount, per action,
    /// lifetime, burst.</summary>
    public static string? OfMoney(CompiledBudget budget, UInt256 payee, UInt256 amount, Facts facts)
    {
        var line = budget.Line;
        var limits = budget.Limits;
        if (!budget.Payees.Contains(payee))
            return $"the payee is not in '{line.Payees}', the payees of {line.Name}";
        if (amount.IsZero)
            return "the amount is 0";
        if (amount > limits.PerAction)
            return $"{Show(amount)} is more than {Show(limits.PerAction)} in one action";
        if (!facts.Levels.TryGetValue(line.Name, out var level))
            return $"the budget of {line.Name} is not known here";
        if (!level.Spent.TryAdd(amount, out var total) || total > limits.Lifetime)
            return $"{Show(amount)} is more than is left of {Show(limits.Lifetime)} in all";
        return amount > level.Level ? $"{Show(amount)} is more than the {Show(level.Level)} that may leave now" : null;

        string Show(UInt256 units) => $"{AmountText.Write(units, line.Decimals)} {line.Name}";
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
}
