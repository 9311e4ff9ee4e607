using System.Collections.Frozen;
using System.Globalization;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Compiling;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Policy.Values;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Policy.Conditions;

/// <summary>Compiles the conditions of a valid document.</summary>
internal static class TestFactory
{
    /// <summary>All conditions on one attribute, for one tool.</summary>
    public static AttributeTest Compile(Placed placed, ToolSignature tool, AssetTable assets)
    {
        var attribute = placed.Line.Attribute;
        var slot = tool.IndexOf(attribute.Argument);
        var tests = placed.Line.Conditions
            .Select(condition => condition.Operator == "from" && slot >= 0
                ? new LabelsTest(condition, attribute.Argument, LabelsOf(condition), placed.WantsAllLabels)
                : Create(attribute, condition, slot, assets))
            .ToArray();
        return new(attribute, slot, placed.HoldsWhenAbsent, tests);
    }

    /// <summary>A condition on the value of an attribute.</summary>
    public static Test Create(PolicyAttribute attribute, ConditionLine line, int slot, AssetTable assets) =>
        attribute.Kind switch
        {
            AttributeKind.Instructor => new InstructorTest(line),
            AttributeKind.Turn => new TurnTest(line),
            AttributeKind.Time => OfTime(line),
            _ => OfValue(attribute, line, slot, assets),
        };

    /// <summary>The numbers that a bound leaves, and the asset it is in (-1 for plain numbers).</summary>
    public static (Interval Interval, int Asset) Bound(PolicyAttribute attribute, ConditionLine line, AssetTable assets)
    {
        var value = default(ArgumentValue);
        ArgumentValue.TryRead(attribute.Type!, line.Values[0], assets, ref value);
        return (Interval.Of(line.Operator, value.Number, MostOf(attribute.Type!.Type)),
            attribute.Type.Type == ArgumentType.Amount ? value.Asset : -1);
    }

    /// <summary>The largest number of a type.</summary>
    public static UInt256 MostOf(ArgumentType type) => type switch
    {
        ArgumentType.Amount => UInt256.MaxUInt128,
        ArgumentType.Date => UInt256.Of((UInt128)DateOnly.MaxValue.DayNumber),
        _ => UInt256.MaxValue,
    };

    private static Test OfTime(ConditionLine line)
    {
        ClockText.TryInstant(line.Values[0], out var instant);
        return line.Operator switch
        {
            "days" => new DaysTest(line),
            "hours" => new HoursTest(line),
            "from" => new SpanTest(line, instant, long.MaxValue),
            _ => new SpanTest(line, long.MinValue, instant),
        };
    }

    private static Test OfValue(PolicyAttribute attribute, ConditionLine line, int slot, AssetTable assets)
    {
        switch (line.Operator)
        {
            case "starts_with":
                return new PrefixTest(line, slot, attribute.Kind);
            case "max_length":
                var most = UInt256.Parse(line.Values[0]);
                return new LengthTest(line, slot, attribute.Kind,
                    most > UInt256.Of(int.MaxValue) ? int.MaxValue : (int)most.ToUInt64());
            case "equals" or "in":
                return Members(attribute, line, slot, assets);
            default:
                var (interval, asset) = Bound(attribute, line, assets);
                return new BoundTest(line, slot, interval, asset);
        }
    }

    private static Test Members(PolicyAttribute attribute, ConditionLine line, int slot, AssetTable assets)
    {
        if (attribute.Kind == AttributeKind.Host)
            return new HostsTest(line, slot);
        if (attribute.Kind == AttributeKind.Port)
            return new PortsTest(line, slot,
                line.Values.Select(value => int.Parse(value, CultureInfo.InvariantCulture)).ToFrozenSet());
        var isNumber = attribute.Kind == AttributeKind.Argument && attribute.Type!.Type
            is ArgumentType.Address or ArgumentType.Hash or ArgumentType.Integer or ArgumentType.Date;
        return isNumber
            ? new NumbersTest(line, slot, line.Values.Select(value => NumberOf(attribute, value, assets)).ToFrozenSet())
            : new TextsTest(line, slot, attribute.Kind);
    }

    private static UInt256 NumberOf(PolicyAttribute attribute, string text, AssetTable assets)
    {
        var value = default(ArgumentValue);
        ArgumentValue.TryRead(attribute.Type!, text, assets, ref value);
        return value.Number;
    }

    /// <summary>The labels that a <c>from</c> lists.</summary>
    public static LabelSet LabelsOf(ConditionLine line)
    {
        var labels = default(LabelSet);
        foreach (var name in line.Values)
        {
            if (LabelNames.TryParse(name, out var label))
                labels = labels.With(label);
        }
        return labels;
    }
}
