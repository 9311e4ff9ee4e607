using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using DecentralizedAi.Domain.Policy.Conditions;

namespace DecentralizedAi.Domain.Policy.Documents;

/// <summary>Writes a document in its canonical form: RFC 8785, objects, arrays and strings only.</summary>
internal static class DocumentWriter
{
    public static string Write(PolicyDocument document)
    {
        var json = new StringBuilder();
        Object(json,
            ("about", document.About is null ? null : Text(document.About)),
            ("agent", Text(document.Agent)),
            ("budgets", Budgets(document)),
            ("chain", Text("eip155:" + document.Chain.ToString(CultureInfo.InvariantCulture))),
            ("dai", Text(PolicyDocument.Version)),
            ("events", Map(document.Events, Event)),
            ("lists", Map(document.Lists, List)),
            ("rules", into => Array(into, document.Rules, Rule)),
            ("schedules", Map(document.Schedules, Schedule)),
            ("tools", Map(document.Tools, Tool)));
        return json.ToString();
    }

    private static Action<StringBuilder>? Budgets(PolicyDocument document) => Map(
        document.Money.ToImmutableSortedDictionary(
                pair => pair.Key,
                pair => (Action<StringBuilder>)(into => Money(into, pair.Value)),
                StringComparer.Ordinal)
            .AddRange(document.Resources.Select(
                pair => KeyValuePair.Create(pair.Key, (Action<StringBuilder>)(into => Resource(into, pair.Value))))),
        (into, budget) => budget(into));

    private static void Tool(StringBuilder into, Tools.ToolSignature tool) => Object(into,
        ("args", Map(
            tool.Arguments.ToImmutableSortedDictionary(
                argument => argument.Name, argument => argument.Written, StringComparer.Ordinal),
            String)),
        ("effect", Text(tool.Effect.ToString().ToLowerInvariant())));

    private static void List(StringBuilder into, ImmutableArray<ListEntry> entries) => Array(into, entries, Entry);

    private static void Entry(StringBuilder into, ListEntry entry)
    {
        if (entry.Name is null)
            String(into, entry.Value);
        else
            Object(into,
                ("address", Text(entry.Value)),
                ("calls", entry.Calls ? Text("true") : null),
                ("name", Text(entry.Name)));
    }

    private static void Money(StringBuilder into, MoneyBudget budget) => Object(into,
        ("ask", budget.Ask is null ? null : json => Ask(json, budget.Ask)),
        ("asset", Text(budget.Asset.ToLower())),
        ("burst", Text(budget.Burst.Number)),
        ("decimals", Text(budget.Decimals.ToString(CultureInfo.InvariantCulture))),
        ("lifetime", budget.Lifetime is null ? null : Text(budget.Lifetime.Number)),
        ("payees", Text(budget.Payees)),
        ("per_action", budget.PerAction is null ? null : Text(budget.PerAction.Number)),
        ("rate", json => Rate(json, budget.Rate)));

    private static void Ask(StringBuilder into, MoneyAsk ask) => Object(into,
        ("above", Text(ask.Above.Number)), ("by", Text(ask.By.ToLower())), ("within", Text(Seconds(ask.Within))));

    private static void Resource(StringBuilder into, ResourceBudget budget) => Object(into,
        ("burst", Text(budget.Burst.Number)), ("rate", json => Rate(json, budget.Rate)));

    private static void Rate(StringBuilder into, RateLine rate) => Object(into,
        ("amount", Text(rate.Number)), ("per", Text(Seconds(rate.Seconds))));

    private static void Schedule(StringBuilder into, StandingOrder order) => Object(into,
        ("at", Text(order.At.Written)), ("say", Text(order.Say)));

    private static void Event(StringBuilder into, ChainEvent source) => Object(into,
        ("contract", Text(source.Contract.ToLower())), ("say", Text(source.Say)),
        ("topic", Text(source.Topic.ToString())));

    private static void Rule(StringBuilder into, RuleLine rule)
    {
        Action<StringBuilder> tools = rule.Tools is { } names ? json => Array(json, names, String) : Text("*");
        Object(into,
            ("ask", rule.Kind == RuleKind.Ask ? tools : null),
            ("by", rule.By is { } by ? Text(by.ToLower()) : null),
            ("forbid", rule.Kind == RuleKind.Forbid ? tools : null),
            ("id", Text(rule.Id)),
            ("permit", rule.Kind == RuleKind.Permit ? tools : null),
            ("unless", rule.Unless is null ? null : Attributes([rule.Unless])),
            ("when", Attributes(rule.When)),
            ("within", rule.Within is { } within ? Text(Seconds(within)) : null));
    }

    private static Action<StringBuilder>? Attributes(ImmutableArray<AttributeLine> lines) => Map(
        lines.ToImmutableSortedDictionary(line => line.Attribute.Written, line => line, StringComparer.Ordinal),
        (into, line) =>
        {
            if (line.Attribute.Kind == AttributeKind.Turn)
                String(into, line.Conditions[0].Values[0]);
            else
                Map(line.Conditions.ToImmutableSortedDictionary(
                    condition => condition.Operator, condition => condition, StringComparer.Ordinal), Condition)!(into);
        });

    private static void Condition(StringBuilder into, ConditionLine line)
    {
        if (line.IsSet)
            Array(into, line.Values, String);
        else
            String(into, line.List ?? line.Values[0]);
    }

    private static string Seconds(uint seconds) => seconds.ToString(CultureInfo.InvariantCulture);

    private static Action<StringBuilder> Text(string text) => into => String(into, text);

    /// <summary>Null for an empty map: it is left out.</summary>
    private static Action<StringBuilder>? Map<T>(
        ImmutableSortedDictionary<string, T> values, Action<StringBuilder, T> write) => values.IsEmpty
        ? null
        : into => Object(into, [.. values.Select(
            pair => (pair.Key, (Action<StringBuilder>?)(json => write(json, pair.Value))))]);

    /// <summary>Members have to come in the order of their keys.</summary>
    private static void Object(
        StringBuilder into, params ReadOnlySpan<(string Key, Action<StringBuilder>? Write)> members)
    {
        var separator = '{';
        foreach (var (key, write) in members)
        {
            if (write is null)
                continue;
            into.Append(separator);
            separator = ',';
            String(into, key);
            into.Append(':');
            write(into);
        }
        into.Append(separator == '{' ? "{}" : "}");
    }

    private static void Array<T>(StringBuilder into, ImmutableArray<T> items, Action<StringBuilder, T> write)
    {
        into.Append('[');
        for (var i = 0; i < items.Length; i++)
        {
            if (i > 0)
                into.Append(',');
            write(into, items[i]);
        }
        into.Append(']');
    }

    // The text rules leave no control characters, so these two are all that RFC 8785 escapes.
    private static void String(StringBuilder into, string text) =>
        into.Append('"').Append(text.Replace("\\", "\\\\").Replace("\"", "\\\"")).Append('"');
}
