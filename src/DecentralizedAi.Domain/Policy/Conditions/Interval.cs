using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Policy.Conditions;

/// <summary>Numbers from one to another, both included; empty when the first is above the last.</summary>
internal readonly record struct Interval(UInt256 First, UInt256 Last)
{
    public bool IsEmpty => First > Last;

    /// <summary>No number at all.</summary>
    public static Interval Empty => new(UInt256.One, UInt256.Zero);

    public bool Contains(UInt256 number) => First <= number && number <= Last;

    public Interval Intersect(Interval other) =>
        new(First > other.First ? First : other.First, UInt256.Min(Last, other.Last));

    /// <summary>What a bound leaves of 0 to <paramref name="most"/>.</summary>
    public static Interval Of(string @operator, UInt256 bound, UInt256 most) => @operator switch
    {
        "at_most" => new(UInt256.Zero, UInt256.Min(bound, most)),
        "less_than" => bound.IsZero ? Empty : new(UInt256.Zero, UInt256.Min(bound - UInt256.One, most)),
        "at_least" => new(bound, most),
        "more_than" => bound == UInt256.MaxValue ? Empty : new(bound + UInt256.One, most),
        _ => throw new ArgumentOutOfRangeException(nameof(@operator), @operator, "no bound"),
    };
}
