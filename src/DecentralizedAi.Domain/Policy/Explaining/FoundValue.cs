using System.Globalization;
using DecentralizedAi.Domain.Policy.Compiling;
using DecentralizedAi.Domain.Policy.Conditions;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Policy.Values;

namespace DecentralizedAi.Domain.Policy.Explaining;

/// <summary>Shows the values that conditions met; many rules of a tool look at the same.</summary>
internal sealed class FoundValues
{
    private string?[] _shown = new string?[8];

    public string Of(in RuleCondition condition, in CallView call)
    {
        if (condition.Value >= _shown.Length)
            Array.Resize(ref _shown, 2 * condition.Value);
        return _shown[condition.Value] ??= Show(condition.Attribute, condition.Test.Line, call);
    }

    private static string Show(AttributeTest attribute, ConditionLine line, in CallView call)
    {
        if (!attribute.IsIn(call))
            return "absent";
        return attribute.Attribute.Kind switch
        {
            AttributeKind.Instructor => call.Facts.Instructor.Text is { Length: > 0 } text ? text : "nobody",
            AttributeKind.Turn => call.Facts.Turn.IsClean ? "clean" : "not clean: foreign text was read",
            AttributeKind.Time => Moment(line.Operator, call.Second),
            _ when line.Operator == "from" => call.Labels(attribute.Attribute.Argument).ToString(),
            _ => Argument(attribute, line, call.Values[attribute.Slot]),
        };
    }

    private static string Argument(AttributeTest attribute, ConditionLine line, in ArgumentValue value) =>
        line.Operator == "max_length" ? string.Create(CultureInfo.InvariantCulture,
            $"{System.Text.Encoding.UTF8.GetByteCount(ArgumentValue.Part(value, attribute.Attribute.Kind))} bytes")
        : attribute.Attribute.Kind == AttributeKind.Port ? value.Url.Port.ToString(CultureInfo.InvariantCulture)
        : ArgumentValue.Part(value, attribute.Attribute.Kind).ToString();

    private static string Moment(string @operator, long second)
    {
        var minute = ClockText.MinuteOfDay(second);
        return @operator switch
        {
            "days" => ClockText.DayName(ClockText.DayOfWeek(second)),
            "hours" => string.Create(CultureInfo.InvariantCulture, $"{minute / 60:D2}:{minute % 60:D2}"),
            _ => ClockText.WriteInstant(second),
        };
    }
}
