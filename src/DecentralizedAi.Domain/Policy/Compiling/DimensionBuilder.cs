using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Conditions;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Policy.Values;

namespace DecentralizedAi.Domain.Policy.Compiling;

/// <summary>A condition of a rule in a dimension.</summary>
/// <param name="Bit">The rule's one bit, in <c>when</c> or in <c>unless</c>.</param>
internal readonly record struct DimensionCondition(RuleBits Bit, Placed Placed, ConditionLine Line);

/// <summary>Collects the conditions of one sort on one attribute and makes their dimension.</summary>
internal sealed class DimensionBuilder(PolicyAttribute attribute, ConditionSort sort, int slot, DocumentValues values)
{
    private readonly List<DimensionCondition> _conditions = [];

    // Of a set or a beginning a rule can have one here: bits of several values are joined by "or".
    private RuleBits _taken;

    /// <summary>Takes a condition; false when it belongs into another dimension.</summary>
    public bool Takes(PolicyAttribute other, ConditionSort otherSort, in DimensionCondition condition)
    {
        if (otherSort != sort || other.Written != attribute.Written
            || (sort is ConditionSort.Set or ConditionSort.Beginning && (_taken & condition.Bit) != default))
            return false;
        _taken |= condition.Bit;
        _conditions.Add(condition);
        return true;
    }

    public Dimension Make()
    {
        var dimension = sort switch
        {
            ConditionSort.Set => Set(),
            ConditionSort.Beginning => Beginnings(),
            ConditionSort.Bounds => Bounds(),
            ConditionSort.Length => new LengthDimension(slot, attribute.Kind, Steps.Of(Lengths())),
            ConditionSort.Labels => new LabelsDimension(attribute.Argument, Labels()),
            ConditionSort.Turn => new TurnDimension(RuleBits.All, ~_taken),
            ConditionSort.Days => new DaysDimension(Days()),
            ConditionSort.Hours => new HoursDimension(Steps.Of(Hours())),
            _ => new SpanDimension(Steps.Of(Spans())),
        };
        return slot >= 0 && attribute.MayBeAbsent
            ? new OptionalDimension(dimension, slot, attribute.Kind == AttributeKind.Port, Absent())
            : dimension;
    }

    private RuleBits Absent()
    {
        var passing = RuleBits.All;
        foreach (var condition in _conditions)
        {
            if (!condition.Placed.HoldsWhenAbsent)
                passing &= ~condition.Bit;
        }
        return passing;
    }

    private Dimension Set() => attribute.Kind switch
    {
        AttributeKind.Host => new HostDimension(slot, values.Hosts, Hosts(below: false), Hosts(below: true)),
        AttributeKind.Scheme => new TextSetDimension(slot, attribute.Kind, values.Hosts, Ordinals(_ => true)),
        AttributeKind.Port => new PortSetDimension(slot, values.Numbers, Ordinals(_ => true)),
        AttributeKind.Instructor => new InstructorDimension(values.Texts, Ordinals(_ => true)),
        _ => DocumentValues.IsNumber(attribute)
            ? new NumberSetDimension(slot, values.Numbers, Ordinals(_ => true))
            : new TextSetDimension(slot, attribute.Kind, values.Texts, Ordinals(_ => true)),
    };

    private OrdinalBits Hosts(bool below) => Ordinals(value => value[0] == '*' == below);

    private PrefixDimension Beginnings()
    {
        var lengths = new SortedSet<int>();
        foreach (var condition in _conditions)
            lengths.Add(condition.Line.Values[0].Length);
        return new(slot, attribute.Kind, values.Texts, [.. lengths], Ordinals(_ => true));
    }

    /// <summary>Bits by ordinal of the values that are wanted.</summary>
    private OrdinalBits Ordinals(Func<string, bool> wanted)
    {
        var found = new List<(int Ordinal, RuleBits Bit)>(8 * _conditions.Count);
        var (first, last) = (0, -1);
        foreach (var condition in _conditions)
        {
            var ordinals = values.Ordinals(attribute, condition.Line);
            for (var i = 0; i < ordinals.Length; i++)
            {
                if (!wanted(condition.Line.Values[i]))
                    continue;
                first = found.Count == 0 ? ordinals[i] : Math.Min(first, ordinals[i]);
                last = Math.Max(last, ordinals[i]);
                found.Add((ordinals[i], condition.Bit));
            }
        }
        var passing = new RuleBits[last - first + 1];
        Array.Fill(passing, ~_taken);
        foreach (var (ordinal, bit) in found)
            passing[ordinal - first] |= bit;
        return new(first, BitTable.Of([], passing), ~_taken);
    }

    private BoundsDimension Bounds()
    {
        var bounds = _conditions.ConvertAll(condition =>
        {
            var (interval, asset) = TestFactory.Bound(attribute, condition.Line, values.Assets);
            return (condition.Bit, Intervals: (Interval[])[interval], Asset: asset);
        }).ToArray();
        var others = attribute.Type!.Type == Tools.ArgumentType.Amount ? Math.Max(0, values.Assets.Count - 1) : 0;
        return new(slot, Of(0), [.. Enumerable.Range(1, others).Select(Of)]);

        // A bound in another asset than the call's does not hold.
        Steps Of(int asset) => Steps.Of(Array.ConvertAll(
            bounds, bound => (bound.Bit, bound.Asset < 0 || bound.Asset == asset ? bound.Intervals : [])));
    }

    private (RuleBits, Interval[])[] Lengths() => Intervals(
        line => [new(UInt256.Zero, UInt256.Parse(line.Values[0]))]);

    private (RuleBits, Interval[])[] Hours() => Intervals(line => line.Values is [var only]
        ? Minutes(ClockSets.Span(only))
        : [.. line.Values.SelectMany(span => Minutes(ClockSets.Span(span)))]);

    private (RuleBits, Interval[])[] Spans() => Intervals(line =>
    {
        ClockText.TryInstant(line.Values[0], out var second);
        var place = UInt256.Of((UInt128)(second - ClockText.FirstSecond));
        return [Interval.Of(line.Operator == "from" ? "at_least" : "less_than", place, UInt256.Of(ulong.MaxValue))];
    });

    private static Interval[] Minutes((int Start, int End) span)
    {
        var (start, end) = span;
        return start < end ? [Between(start, end)]
            : end == 0 ? [Between(start, ClockSets.MinutesOfDay)]
            : [Between(start, ClockSets.MinutesOfDay), Between(0, end)];

        static Interval Between(int first, int end) =>
            new(UInt256.Of((UInt128)first), UInt256.Of((UInt128)(end - 1)));
    }

    private (RuleBits, Interval[])[] Intervals(Func<ConditionLine, Interval[]> read) =>
        [.. _conditions.ConvertAll(condition => (condition.Bit, read(condition.Line)))];

    private RuleBits[] Labels() => Table(LabelSet.Sets, (condition, ordinal) =>
    {
        var found = LabelSet.OfOrdinal(ordinal);
        var listed = TestFactory.LabelsOf(condition.Line);
        return condition.Placed.WantsAllLabels ? found.IsSubsetOf(listed) : found.Overlaps(listed);
    });

    private RuleBits[] Days() =>
        Table(7, (condition, day) => (ClockSets.Days(condition.Line.Values) & (1 << day)) != 0);

    private RuleBits[] Table(int size, Func<DimensionCondition, int, bool> holds)
    {
        var passing = new RuleBits[size];
        Array.Fill(passing, RuleBits.All);
        foreach (var condition in _conditions)
        {
            for (var i = 0; i < size; i++)
            {
                if (!holds(condition, i))
                    passing[i] &= ~condition.Bit;
            }
        }
        return passing;
    }
}
