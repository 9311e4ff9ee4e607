using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Authoring.Rehearsal;

/// <summary>Reads the cases that stand beside a policy: <c>cases: [ { call, facts, expect, rule? } ]</c>.</summary>
public static class CaseReader
{
    private static readonly string[] Top = ["cases"];
    private static readonly string[] CaseKeys = ["call", "facts", "expect", "rule"];
    private static readonly string[] CallKeys = ["tool", "args"];
    private static readonly string[] FactKeys = ["instructor", "time", "turn", "labels", "costs", "levels"];
    private static readonly string[] Verdicts = ["allowed", "approval", "denied"];

    /// <summary>The cases, or the first fault with its place.</summary>
    public static CasesAnswer Read(string yaml)
    {
        var (root, fault) = YamlTree.Read(yaml);
        if (root is null)
            return new CasesAnswer.Refused(fault!);
        try
        {
            var list = Required(Map(root, Top), "cases") as ListNode;
            if (list is null or { Items.IsEmpty: true })
                throw Bad("shape", root.Place, "", "a list of cases that is not empty");
            return new CasesAnswer.Read([.. list.Items.Select(Case)]);
        }
        catch (YamlFaultException e)
        {
            return new CasesAnswer.Refused(e.Fault);
        }
    }

    /// <summary>One call with its facts, <c>{ call, facts }</c>, or the first fault with its place. A case of a file of
    /// cases is one too: what it expects is not asked.</summary>
    /// <param name="text">YAML or JSON.</param>
    public static QuestionAnswer Question(string text)
    {
        var (root, fault) = YamlTree.Read(text);
        if (root is null)
            return new QuestionAnswer.Refused(fault!);
        try
        {
            var (call, facts) = Question(Map(root, CaseKeys));
            return new QuestionAnswer.Read(call, facts);
        }
        catch (YamlFaultException e)
        {
            return new QuestionAnswer.Refused(e.Fault);
        }
    }

    private static (ToolCall Call, Facts Facts) Question(MapNode map)
    {
        var call = Map(Required(map, "call"), CallKeys);
        var facts = Map(Required(map, "facts"), FactKeys);
        Required(call, "tool");
        foreach (var key in (string[])["instructor", "time", "turn"])
            Required(facts, key);
        return (Part(call, element => FactsJson.Call(element)), Part(facts, element => FactsJson.Facts(element)));
    }

    private static PolicyCase Case(PolicyNode node)
    {
        var map = Map(node, CaseKeys);
        var (call, facts) = Question(map);
        var expect = Text(Required(map, "expect"));
        if (!Verdicts.Contains(expect))
            throw Bad("key", map["expect"]!.Value.Value.Place, expect, string.Join(", ", Verdicts), Verdicts);
        return new(node.Place, call, facts, expect, map["rule"] is { } rule ? Text(rule.Value) : null);
    }

    private static T Part<T>(MapNode map, Func<JsonElement, T> read)
    {
        try
        {
            return read(JsonSerializer.SerializeToElement(Json(map)));
        }
        catch (Exception e) when (e is FormatException or KeyNotFoundException or ArgumentException
            or InvalidOperationException)
        {
            throw Bad("shape", map.Place, e.Message, "a call or facts as section 2 of the policy language writes them");
        }
    }

    private static JsonNode Json(PolicyNode node) => node switch
    {
        ScalarNode scalar => JsonValue.Create(scalar.Text),
        ListNode list => new JsonArray([.. list.Items.Select(Json)]),
        MapNode map => Object(map),
        _ => throw new InvalidOperationException("no such node"),
    };

    private static JsonObject Object(MapNode map)
    {
        var json = new JsonObject();
        foreach (var entry in map.Entries)
        {
            if (!json.TryAdd(entry.Key, Json(entry.Value)))
                throw Bad("duplicate", entry.KeyPlace, entry.Key, "each key once");
        }
        // A call without arguments needs none written.
        if (map["tool"] is not null)
            json.TryAdd("args", new JsonObject());
        return json;
    }

    private static MapNode Map(PolicyNode node, string[] keys)
    {
        if (node is not MapNode map)
            throw Bad("shape", node.Place, "", $"a map of {string.Join(", ", keys)}");
        var seen = new HashSet<string>();
        foreach (var entry in map.Entries)
        {
            if (!keys.Contains(entry.Key))
                throw Bad("key", entry.KeyPlace, entry.Key, $"one of {string.Join(", ", keys)}", keys);
            if (!seen.Add(entry.Key))
                throw Bad("duplicate", entry.KeyPlace, entry.Key, "each key once");
        }
        return map;
    }

    private static PolicyNode Required(MapNode map, string key) =>
        map[key]?.Value ?? throw Bad("missing", map.Place, "", $"a key '{key}'");

    private static string Text(PolicyNode node) =>
        (node as ScalarNode)?.Text ?? throw Bad("shape", node.Place, "", "a word");

    private static YamlFaultException Bad(
        string @class, Place place, string found, string expected, string[]? known = null) =>
        new(new PolicyFault(@class, place, found, expected, known is null ? null : NearestWord.To(found, known)));
}
