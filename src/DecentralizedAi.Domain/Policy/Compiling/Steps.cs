using System.Numerics;
using System.Runtime.Intrinsics;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Conditions;

namespace DecentralizedAi.Domain.Policy.Compiling;

/// <summary>What passes by the size of a number: the same from one edge to the next.</summary>
internal readonly struct Steps
{
    private const int Few = 32;

    // Edges that do not fit 64 bits, which hardly any rule has; else null and they stand in the table.
    private readonly UInt256[]? _wide;
    private readonly BitTable _passing;

    private Steps(UInt256[]? wide, BitTable passing) => (_wide, _passing) = (wide, passing);

    /// <summary>Steps of conditions that hold in intervals.</summary>
    /// <param name="conditions">With the one bit of each; a rule may have several, of which all have to hold.</param>
    public static Steps Of(ReadOnlySpan<(RuleBits Bit, Interval[] Intervals)> conditions)
    {
        var edges = Edges(conditions);
        Span<RuleBits> passing = edges.Length <= 64 ? stackalloc RuleBits[edges.Length] : new RuleBits[edges.Length];
        for (var i = 0; i < passing.Length; i++)
        {
            passing[i] = RuleBits.All;
            foreach (var (bit, intervals) in conditions)
            {
                if (!Contain(intervals, edges[i]))
                    passing[i] &= ~bit;
            }
        }
        if (!edges[^1].FitsUInt64)
            return new(edges.ToArray(), BitTable.Of([], passing));
        Span<ulong> narrow = edges.Length <= 64 ? stackalloc ulong[edges.Length] : new ulong[edges.Length];
        for (var i = 0; i < narrow.Length; i++)
            narrow[i] = edges[i].Low64;
        return new(null, BitTable.Of(narrow, passing));
    }

    public RuleBits At(in UInt256 number)
    {
        if (_wide is null)
            return _passing.At(Last(_passing.Head, number.FitsUInt64 ? number.Low64 : ulong.MaxValue));
        return _passing.At(Last(_wide, number));
    }

    public RuleBits At(ulong number) => _wide is null
        ? _passing.At(Last(_passing.Head, number))
        : _passing.At(Last(_wide, UInt256.Of(number)));

    /// <summary>The index of the last edge that is not above a number; the first edge is 0.</summary>
    private static int Last<T>(ReadOnlySpan<T> edges, T number, int enough = 1)
        where T : struct, IComparable<T>
    {
        var index = 0;
        for (var count = edges.Length; count > enough;)
        {
            var half = count / 2;
            if (edges[index + half].CompareTo(number) <= 0)
                index += half;
            count -= half;
        }
        return index;
    }

    // Where a number falls cannot be predicted, so that a few comparisons of all edges cost less than one wrong guess.
    private static int Last(ReadOnlySpan<ulong> edges, ulong number)
    {
        var index = edges.Length > Few ? Last<ulong>(edges, number, Few) : 0;
        var rest = edges.Slice(index, Math.Min(Few, edges.Length - index));
        var wanted = Vector256.Create(number);
        var below = 0;
        for (; rest.Length >= Vector256<ulong>.Count; rest = rest[Vector256<ulong>.Count..])
            below += BitOperations.PopCount(
                Vector256.LessThanOrEqual(Vector256.Create(rest), wanted).ExtractMostSignificantBits());
        foreach (var edge in rest)
            below += edge <= number ? 1 : 0;
        return index + below - 1;
    }

    private static bool Contain(Interval[] intervals, in UInt256 number)
    {
        foreach (var interval in intervals)
        {
            if (interval.Contains(number))
                return true;
        }
        return false;
    }

    private static ReadOnlySpan<UInt256> Edges(ReadOnlySpan<(RuleBits Bit, Interval[] Intervals)> conditions)
    {
        var size = 1;
        foreach (var (_, intervals) in conditions)
            size += 2 * intervals.Length;
        var edges = new UInt256[size];
        var count = 1;
        foreach (var (_, intervals) in conditions)
        {
            foreach (var interval in intervals)
            {
                if (interval.IsEmpty)
                    continue;
                edges[count++] = interval.First;
                if (interval.Last != UInt256.MaxValue)
                    edges[count++] = interval.Last + UInt256.One;
            }
        }
        edges.AsSpan(0, count).Sort();
        var distinct = 1;
        for (var i = 1; i < count; i++)
        {
            if (edges[i] != edges[distinct - 1])
                edges[distinct++] = edges[i];
        }
        return edges.AsSpan(0, distinct);
    }
}
