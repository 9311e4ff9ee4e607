using System.Text.Json;
using System.Text.Json.Nodes;
using DecentralizedAi.Cli.Conformance;
using DecentralizedAi.Testing;
using Xunit;

namespace DecentralizedAi.Cli.Tests.Conformance;

public sealed class PolicyConformanceTests
{
    [Fact]
    public void Answers_every_valid_document_with_its_root()
    {
        foreach (var vector in PolicyVectors.Section("valid"))
        {
            Expect(new() { ["op"] = "root", ["yaml"] = Node(vector, "yaml") },
                new() { ["root"] = Node(vector, "root"), ["canonical"] = Node(vector, "canonical") });
            Expect(new() { ["op"] = "lint", ["yaml"] = Node(vector, "yaml") }, new() { ["ok"] = true });
        }
    }

    [Fact]
    public void Answers_every_refused_document_with_class_and_position()
    {
        foreach (var vector in PolicyVectors.Section("invalid"))
        {
            foreach (var op in (string[])["lint", "root"])
            {
                var answer = Ask(new() { ["op"] = op, ["yaml"] = Node(vector, "yaml") });
                Assert.Equal((string?)Node(vector, "error"), (string?)answer["error"]);
                if ((string?)answer["error"] != "yaml")
                    Assert.Equal(
                        ((int)Node(vector, "line")!, (int)Node(vector, "col")!),
                        ((int)answer["line"]!, (int)answer["col"]!));
            }
        }
    }

    [Fact]
    public void Answers_every_decision()
    {
        foreach (var vector in PolicyVectors.Section("decisions"))
        {
            var expected = new JsonObject { ["verdict"] = Node(vector, "verdict"), ["rule"] = Node(vector, "rule") };
            foreach (var name in (string[])["approvers", "within", "reason"])
            {
                if (vector.TryGetProperty(name, out var value))
                    expected[name] = JsonNode.Parse(value.GetRawText());
            }
            Expect(new()
            {
                ["op"] = "decide",
                ["yaml"] = PolicyVectors.Yaml(vector.GetProperty("doc").GetInt32()),
                ["call"] = Node(vector, "call"),
                ["facts"] = Node(vector, "facts"),
            }, expected);
        }
    }

    [Fact]
    public void Answers_all_limits_and_buckets()
    {
        foreach (var vector in PolicyVectors.Section("limits"))
            Expect(new() { ["op"] = "limits", ["yaml"] = PolicyVectors.Yaml(vector.GetProperty("doc").GetInt32()) },
                new() { ["limits"] = Node(vector, "limits"), ["hash"] = Node(vector, "hash") });
        foreach (var vector in PolicyVectors.Section("buckets"))
            Expect(new() { ["op"] = "bucket", ["steps"] = Node(vector, "steps") }, new()
            {
                ["steps"] = new JsonArray([.. vector.GetProperty("steps").EnumerateArray().Select(After)]),
            });
    }

    [Theory]
    [InlineData("""{"instructor":"bob","time":"2026-11-25T10:00:00Z","turn":[]}""")]
    [InlineData("""{"instructor":"operator","time":"2026-11-25T10:00:00.5Z","turn":[]}""")]
    [InlineData("""{"instructor":"operator","time":"2026-11-25T10:00:00Z","turn":["web"]}""")]
    [InlineData("""{"instructor":"operator","time":"2026-11-25T10:00:00Z"}""")]
    [InlineData("""{"instructor":"operator","time":"2026-11-25T10:00:00Z","turn":[],"costs":{"coffee":"1"}}""")]
    [InlineData("""{"instructor":"operator","time":"2026-11-25T10:00:00Z","turn":[],"labels":{"x":"dao"}}""")]
    public void Refuses_facts_that_do_not_exist(string facts)
    {
        var answer = Ask(new()
        {
            ["op"] = "decide",
            ["yaml"] = PolicyVectors.Yaml(2),
            ["call"] = new JsonObject { ["tool"] = "t.r", ["args"] = new JsonObject() },
            ["facts"] = JsonNode.Parse(facts),
        });
        Assert.NotNull(answer["error"]);
    }

    private static JsonNode After(JsonElement step) => new JsonObject
    {
        ["answer"] = Node(step, "answer"), ["level"] = Node(step, "level"), ["spent"] = Node(step, "spent"),
    };

    private static void Expect(JsonObject request, JsonObject expected)
    {
        var answer = Ask(request);
        Assert.True(JsonNode.DeepEquals(expected, answer), $"expected {expected} but {answer}");
    }

    private static JsonObject Ask(JsonObject request)
    {
        var answers = new StringWriter();
        ConformanceLoop.Run(new StringReader(request.ToJsonString()), answers, ConformanceTable.All);
        return (JsonObject)JsonNode.Parse(answers.ToString())!;
    }

    private static JsonNode? Node(JsonElement element, string name) =>
        JsonNode.Parse(element.GetProperty(name).GetRawText());
}
