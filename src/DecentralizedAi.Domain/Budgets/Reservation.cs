using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Budgets;

/// <summary>An amount of one budget, in whole units, held for an action or used by it.</summary>
public readonly record struct Reservation(BudgetKey Budget, UInt256 Amount);

/// <summary>A budget as a document lists it.</summary>
public readonly record struct ListedBudget(BudgetKey Budget, BucketLimits Limits);
