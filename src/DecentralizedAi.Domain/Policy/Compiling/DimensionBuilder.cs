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

    /// <summary>Makes the dimension; what it looks into is appended to the data of the tool.</summary>
    public Dimension Make(List<ulong> data)
    {
        var absent = 0;
        if (_slot >= 0 && _attribute.MayBeAbsent)
        {
            absent = data.Count;
            data.Add(Absent());
        }
        var dimension = _sort switch
        {
            ConditionSort.Set => Set(data),
            ConditionSort.Beginning => Beginnings(data),
            ConditionSort.Bounds => Bounds(data),
            ConditionSort.Length => Of(Look.Length, Lengths(data)),
            ConditionSort.Labels => Of(Look.Labels, Labels(data)),
            ConditionSort.Turn => Of(Look.Turn, 0),
            ConditionSort.Days => Of(Look.Day, Days(data)),
            ConditionSort.Hours => Hours(data),
            _ => Of(Look.Instant, Spans(data)),
        };
        return dimension with { Absent = absent };
    }

    private Dimension Of(Look look, int at, int count = 0, int first = 0) =>
        new(look, _attribute.Kind, _slot, at, count, first, 0, ~_taken);

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

    private Dimension Set(List<ulong> data) => _attribute.Kind switch
    {
        AttributeKind.Host => Hosts(data),
        AttributeKind.Scheme => Ordinals(Look.Scheme, data),
        AttributeKind.Port => Ordinals(Look.Port, data),
        AttributeKind.Instructor => Ordinals(Look.Instructor, data),
        _ => Ordinals(DocumentValues.IsNumber(_attribute) ? Look.Number : Look.Text, data),
    };

    private Dimension Beginnings(List<ulong> data)
    {
        var lengths = new SortedSet<int>();
        foreach (ref readonly var condition in Conditions)
            lengths.Add(condition.Line.Values[0].Length);
        var dimension = Ordinals(Look.Beginning, data);
        data.Add((ulong)lengths.Count);
        foreach (var length in lengths)
            data.Add((ulong)length);
        return dimension;
    }

    /// <summary>Bits by ordinal of the values.</summary>
    private Dimension Ordinals(Look look, List<ulong> data)
    {
        var (first, count) = OrdinalRange();
        var at = Passing(data, count);
        var passing = CollectionsMarshal.AsSpan(data)[at..];
        foreach (ref readonly var condition in Conditions)
        {
            foreach (var ordinal in condition.Ordinals)
                passing[ordinal - first] |= condition.Bit;
        }
        return Of(look, at, count, first);
    }

    /// <summary>The same for hosts: of each name for itself, then for all below it.</summary>
    private Dimension Hosts(List<ulong> data)
    {
        var (first, count) = OrdinalRange();
        var at = Passing(data, 2 * count);
        var passing = CollectionsMarshal.AsSpan(data)[at..];
        foreach (ref readonly var condition in Conditions)
        {
            for (var i = 0; i < condition.Ordinals.Length; i++)
            {
                var isBelow = condition.Line.Values[i][0] == '*' ? 1 : 0;
                passing[2 * (condition.Ordinals[i] - first) + isBelow] |= condition.Bit;
            }
        }
        return Of(Look.Host, at, count, first);
    }

    private (int First, int Count) OrdinalRange()
    {
        var (first, last) = (int.MaxValue, -1);
        foreach (ref readonly var condition in Conditions)
        {
            foreach (var ordinal in condition.Ordinals)
                (first, last) = (Math.Min(first, ordinal), Math.Max(last, ordinal));
        }
        return (first, last - first + 1);
    }

    // Of so many values what passes for each: at first what has no condition.
    private int Passing(List<ulong> data, int count)
    {
        var at = data.Count;
        CollectionsMarshal.SetCount(data, at + count);
        CollectionsMarshal.AsSpan(data)[at..].Fill(~_taken);
        return at;
    }

    // By asset the place of its bounds; what has no asset counts as the first.
    private Dimension Bounds(List<ulong> data)
    {
        var assets = _attribute.Type!.Type == ArgumentType.Amount ? Math.Max(1, values.Assets.Count) : 1;
        var at = data.Count;
        CollectionsMarshal.SetCount(data, at + assets);
        for (var i = 0; i < assets; i++)
            data[at + i] = (ulong)BoundsOf(i, data);
        return Of(Look.Bounds, at, assets);
    }

    private int BoundsOf(int asset, List<ulong> data)
    {
        return Intervals(data, TestFactory.MostOf(_attribute.Type!.Type), line =>
        {
            var (interval, of) = TestFactory.Bound(_attribute, line, values.Assets);
            // A bound in another asset than the call's does not hold.
            return of < 0 || of == asset ? interval : Interval.Empty;
        });
    }

    private int Lengths(List<ulong> data) => Intervals(
        data, UInt256.MaxValue, line => new(UInt256.Zero, UInt256.Parse(line.Values[0])));

    private int Spans(List<ulong> data) => Intervals(data, UInt256.Of(ulong.MaxValue), line =>
    {
        ClockText.TryInstant(line.Values[0], out var second);
        var place = UInt256.Of((ulong)(second - ClockText.FirstSecond));
        return Interval.Of(line.Operator == "from" ? "at_least" : "less_than", place, UInt256.Of(ulong.MaxValue));
    });

    // A rule may have several bounds, of which all have to hold.
    private int Intervals(List<ulong> data, UInt256 most, Func<ConditionLine, Interval> read)
    {
        Span<Interval> intervals = stackalloc Interval[_rules];
        intervals.Fill(new(UInt256.Zero, most));
        foreach (ref readonly var condition in Conditions)
            intervals[condition.Rule] = intervals[condition.Rule].Intersect(read(condition.Line));
        return Lanes.Add(data, intervals, most);
    }

    // A row for the only span of each rule, or its first; further rows for further spans.
    private Dimension Hours(List<ulong> data)
    {
        var (at, words, rows) = (data.Count, MinuteLanes.WordsOf(_rules), 0);
        AddRow(~_taken);
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
        return Of(Look.Minute, at, rows, words);

        void Give(int rule, int row, int start, int last)
        {
            if (row == rows)
                AddRow(0);
            MinuteLanes.Give(CollectionsMarshal.AsSpan(data).Slice(at + row * words, words), rule, start, last);
        }

        void AddRow(ulong without)
        {
            CollectionsMarshal.SetCount(data, at + ++rows * words);
            MinuteLanes.Clear(CollectionsMarshal.AsSpan(data)[^words..], _rules, without);
        }
    }

    private int Labels(List<ulong> data) => Table(data, LabelSet.Sets, (condition, ordinal) =>
    {
        var found = LabelSet.OfOrdinal(ordinal);
        var listed = TestFactory.LabelsOf(condition.Line);
        return condition.WantsAllLabels ? found.IsSubsetOf(listed) : found.Overlaps(listed);
    });

    private int Days(List<ulong> data) =>
        Table(data, 7, (condition, day) => (ClockSets.Days(condition.Line.Values) & (1 << day)) != 0);

    private int Table(List<ulong> data, int size, Func<DimensionCondition, int, bool> holds)
    {
        var at = data.Count;
        CollectionsMarshal.SetCount(data, at + size);
        var passing = CollectionsMarshal.AsSpan(data)[at..];
        passing.Fill(ulong.MaxValue);
        foreach (ref readonly var condition in Conditions)
        {
            for (var i = 0; i < size; i++)
            {
                if (!holds(condition, i))
                    passing[i] &= ~condition.Bit;
            }
        }
        return at;
    }
}
