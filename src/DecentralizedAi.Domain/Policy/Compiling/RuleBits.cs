namespace DecentralizedAi.Domain.Policy.Compiling;

/// <summary>
/// The rules that speak for one tool, a bit each: forbids first, then asks, then permits, each kind ascending by id. A
/// document has at most 64 of them for a tool.
/// </summary>
/// <param name="When">Rules of whose <c>when</c> nothing has failed yet.</param>
/// <param name="Unless">Rules of whose <c>unless</c> nothing has failed yet.</param>
internal readonly record struct RuleBits(ulong When, ulong Unless)
{
    public static RuleBits All => new(ulong.MaxValue, ulong.MaxValue);

    public static RuleBits operator &(RuleBits a, RuleBits b) => new(a.When & b.When, a.Unless & b.Unless);
    public static RuleBits operator |(RuleBits a, RuleBits b) => new(a.When | b.When, a.Unless | b.Unless);
    public static RuleBits operator ~(RuleBits bits) => new(~bits.When, ~bits.Unless);
}
