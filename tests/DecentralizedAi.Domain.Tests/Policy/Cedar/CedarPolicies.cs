using System.Globalization;
using System.Text.Json.Nodes;
using DecentralizedAi.Domain.Policy.Conditions;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Tests.Policy.Cedar;

/// <summary>
/// A document in Cedar, by the words of the specification and without our compiler: a policy for each rule and tool. An
/// <c>ask</c> is a permit of another name. Not mapped: <c>max_length</c> (Cedar has no length of a text), integers from
/// 2^63, budgets and costs (state), who approves and within what time, and calls that do not fit their tool.
/// </summary>
internal static class CedarPolicies
{
    private const char Separator = '|';

    /// <summary>Policies by <c>rule|tool</c>; null when a rule says what Cedar cannot.</summary>
    public static JsonObject? Of(PolicyDocument document)
    {
        var policies = new JsonObject();
        foreach (var rule in document.Rules)
        {
            if (rule.When.Append(rule.Unless).Any(line => line?["max_length"] is not null))
                return null;
            foreach (var tool in document.Tools.Values.Where(tool => rule.SpeaksFor(tool.Name)))
                policies[rule.Id + Separator + tool.Name] = Policy(rule, tool, document);
        }
        return policies;
    }

    /// <summary>The rule of a policy.</summary>
    public static string RuleOf(string policy) => policy[..policy.IndexOf(Separator)];

    private static string Policy(RuleLine rule, ToolSignature tool, PolicyDocument document)
    {
        var effect = rule.Kind == RuleKind.Forbid ? "forbid" : "permit";
        var conditions = rule.When.Select(line => Attribute(line, rule.Kind, true, document)).ToList();
        if (tool.Effect == ToolEffect.Money && rule.Kind != RuleKind.Forbid)
        {
            if (rule.Kind == RuleKind.Permit && rule.WhenOf("turn") is null)
                conditions.Add("context.clean");
            if (rule.WhenOf("arg.to")?["from"] is null)
                conditions.Add("[\"dao\", \"instruction\"].containsAll(context.labels.to)");
        }
        var unless = rule.Unless is null ? "" : $" unless {{ {Attribute(rule.Unless, rule.Kind, false, document)} }}";
        return $"{effect}(principal, action == Action::{Text(tool.Name)}, resource) "
            + $"when {{ {string.Join(" && ", conditions.Append("true"))} }}{unless};";
    }

    private static string Attribute(AttributeLine line, RuleKind kind, bool inWhen, PolicyDocument document)
    {
        var attribute = line.Attribute;
        var all = $"({string.Join(" && ", line.Conditions.Select(
            condition => Condition(attribute, condition, kind, inWhen, document)))})";
        // "Its condition does not hold in a permit's when and holds in its unless; it holds in a forbid's when and does
        // not hold in its unless."
        var holdsWhenAbsent = (kind == RuleKind.Permit) != inWhen;
        var presence = attribute.Kind == AttributeKind.Port ? $"context.args.{attribute.Argument} has port"
            : attribute.Type is { Optional: true } ? $"context.args has {attribute.Argument}"
            : null;
        return presence is null ? all : holdsWhenAbsent ? $"(!({presence}) || {all})" : $"({presence} && {all})";
    }

    private static string Condition(
        PolicyAttribute attribute, ConditionLine line, RuleKind kind, bool inWhen, PolicyDocument document)
    {
        var found = attribute.Kind is AttributeKind.Argument
            ? $"context.args.{attribute.Argument}"
            : $"context.args.{attribute.Argument}.{attribute.Kind.ToString().ToLowerInvariant()}";
        return (attribute.Kind, line.Operator) switch
        {
            (AttributeKind.Turn, _) => line.Values[0] == "any" ? "true" : "context.clean",
            (AttributeKind.Instructor, _) => line.Values is ["any"]
                ? "true"
                : $"{Set(line.Values.Select(value => $"Instructor::{Text(value)}"))}.contains(principal)",
            (AttributeKind.Time, _) => Time(line),
            (_, "from") => $"{Set(line.Values.Select(Text))}.{((kind == RuleKind.Permit) == inWhen
                ? "containsAll" : "containsAny")}(context.labels.{attribute.Argument})",
            (AttributeKind.Host, _) => $"({string.Join(" || ", line.Values.Select(value => value[0] == '*'
                ? $"{found} like \"{value}\"" : $"{found} == {Text(value)}"))})",
            (_, "starts_with") => $"{found} like {Prefix(line.Values[0])}",
            (_, "equals" or "in") => $"{Set(line.Values.Select(value => Value(attribute, value)))}.contains({found})",
            _ => Bound(attribute, line, found, document),
        };
    }

    private static string Bound(PolicyAttribute attribute, ConditionLine line, string found, PolicyDocument document)
    {
        var comparison = line.Operator switch { "at_most" => "<=", "less_than" => "<", "at_least" => ">=", _ => ">" };
        if (attribute.Type!.Type != ArgumentType.Amount)
            return $"{found} {comparison} {Value(attribute, line.Values[0])}";
        var (units, asset) = CedarRequests.Amount(line.Values[0], document);
        return $"({found}.asset == {Text(asset)} && {found}.units {comparison} {units})";
    }

    private static string Time(ConditionLine line) => line.Operator switch
    {
        "days" => $"{Set(line.Values.Select(Text))}.contains(context.day)",
        "hours" => $"({string.Join(" || ", line.Values.Select(Hours))})",
        _ => $"context.second {(line.Operator == "from" ? ">=" : "<")} "
            + DateTimeOffset.Parse(line.Values[0], CultureInfo.InvariantCulture).ToUnixTimeSeconds(),
    };

    private static string Hours(string span)
    {
        var ends = span.Split('-').Select(end => (int)TimeOnly.Parse(end, CultureInfo.InvariantCulture).ToTimeSpan()
            .TotalMinutes).ToArray();
        var join = ends[0] < ends[1] ? "&&" : "||";
        return $"(context.minute >= {ends[0]} {join} context.minute < {ends[1]})";
    }

    private static string Value(PolicyAttribute attribute, string value) =>
        attribute.Kind == AttributeKind.Port
            || attribute is { Kind: AttributeKind.Argument, Type.Type: ArgumentType.Integer }
            ? value
            : attribute is { Kind: AttributeKind.Argument, Type.Type: ArgumentType.Date }
                ? value.Replace("-", "")
                : Text(value);

    private static string Prefix(string text) => Text(text)[..^1].Replace("*", "\\*") + "*\"";

    private static string Set(IEnumerable<string> values) => $"[{string.Join(", ", values)}]";

    private static string Text(string text) => "\"" + text.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";
}
