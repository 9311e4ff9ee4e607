using System.Collections.Immutable;
using System.Globalization;
using DecentralizedAi.Domain.Policy.Conditions;

namespace DecentralizedAi.Domain.Policy.Documents;

/// <summary>Writes a document in its canonical form: RFC 8785, objects, arrays and strings only.</summary>
internal sealed class DocumentWriter
{
    private readonly CanonicalWriter _json = new();

    /// <summary>The canonical bytes.</summary>
    public static byte[] Write(PolicyDocument document)
    {
        var writer = new DocumentWriter();
        writer.Document(document);
        return writer._json.Take();
    }

    private void Document(PolicyDocument document)
    {
        _json.Open('{');
        _json.Member("about", document.About);
        _json.Member("agent", document.Agent);
        Budgets(document);
        _json.Member("chain", "eip155:" + document.Chain.ToString(CultureInfo.InvariantCulture));
        _json.Member("dai", PolicyDocument.Version);
        Map("events", document.Events, Event);
        Map("lists", document.Lists, List);
        _json.Key("rules");
        _json.Open('[');
        foreach (var rule in document.Rules)
            Rule(rule);
        _json.Close(']');
        Map("schedules", document.Schedules, Schedule);
        Map("tools", document.Tools, Tool);
        _json.Close('}');
    }

    private void Budgets(PolicyDocument document)
    {
        var names = new SortedSet<string>(document.Money.Keys, StringComparer.Ordinal);
        names.UnionWith(document.Resources.Keys);
        if (names.Count == 0)
            return;
        _json.Key("budgets");
        _json.Open('{');
        foreach (var name in names)
        {
            _json.Key(name);
            if (document.Money.TryGetValue(name, out var money))
                Money(money);
            else
                Resource(document.Resources[name]);
        }
        _json.Close('}');
    }

    private void Money(MoneyBudget budget)
    {
        _json.Open('{');
        if (budget.Ask is { } ask)
        {
            _json.Key("ask");
            _json.Open('{');
            _json.Member("above", ask.Above.Number);
            _json.Member("by", ask.By.ToLower());
            _json.Member("within", ask.Within);
            _json.Close('}');
        }
        _json.Member("asset", budget.Asset.ToLower());
        _json.Member("burst", budget.Burst.Number);
        _json.Member("decimals", (uint)budget.Decimals);
        _json.Member("lifetime", budget.Lifetime?.Number);
        _json.Member("payees", budget.Payees);
        _json.Member("per_action", budget.PerAction?.Number);
        Rate(budget.Rate);
        _json.Close('}');
    }

    private void Resource(ResourceBudget budget)
    {
        _json.Open('{');
        _json.Member("burst", budget.Burst.Number);
        Rate(budget.Rate);
        _json.Close('}');
    }

    private void Rate(RateLine rate)
    {
        _json.Key("rate");
        _json.Open('{');
        _json.Member("amount", rate.Number);
        _json.Member("per", rate.Seconds);
        _json.Close('}');
    }

    private void Event(ChainEvent source)
    {
        _json.Open('{');
        _json.Member("contract", source.Contract.ToLower());
        _json.Member("say", source.Say);
        _json.Member("topic", source.Topic.ToString());
        _json.Close('}');
    }

    private void Schedule(StandingOrder order)
    {
        _json.Open('{');
        _json.Member("at", order.At.Written);
        _json.Member("say", order.Say);
        _json.Close('}');
    }

    private void List(ImmutableArray<ListEntry> entries)
    {
        _json.Open('[');
        foreach (var entry in entries)
        {
            if (entry.Name is null)
            {
                _json.String(entry.Value);
                continue;
            }
            _json.Open('{');
            _json.Member("address", entry.Value);
            _json.Member("calls", entry.Calls ? "true" : null);
            _json.Member("name", entry.Name);
            _json.Close('}');
        }
        _json.Close(']');
    }

    private void Tool(Tools.ToolSignature tool)
    {
        _json.Open('{');
        if (tool.Arguments.Length > 0)
        {
            _json.Key("args");
            _json.Open('{');
            foreach (var argument in tool.Arguments)
                _json.Member(argument.Name, argument.Written);
            _json.Close('}');
        }
        _json.Member("effect", tool.Effect.ToString().ToLowerInvariant());
        _json.Close('}');
    }

    private void Rule(RuleLine rule)
    {
        _json.Open('{');
        Heads(rule, RuleKind.Ask, "ask");
        _json.Member("by", rule.By?.ToLower());
        Heads(rule, RuleKind.Forbid, "forbid");
        _json.Member("id", rule.Id);
        Heads(rule, RuleKind.Permit, "permit");
        if (rule.Unless is not null)
            Attributes("unless", [rule.Unless]);
        Attributes("when", rule.When);
        if (rule.Within is { } within)
            _json.Member("within", within);
        _json.Close('}');
    }

    private void Heads(RuleLine rule, RuleKind kind, string key)
    {
        if (rule.Kind != kind)
            return;
        _json.Key(key);
        if (rule.Tools is { } names)
            _json.Strings(names);
        else
            _json.String("*");
    }

    // Lines and conditions are in the order of their names.
    private void Attributes(string key, ImmutableArray<AttributeLine> lines)
    {
        if (lines.IsEmpty)
            return;
        _json.Key(key);
        _json.Open('{');
        foreach (var line in lines)
        {
            _json.Key(line.Attribute.Written);
            if (line.Attribute.Kind == AttributeKind.Turn)
                _json.String(line.Conditions[0].Values[0]);
            else
                Conditions(line.Conditions);
        }
        _json.Close('}');
    }

    private void Conditions(ImmutableArray<ConditionLine> conditions)
    {
        _json.Open('{');
        foreach (var condition in conditions)
        {
            _json.Key(condition.Operator);
            if (condition.IsSet)
                _json.Strings(condition.Values);
            else
                _json.String(condition.List ?? condition.Values[0]);
        }
        _json.Close('}');
    }

    /// <summary>Nothing for an empty map: it is left out.</summary>
    private void Map<T>(string key, ImmutableSortedDictionary<string, T> values, Action<T> write)
    {
        if (values.IsEmpty)
            return;
        _json.Key(key);
        _json.Open('{');
        foreach (var (name, value) in values)
        {
            _json.Key(name);
            write(value);
        }
        _json.Close('}');
    }
}
