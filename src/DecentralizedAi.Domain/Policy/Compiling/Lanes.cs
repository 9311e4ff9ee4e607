using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Conditions;

namespace DecentralizedAi.Domain.Policy.Compiling;

/// <summary>
/// One interval of numbers a rule, side by side: a vector compares a number with all of them at once. Where a number
/// falls cannot be predicted, so that a search would cost more than to look at every bound.
/// </summary>
/// <param name="data">Of a tool, from the place on that <see cref="Add"/> gave.</param>
internal readonly ref struct Lanes(ReadOnlySpan<ulong> data)
{
    private const int AtOnce = 8;
    private const int OfLimbs = 8, OfFirsts = 16;

    // The last numbers, then the first ones where any is above 0; of each the highest 64 bits of all rules come first.
    private readonly ReadOnlySpan<ulong> _bounds = data[1..];

    private readonly int _lanes = (byte)data[0], _limbs = (byte)(data[0] >> OfLimbs);
    private readonly bool _hasFirsts = data[0] >> OfFirsts != 0;

    /// <summary>Appends the numbers that each rule lets pass; <paramref name="most"/> is the largest that ever comes,
    /// and of ones alone if it is more than 64 bits.</summary>
    /// <returns>Where they begin.</returns>
    public static int Add(List<ulong> data, ReadOnlySpan<Interval> intervals, UInt256 most)
    {
        var (limbs, hasFirsts) = (1, false);
        foreach (var interval in intervals)
        {
            hasFirsts |= !interval.First.IsZero;
            limbs = Math.Max(limbs, Math.Max(LimbsOf(interval.First),
                interval.Last < most ? LimbsOf(interval.Last + UInt256.One) : 1));
        }
        var lanes = (intervals.Length + AtOnce - 1) / AtOnce * AtOnce;
        var place = data.Count;
        data.Add((uint)lanes | ((ulong)(uint)limbs << OfLimbs) | ((hasFirsts ? 1UL : 0) << OfFirsts));
        CollectionsMarshal.SetCount(data, place + 1 + (hasFirsts ? 2 : 1) * limbs * lanes);
        var bounds = CollectionsMarshal.AsSpan(data)[(place + 1)..];
        for (var i = 0; i < intervals.Length; i++)
        {
            // A number which does not fit counts as the largest that does; of the most, should numbers be that large,
            // every part is the largest.
            Put(bounds[i..], intervals[i].Last, lanes, limbs);
            if (hasFirsts)
                Put(bounds[(limbs * lanes + i)..], intervals[i].First, lanes, limbs);
        }
        return place;
    }

    public ulong At(in UInt256 number)
    {
        if (_limbs == 1)
            return At(number.FitsUInt64 ? number.Low64 : ulong.MaxValue);
        var (a, b, c, d) = number.ToWord().Parts;
        if (_limbs == 4)
            return AtWide([a, b, c, d]);
        return (a | b) == 0 ? AtWide([c, d]) : AtWide([ulong.MaxValue, ulong.MaxValue]);
    }

    public ulong At(ulong number)
    {
        if (_limbs == 2)
            return AtWide([0, number]);
        if (_limbs == 4)
            return AtWide([0, 0, 0, number]);
        var wanted = Vector512.Create(number);
        var passing = 0UL;
        for (var i = 0; i < _lanes; i += AtOnce)
            passing |= Vector512.LessThanOrEqual(wanted, Vector512.Create(_bounds[i..])).ExtractMostSignificantBits()
                << i;
        if (!_hasFirsts)
            return passing;
        var reached = 0UL;
        for (var i = 0; i < _lanes; i += AtOnce)
            reached |= Vector512.LessThanOrEqual(Vector512.Create(_bounds[(_lanes + i)..]), wanted)
                .ExtractMostSignificantBits() << i;
        return passing & reached;
    }

    private ulong AtWide(ReadOnlySpan<ulong> number)
    {
        var (passing, reached) = (0UL, _hasFirsts ? 0UL : ulong.MaxValue);
        for (var i = 0; i < _lanes; i += AtOnce)
        {
            var (isLess, isEqual) = Compare(number, i);
            passing |= (isLess | isEqual).ExtractMostSignificantBits() << i;
            if (_hasFirsts)
                reached |= (~Compare(number, _limbs * _lanes + i).IsLess).ExtractMostSignificantBits() << i;
        }
        return passing & reached;
    }

    /// <summary>Compares a number with the bounds of eight rules, from the highest part to the lowest.</summary>
    private (Vector512<ulong> IsLess, Vector512<ulong> IsEqual) Compare(ReadOnlySpan<ulong> number, int start)
    {
        var (less, equal) = (Vector512<ulong>.Zero, Vector512<ulong>.AllBitsSet);
        foreach (var limb in number)
        {
            var (wanted, bounds) = (Vector512.Create(limb), Vector512.Create(_bounds[start..]));
            less |= equal & Vector512.LessThan(wanted, bounds);
            equal &= Vector512.Equals(wanted, bounds);
            start += _lanes;
        }
        return (less, equal);
    }

    private static int LimbsOf(in UInt256 number) => number.FitsUInt64 ? 1 : number.FitsUInt128 ? 2 : 4;

    private static void Put(Span<ulong> target, in UInt256 number, int lanes, int limbs)
    {
        var (a, b, c, d) = number.ToWord().Parts;
        ReadOnlySpan<ulong> parts = [a, b, c, d];
        for (var i = 0; i < limbs; i++)
            target[i * lanes] = parts[^(limbs - i)];
    }
}

/// <summary>The same for minutes of the day, of which many fit a vector: the last minutes of all rules, then the first
/// ones.</summary>
/// <param name="data">As many words as <see cref="WordsOf"/> says.</param>
internal readonly ref struct MinuteLanes(ReadOnlySpan<ulong> data)
{
    private const int AtOnce = 16;
    private const int OfWord = 4;

    private readonly ReadOnlySpan<ushort> _bounds = MemoryMarshal.Cast<ulong, ushort>(data);

    /// <param name="rules">1 to 64.</param>
    public static int WordsOf(int rules) => 2 * ((rules + AtOnce - 1) / AtOnce * AtOnce) / OfWord;

    /// <summary>Makes all rules let every minute pass, or none until one is given.</summary>
    /// <param name="without">The rules that let every minute pass.</param>
    public static void Clear(Span<ulong> data, int rules, ulong without)
    {
        data.Clear();
        for (var rule = 0; rule < rules; rule++)
        {
            if ((without & (1UL << rule)) != 0)
                Give(data, rule, 0, ushort.MaxValue);
            else
                Give(data, rule, ushort.MaxValue, 0);
        }
    }

    /// <summary>Lets a rule pass from one minute to another, both included.</summary>
    public static void Give(Span<ulong> data, int rule, int first, int last)
    {
        var bounds = MemoryMarshal.Cast<ulong, ushort>(data);
        (bounds[rule], bounds[bounds.Length / 2 + rule]) = ((ushort)last, (ushort)first);
    }

    public ulong At(int minute)
    {
        var wanted = Vector256.Create((ushort)minute);
        var lasts = _bounds[..(_bounds.Length / 2)];
        var firsts = _bounds[lasts.Length..];
        var passing = 0UL;
        for (var i = 0; i < lasts.Length; i += AtOnce)
        {
            var inside = Vector256.LessThanOrEqual(wanted, Vector256.Create(lasts[i..]))
                & Vector256.GreaterThanOrEqual(wanted, Vector256.Create(firsts[i..]));
            passing |= (ulong)inside.ExtractMostSignificantBits() << i;
        }
        return passing;
    }
}
