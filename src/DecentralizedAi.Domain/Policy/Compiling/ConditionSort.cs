using DecentralizedAi.Domain.Policy.Conditions;
using DecentralizedAi.Domain.Policy.Documents;

namespace DecentralizedAi.Domain.Policy.Compiling;

/// <summary>How a condition looks at its attribute; conditions of one sort share a look-up.</summary>
internal enum ConditionSort : byte
{
    Set,
    Bounds,
    Beginning,
    Length,
    Labels,
    Turn,
    Days,
    Hours,
    Span,
}

/// <summary>The sorts of conditions.</summary>
internal static class ConditionSorts
{
    /// <summary>Null for a condition that always holds: <c>any</c>.</summary>
    public static ConditionSort? Of(PolicyAttribute attribute, ConditionLine line) => line.Operator switch
    {
        "turn" => line.Values[0] == TurnTest.Any ? null : ConditionSort.Turn,
        "equals" or "in" => attribute.Kind == AttributeKind.Instructor && line.Values is [InstructorTest.Anybody]
            ? null
            : ConditionSort.Set,
        "starts_with" => ConditionSort.Beginning,
        "max_length" => ConditionSort.Length,
        "days" => ConditionSort.Days,
        "hours" => ConditionSort.Hours,
        "until" => ConditionSort.Span,
        "from" => attribute.Kind == AttributeKind.Time ? ConditionSort.Span : ConditionSort.Labels,
        _ => ConditionSort.Bounds,
    };
}
