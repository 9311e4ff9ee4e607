using System.Collections.Immutable;
using DecentralizedAi.Domain.Policy.Conditions;
using DecentralizedAi.Domain.Policy.Values;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Policy.Documents;

/// <summary>Reads <c>when</c> and <c>unless</c> of one rule.</summary>
/// <param name="tools">The rule's tools; null for <c>"*"</c>.</param>
internal sealed class ConditionReader(
    Reading reading, ConditionValueReader values, Vacuity vacuity, RuleKind kind, ImmutableArray<string>? tools)
{
    private const int MostTests = 64;

    private static readonly string[] FactNames = ["instructor", "time", "turn"];

    private static readonly string[] Operators =
        ["equals", "in", "at_most", "less_than", "at_least", "more_than", "starts_with", "max_length", "from"];

    private int _tests;

    public ImmutableArray<AttributeLine> When(PolicyNode node) =>
        reading.FilledMap(node, "conditions") is { } map ? Attributes(map, inWhen: true) : [];

    public AttributeLine? Unless(PolicyNode node)
    {
        if (reading.FilledMap(node, "one condition") is not { } map)
            return null;
        if (map.Entries.Length > 1)
            reading.KeyFault("shape", map.Entries[1], "one attribute in unless: \"or\" is two rules");
        return Attributes(map, inWhen: false).FirstOrDefault();
    }

    private ImmutableArray<AttributeLine> Attributes(MapNode map, bool inWhen)
    {
        var lines = ImmutableArray.CreateBuilder<AttributeLine>(map.Entries.Length);
        foreach (var entry in map.Entries)
        {
            if (Attribute(entry) is { } attribute && Line(attribute, entry, inWhen) is { } line)
                lines.Add(line);
        }
        // The order of a file never matters, not even to how a rule is read aloud.
        lines.Sort((a, b) => string.CompareOrdinal(a.Attribute.Written, b.Attribute.Written));
        return lines.DrainToImmutable();
    }

    private PolicyAttribute? Attribute(MapEntry entry)
    {
        switch (entry.Key)
        {
            case "instructor":
                return PolicyAttribute.Instructor;
            case "time":
                return PolicyAttribute.Time;
            case "turn":
                return PolicyAttribute.Turn;
        }
        if (entry.Key.StartsWith("arg.", StringComparison.Ordinal))
            return Argument(entry);
        reading.KeyFault("key", entry, "arg.NAME, instructor, time or turn", FactNames);
        return null;
    }

    private PolicyAttribute? Argument(MapEntry entry)
    {
        // Rules of one tool share what they look at.
        var key = tools is [var only] ? (only, entry.Key, kind == RuleKind.Ask) : default;
        if (key.only is not null && reading.Attributes.TryGetValue(key, out var known))
            return known;
        var attribute = NewArgument(entry);
        if (key.only is not null && attribute is not null)
            reading.Attributes[key] = attribute;
        return attribute;
    }

    private PolicyAttribute? NewArgument(MapEntry entry)
    {
        var words = entry.Key.Split('.');
        var name = words[1];
        if (tools is null)
        {
            reading.KeyFault("argument", entry, "no argument: a rule for \"*\" may name none");
            return null;
        }
        // A tool that could not be read has been refused already.
        foreach (var tool in tools.Value)
        {
            if (reading.Tools[tool] is null)
                return null;
        }
        if (Common(tools.Value, name) is not { } argument)
        {
            reading.KeyFault("argument", entry, "an argument that every tool of the rule has, with one written type",
                tools.Value.SelectMany(tool => reading.Tools[tool]!.Arguments).Select(other => "arg." + other.Name));
            return null;
        }
        var part = words.Length == 3 ? PolicyAttribute.PartOf(words[2]) : null;
        if (words.Length > 3 || (words.Length == 3 && (part is null || argument.Type != ArgumentType.Url)))
        {
            if (argument.Type == ArgumentType.Url)
                reading.KeyFault("argument", entry, $"a part of a url: {string.Join(", ", PolicyAttribute.PartNames!)}",
                    PolicyAttribute.PartNames.ToArray().Select(other => $"arg.{name}.{other}"));
            else
                reading.Faults.Add("argument", entry.KeyPlace, entry.Key, "no part: only a url has parts",
                    $"arg.{name}");
            return null;
        }
        var attribute = new PolicyAttribute(part ?? AttributeKind.Argument, entry.Key, name, argument);
        if (kind != RuleKind.Ask || !attribute.MayBeAbsent)
            return attribute;
        reading.KeyFault("argument", entry, "nothing that may be absent: an ask puts no condition on it");
        return null;
    }

    /// <summary>The argument that all of these tools have, with one written type; else null.</summary>
    private ArgumentSignature? Common(ImmutableArray<string> names, string argument)
    {
        ArgumentSignature? common = null;
        foreach (var name in names)
        {
            var tool = reading.Tools[name]!;
            var index = tool.IndexOf(argument);
            if (index < 0 || (common is not null && common.Written != tool.Arguments[index].Written))
                return null;
            common ??= tool.Arguments[index];
        }
        return common;
    }

    private AttributeLine? Line(PolicyAttribute attribute, MapEntry entry, bool inWhen)
    {
        var before = reading.Faults.Count;
        var lines = reading.Lines;
        lines.Clear();
        if (entry.Value is ScalarNode scalar)
        {
            CountTest(entry.KeyPlace);
            if (Bare(attribute, scalar) is { } line)
                lines.Add((line, scalar));
        }
        else if (attribute.Kind == AttributeKind.Turn || entry.Value is not MapNode { Entries.IsEmpty: false } map)
        {
            reading.Fault("shape", entry.Value, attribute.Kind == AttributeKind.Turn
                ? "clean or any"
                : $"a value or a map of {string.Join(", ", attribute.Operators)}");
        }
        else
        {
            foreach (var condition in map.Entries)
            {
                CountTest(condition.KeyPlace);
                if (Condition(attribute, condition) is { } line)
                    lines.Add((line, condition.Value));
            }
        }
        if (reading.Faults.Count == before)
            vacuity.Check(attribute, lines, entry.Value, inWhen);
        return new(attribute, lines.Count == 1
            ? [lines[0].Line]
            : [.. lines.Select(line => line.Line).OrderBy(line => line.Operator, StringComparer.Ordinal)]);
    }

    private void CountTest(Place place)
    {
        if (++_tests == MostTests + 1)
            reading.Faults.Add("limit", place, $"test {_tests}", $"at most {MostTests} tests in a rule");
    }

    private ConditionLine? Bare(PolicyAttribute attribute, ScalarNode scalar)
    {
        if (attribute.Kind == AttributeKind.Turn)
        {
            if (scalar.Text is not (TurnTest.Clean or TurnTest.Any))
                reading.Fault("turn", scalar, "clean or any", [TurnTest.Clean, TurnTest.Any]);
            return new("turn", [scalar.Text], false);
        }
        if (attribute.Kind == AttributeKind.Instructor && scalar.Text == InstructorTest.Anybody)
            return new("equals", [scalar.Text], false);
        if (attribute.Kind == AttributeKind.Time)
        {
            reading.Fault("shape", scalar, "a map of days, hours, from, until");
            return null;
        }
        if (attribute.Operators.Contains("equals"))
            return values.One(attribute, "equals", scalar);
        reading.Fault("condition", scalar, $"a map of {string.Join(", ", attribute.Operators)}");
        return null;
    }

    private ConditionLine? Condition(PolicyAttribute attribute, MapEntry entry)
    {
        var name = entry.Key;
        if (!attribute.Operators.Contains(name))
        {
            var isKnown = attribute.Kind != AttributeKind.Time && Operators.Contains(name);
            reading.KeyFault(isKnown ? "condition" : "key", entry,
                $"one of {string.Join(", ", attribute.Operators)}", attribute.Operators);
            return null;
        }
        if (attribute.Kind == AttributeKind.Time)
            return new TimeReader(reading).Read(name, entry.Value);
        return name switch
        {
            "in" => values.Set(attribute, entry.Value),
            "from" => values.Labels(entry.Value),
            "equals" when attribute.Kind == AttributeKind.Instructor
                && entry.Value is ScalarNode { Text: InstructorTest.Anybody } any => new(name, [any.Text], false),
            _ => values.One(attribute, name, entry.Value),
        };
    }
}
