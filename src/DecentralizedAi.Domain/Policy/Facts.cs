using System.Collections.Immutable;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Policy;

/// <summary>A budget before a decision, in whole units of the asset or resource.</summary>
/// <param name="Level">What may be reserved now.</param>
/// <param name="Spent">Reserved or spent since the first listing.</param>
public readonly record struct BudgetLevel(UInt256 Level, UInt256 Spent);

/// <summary>Everything a decision knows besides the call and the policy. Nothing here is looked up while deciding.
/// </summary>
public sealed record Facts
{
    /// <summary>Who asked, proven.</summary>
    public required Instructor Instructor { get; init; }

    /// <summary>The moment of the decision; fractions of a second are not looked at.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Labels of everything the turn has read.</summary>
    public LabelSet Turn { get; init; }

    /// <summary>Labels by argument; an argument that is absent or has none is foreign.</summary>
    public IReadOnlyDictionary<string, LabelSet> Labels { get; init; } = ImmutableDictionary<string, LabelSet>.Empty;

    /// <summary>By resource (<c>tokens gpu_ms calls bytes</c>): the most that the call may use.</summary>
    public IReadOnlyDictionary<string, UInt256> Costs { get; init; } = ImmutableDictionary<string, UInt256>.Empty;

    /// <summary>By budget name; a budget that is absent covers nothing.</summary>
    public IReadOnlyDictionary<string, BudgetLevel> Levels { get; init; } =
        ImmutableDictionary<string, BudgetLevel>.Empty;
}
