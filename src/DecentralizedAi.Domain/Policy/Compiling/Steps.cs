using System.Numerics;
using System.Runtime.Intrinsics;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Conditions;

namespace DecentralizedAi.Domain.Policy.Compiling;

/// <summary>What passes by the size of a number: the same from one edge to the next.</summary>
internal readonly struct Steps
{
    private const int AtOnce = 16;

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
        var narrow = new ulong[(edges.Length + AtOnce - 1) / AtOnce * AtOnce];
        for (var i = 0; i < narrow.Length; i++)
            narrow[i] = i < edges.Length ? edges[i].Low64 : ulong.MaxValue;
        return new(null, BitTable.Of(narrow, passing));
    }

    public RuleBits At(in UInt256 number)
    {
        if (_wide is null)
            return _passing.At(Last(number.FitsUInt64 ? number.Low64 : ulong.MaxValue));
        return _passing.At(Last(_wide, number));
    }

    public RuleBits At(ulong number) => _wide is null
        ? _passing.At(Last(number))
        : _passing.At(Last(_wide, UInt256.Of(number)));

    /// <summary>The index of the last edge that is not above a number; the first edge is 0.</summary>
    private static int Last(UInt256[] edges, in UInt256 number)
    {
        var index = 0;
        for (var count = edges.Length; count > 1;)
        {
            var half = count / 2;
            if (edges[index + half].CompareTo(number) <= 0)
                index += half;
            count -= half;
        }
        return index;
    }

    // Where a number falls cannot be predicted, nor how many edges there are: to compare all of them costs less than
    // one wrong guess. The head is padded to a multiple of 16.
    private int Last(ulong number)
    {
        var edges = _passing.Head;
        var wanted = Vector512.Create(number);
        var reached = 0;
        do
        {
            reached += BitOperations.PopCount(
                Vector512.LessThanOrEqual(Vector512.Create(edges), wanted).ExtractMostSignificantBits()
                | (Vector512.LessThanOrEqual(Vector512.Create(edges[8..]), wanted).ExtractMostSignificantBits() << 8));
            edges = edges[AtOnce..];
        }
        while (!edges.IsEmpty);
        // The padding is the largest number, which is reached by itself alone.
        return Math.Min(reached, _passing.Count) - 1;
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
