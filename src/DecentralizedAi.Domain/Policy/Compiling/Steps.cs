using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Policy.Compiling;

/// <summary>What passes by the size of a number: the same from one edge to the next.</summary>
internal sealed class Steps
{
    // The edges in 64 bits, which nearly all are; else in full.
    private readonly ulong[]? _narrow;
    private readonly UInt256[] _edges;
    private readonly RuleBits[] _passing;

    private Steps(UInt256[] edges, RuleBits[] passing)
    {
        (_edges, _passing) = (edges, passing);
        if (edges[^1].FitsUInt64)
            _narrow = Array.ConvertAll(edges, edge => edge.ToUInt64());
    }

    /// <summary>Steps of conditions that hold in intervals.</summary>
    /// <param name="conditions">With the one bit of each; a rule may have several, of which all have to hold.</param>
    public static Steps Of(ReadOnlySpan<(RuleBits Bit, Conditions.Interval[] Intervals)> conditions)
    {
        var edges = new List<UInt256> { UInt256.Zero };
        foreach (var (_, intervals) in conditions)
        {
            foreach (var interval in intervals)
            {
                if (interval.IsEmpty)
                    continue;
                edges.Add(interval.First);
                if (interval.Last != UInt256.MaxValue)
                    edges.Add(interval.Last + UInt256.One);
            }
        }
        edges.Sort();
        var distinct = Distinct(edges);
        var passing = new RuleBits[distinct.Length];
        for (var i = 0; i < passing.Length; i++)
        {
            passing[i] = RuleBits.All;
            foreach (var (bit, intervals) in conditions)
            {
                if (!Contain(intervals, distinct[i]))
                    passing[i] &= ~bit;
            }
        }
        return new(distinct, passing);
    }

    public RuleBits At(in UInt256 number) => _narrow is null ? _passing[Last(_edges, number)]
        : number.FitsUInt64 ? At(number.Low64)
        : _passing[^1];

    public RuleBits At(ulong number) =>
        _passing[_narrow is null ? Last(_edges, UInt256.Of(number)) : Last(_narrow, number)];

    /// <summary>The index of the last edge that is not above a number; the first edge is 0.</summary>
    private static int Last<T>(T[] edges, T number)
        where T : struct, IComparable<T>
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

    private static bool Contain(Conditions.Interval[] intervals, UInt256 number)
    {
        foreach (var interval in intervals)
        {
            if (interval.Contains(number))
                return true;
        }
        return false;
    }

    private static UInt256[] Distinct(List<UInt256> sorted)
    {
        var count = 1;
        for (var i = 1; i < sorted.Count; i++)
        {
            if (sorted[i] != sorted[count - 1])
                sorted[count++] = sorted[i];
        }
        return sorted.GetRange(0, count).ToArray();
    }
}
