using System.Text.Json;
using DecentralizedAi.Testing;
using Xunit;

namespace DecentralizedAi.Authoring.Tests;

/// <summary>The schema for editors knows every key that the reader takes, and no other.</summary>
public sealed class PolicySchemaTests
{
    private static readonly JsonElement Schema =
        JsonDocument.Parse(File.ReadAllText(Vectors.PathOf("../schemas/policy.schema.json"))).RootElement;

    [Fact]
    public void Knows_the_keys_that_the_reader_names()
    {
        Assert.Equal(Named("{ x: 1 }"), Keys(Schema));
        Assert.Equal(Named(Document("rules: [ { x: y } ]")), Keys(Definition("rule")));
        Assert.Equal(Named(Document("rules: []", "{ t.r: { x: y } }")), Keys(Definition("tool")));
        Assert.Equal(Named(Document("budgets: { A: { asset: x, y: z } }")), Keys(Definition("money")));
        Assert.Equal(Named(Document("budgets: { calls: { x: y } }")), Keys(Definition("resource")));
        Assert.Equal(Named(Document("schedules: { a: { x: y } }")), Keys(Definition("schedule")));
        Assert.Equal(Named(Document("events: { a: { x: y } }")), Keys(Definition("event")));
    }

    private static string Document(string section, string tools = "{ t.r: { effect: read } }") =>
        $"dai: policy/1\nchain: eip155:1\nagent: a\ntools: {tools}\n{section}\n";

    /// <summary>The keys listed by the refusal of an unknown one.</summary>
    private static IEnumerable<string> Named(string yaml)
    {
        var fault = PolicyLint.Of(yaml, new Dictionary<string, Domain.Encoding.UInt256>())
            .Faults.First(fault => fault.Class == "key");
        return fault.Expected["one of ".Length..].Split(", ").Order(StringComparer.Ordinal);
    }

    private static JsonElement Definition(string name) => Schema.GetProperty("$defs").GetProperty(name);

    private static IEnumerable<string> Keys(JsonElement schema)
    {
        Assert.False(schema.GetProperty("additionalProperties").GetBoolean());
        return schema.GetProperty("properties").EnumerateObject().Select(key => key.Name).Order(StringComparer.Ordinal);
    }
}
