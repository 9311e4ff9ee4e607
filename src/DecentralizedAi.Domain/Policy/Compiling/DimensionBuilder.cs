using System.Runtime.InteropServices;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Conditions;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Policy.Values;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Policy.Compiling;

/// <summary>A condition of a rule in a dimension.</summary>
/// <param name="Rule">The index of the rule's bit.</param>
/// <param name="Ordinals">Of the values of a set or a beginning; else empty.</param>
internal readonly record struct DimensionCondition(
    int Rule, bool WantsAllLabels, bool HoldsWhenAbsent, ConditionLine Line, int[] Ordinals)
{
    public ulong Bit => 1UL << Rule;
}

/// <summary>What a dimension is about.</summary>
/// <param name="Crowded">Rules that have several conditions there.</param>
internal readonly record struct DimensionSign(
    PolicyAttribute Attribute, ConditionSort Sort, bool InWhen, ulong Rules, ulong Crowded)
{
    /// <summary>Whether the bit of a rule says of this one condition whether it holds.</summary>
    public bool Says(PolicyAttribute attribute, ConditionLine line, bool inWhen, int rule) =>
        InWhen == inWhen && (Rules & ~Crowded & (1UL << rule)) != 0 && Attribute.Written == attribute.Written
        && ConditionSorts.Of(attribute, line) == Sort;
}

/// <summary>Collects the conditions of one sort on one attribute, in <c>when</c> or in <c>unless</c>, and makes their
/// dimension; then it may begin another one.</summary>
internal sealed class DimensionBuilder(DocumentValues values)
{
    private readonly List<DimensionCondition> _conditions = [];
    private PolicyAttribute _attribute = PolicyAttribute.Time;
    private ConditionSort _sort;
    private int _slot, _rules;

    // A rule can have one set, one beginning and one list of hours here: of several values any does.
    private ulong _taken;

    // Rules with more than one: the dimension says no more than that all of them hold.
    private ulong _crowded;

    public DimensionSign Sign => new(_attribute, _sort, InWhen, _taken, _crowded);

    public bool InWhen { get; private set; }

    private Span<DimensionCondition> Conditions => CollectionsMarshal.AsSpan(_conditions);

    /// <param name="slot">Index of the argument, or -1.</param>
    /// <param name="rules">How many rules the tool has.</param>
    public void Begin(PolicyAttribute attribute, ConditionSort sort, bool inWhen, int slot, int rules)
    {
        (_attribute, _sort, InWhen, _slot, _rules) = (attribute, sort, inWhen, slot, rules);
        (_taken, _crowded) = (0, 0);
        _conditions.Clear();
    }

    /// <summary>Takes a condition; false when it belongs into another dimension.</summary>
    public bool Takes(int rule, in Placed placed, ConditionSort sort, ConditionLine line)
    {
        var bit = 1UL << rule;
        if (sort != _sort || placed.InWhen != InWhen || !IsSame(placed.Line.Attribute)
            || (sort is ConditionSort.Set or ConditionSort.Beginning or ConditionSort.Hours && (_taken & bit) != 0))
            return false;
        _crowded |= _taken & bit;
        _taken |= bit;
        var ordinals = sort is ConditionSort.Set or ConditionSort.Beginning ? values.Ordinals(_attribute, line) : [];
        _conditions.Add(new(rule, placed.WantsAllLabels, placed.HoldsWhenAbsent, line, ordinals));
        return true;
    }

    public Dimension Make()
    {
        Dimension dimension = _sort switch
        {
            ConditionSort.Set => Set(),
            ConditionSort.Beginning => Beginnings(),
            ConditionSort.Bounds => Bounds(),
            ConditionSort.Length => new LengthDimension(_slot, _attribute.Kind, Lengths()),
            ConditionSort.Labels => new LabelsDimension(_attribute.Argument, Labels()),
            ConditionSort.Turn => new TurnDimension(~_taken),
            ConditionSort.Days => new DaysDimension(Days()),
            ConditionSort.Hours => Hours(),
            _ => new SpanDimension(Spans()),
        };
        return _slot >= 0 && _attribute.MayBeAbsent
            ? new OptionalDimension(dimension, _slot, _attribute.Kind == AttributeKind.Port, Absent())
            : dimension;
    }

    private bool IsSame(PolicyAttribute other) =>
        ReferenceEquals(other, _attribute) || other.Written == _attribute.Written;

    private ulong Absent()
    {
        var passing = ulong.MaxValue;
        foreach (ref readonly var condition in Conditions)
        {
            if (!condition.HoldsWhenAbsent)
                passing &= ~condition.Bit;
        }
        return passing;
    }

    private Dimension Set() => _attribute.Kind switch
    {
        AttributeKind.Host => new HostDimension(_slot, values.Hosts, Ordinals(below: false), Ordinals(below: true)),
        AttributeKind.Scheme => new TextSetDimension(_slot, _attribute.Kind, values.Hosts, Ordinals()),
        AttributeKind.Port => new PortSetDimension(_slot, values.Numbers, Ordinals()),
        AttributeKind.Instructor => new InstructorDimension(values.Texts, Ordinals()),
        _ => DocumentValues.IsNumber(_attribute)
            ? new NumberSetDimension(_slot, values.Numbers, Ordinals())
            : new TextSetDimension(_slot, _attribute.Kind, values.Texts, Ordinals()),
    };

    private PrefixDimension Beginnings()
    {
        var lengths = new SortedSet<int>();
        foreach (ref readonly var condition in Conditions)
            lengths.Add(condition.Line.Values[0].Length);
        return new(_slot, _attribute.Kind, values.Texts, [.. lengths], Ordinals());
    }

    /// <summary>Bits by ordinal of the values; of hosts only those below which all are meant, or only the others.
    /// </summary>
    private OrdinalBits Ordinals(bool? below = null)
    {
        var (first, last) = (int.MaxValue, -1);
        foreach (ref readonly var condition in Conditions)
        {
            for (var i = 0; i < condition.Ordinals.Length; i++)
            {
                if (IsWanted(condition.Line.Values[i], below))
                    (first, last) = (Math.Min(first, condition.Ordinals[i]), Math.Max(last, condition.Ordinals[i]));
            }
        }
        if (last < 0)
            return new(0, [], ~_taken);
        var passing = new ulong[last - first + 1];
        Array.Fill(passing, ~_taken);
        foreach (ref readonly var condition in Conditions)
        {
            for (var i = 0; i < condition.Ordinals.Length; i++)
            {
                if (IsWanted(condition.Line.Values[i], below))
                    passing[condition.Ordinals[i] - first] |= condition.Bit;
            }
        }
        return new(first, passing, ~_taken);
    }

    private static bool IsWanted(string value, bool? below) => below is null || value[0] == '*' == below;

    private BoundsDimension Bounds()
    {
        var others = _attribute.Type!.Type == ArgumentType.Amount ? Math.Max(0, values.Assets.Count - 1) : 0;
        var further = others == 0 ? [] : new Lanes[others];
        for (var i = 0; i < further.Length; i++)
            further[i] = BoundsOf(i + 1);
        return new(_slot, BoundsOf(0), further);
    }

    private Lanes BoundsOf(int asset) => Intervals(TestFactory.MostOf(_attribute.Type!.Type), line =>
    {
        var (interval, of) = TestFactory.Bound(_attribute, line, values.Assets);
        // A bound in another asset than the call's does not hold.
        return of < 0 || of == asset ? interval : Interval.Empty;
    });

    private Lanes Lengths() => Intervals(
        UInt256.MaxValue, line => new(UInt256.Zero, UInt256.Parse(line.Values[0])));

    private Lanes Spans() => Intervals(UInt256.Of(ulong.MaxValue), line =>
    {
        ClockText.TryInstant(line.Values[0], out var second);
        var place = UInt256.Of((UInt128)(second - ClockText.FirstSecond));
        return Interval.Of(line.Operator == "from" ? "at_least" : "less_than", place, UInt256.Of(ulong.MaxValue));
    });

    // A rule may have several bounds, of which all have to hold.
    private Lanes Intervals(UInt256 most, Func<ConditionLine, Interval> read)
    {
        Span<Interval> intervals = stackalloc Interval[_rules];
        intervals.Fill(new(UInt256.Zero, most));
        foreach (ref readonly var condition in Conditions)
            intervals[condition.Rule] = intervals[condition.Rule].Intersect(read(condition.Line));
        return Lanes.Of(intervals, most);
    }

    private HoursDimension Hours()
    {
        var first = new MinuteLanes(_rules, ~_taken);
        List<MinuteLanes>? further = null;
        foreach (ref readonly var condition in Conditions)
        {
            var given = 0;
            foreach (var span in condition.Line.Values)
            {
                var (start, end) = ClockSets.Span(span);
                if (start > end && end > 0)
                    Give(condition.Rule, given++, 0, end - 1);
                Give(condition.Rule, given++, start, start < end ? end - 1 : ClockSets.MinutesOfDay - 1);
            }
        }
        return new(first, further is null ? [] : [.. further]);

        void Give(int rule, int place, int start, int last)
        {
            if (place > (further?.Count ?? 0))
                (further ??= []).Add(new(_rules, 0));
            (place == 0 ? first : further![place - 1]).Give(rule, start, last);
        }
    }

    private ulong[] Labels() => Table(LabelSet.Sets, (condition, ordinal) =>
    {
        var found = LabelSet.OfOrdinal(ordinal);
        var listed = TestFactory.LabelsOf(condition.Line);
        return condition.WantsAllLabels ? found.IsSubsetOf(listed) : found.Overlaps(listed);
    });

    private ulong[] Days() =>
        Table(7, (condition, day) => (ClockSets.Days(condition.Line.Values) & (1 << day)) != 0);

    private ulong[] Table(int size, Func<DimensionCondition, int, bool> holds)
    {
        var passing = new ulong[size];
        Array.Fill(passing, ulong.MaxValue);
        foreach (ref readonly var condition in Conditions)
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
