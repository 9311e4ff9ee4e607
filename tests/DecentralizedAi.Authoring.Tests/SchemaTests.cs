using System.Text.Json;
using DecentralizedAi.Authoring.Configuration;
using Xunit;

namespace DecentralizedAi.Authoring.Tests;

/// <summary>The JSON Schemas that editors use know the same keys as the readers.</summary>
public sealed class SchemaTests
{
    [Fact]
    public void The_schema_of_dai_yaml_has_exactly_the_known_keys()
    {
        using var schema = Open("dai.schema.json");
        Assert.Equal(KnownKeys.All.Select(key => key.Path).Order(StringComparer.Ordinal),
            Leaves(schema.RootElement, "").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_schema_says_the_same_about_each_key()
    {
        using var schema = Open("dai.schema.json");
        Assert.All(KnownKeys.All, key => Assert.Contains($"\"{key.About}\"", schema.RootElement.GetRawText()));
    }

    [Fact]
    public void No_schema_lets_an_unknown_key_pass()
    {
        foreach (var name in new[] { "dai.schema.json", "agent.schema.json" })
        {
            using var schema = Open(name);
            Assert.All(Objects(schema.RootElement), item =>
                Assert.False(item.GetProperty("additionalProperties").GetBoolean()));
        }
    }

    private static IEnumerable<string> Leaves(JsonElement schema, string path)
    {
        foreach (var alternative in Alternatives(schema))
            foreach (var member in alternative.GetProperty("properties").EnumerateObject())
            {
                var below = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
                var isMap = Alternatives(member.Value).Any();
                if (!isMap || member.Value.TryGetProperty("oneOf", out _))
                    yield return below;
                foreach (var leaf in Leaves(member.Value, below))
                    yield return leaf;
            }
    }

    private static IEnumerable<JsonElement> Alternatives(JsonElement schema) =>
        schema.TryGetProperty("properties", out _) ? [schema]
        : schema.TryGetProperty("oneOf", out var choices)
            ? choices.EnumerateArray().Where(choice => choice.TryGetProperty("properties", out _))
            : [];

    private static IEnumerable<JsonElement> Objects(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object)
            yield break;
        if (schema.TryGetProperty("properties", out _))
            yield return schema;
        foreach (var member in schema.EnumerateObject())
            foreach (var found in member.Value.ValueKind == JsonValueKind.Array
                ? member.Value.EnumerateArray().SelectMany(Objects)
                : Objects(member.Value))
                yield return found;
    }

    private static JsonDocument Open(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "DecentralizedAi.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("no DecentralizedAi.sln above the tests");
        return JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.FullName, "governance", "schemas", name)));
    }
}
