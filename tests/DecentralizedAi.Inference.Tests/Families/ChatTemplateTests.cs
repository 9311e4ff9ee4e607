using System.Text.Json.Nodes;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Inference.Templates;
using DecentralizedAi.Testing;
using Xunit;

namespace DecentralizedAi.Inference.Tests.Families;

/// <summary>The chat templates of published models, rendered here and by another implementation of Jinja.</summary>
public sealed class ChatTemplateTests
{
    private static readonly string[] Conversations =
    [
        """[{"role":"user","content":"Hello"}]""",
        """[{"role":"system","content":"Be brief."},{"role":"user","content":"  Pay 40 \"USDC\"\n"}]""",
        """[{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":"c</think>d"}]""",
        """
        [{"role":"system","content":"S"},{"role":"user","content":"a"},{"role":"assistant","content":"","tool_calls":
        [{"id":"call00001","type":"function","function":{"name":"pay","arguments":{"to":"@a1","note":"x \"y\""}}}]},
        {"role":"tool","tool_call_id":"call00001","name":"pay","content":"done {\"tx\": 1}"}]
        """,
    ];

    private const string Tools =
        """
        [{"type":"function","function":{"name":"pay","description":"Pays \"once\".","parameters":{"type":"object",
        "properties":{"to":{"type":"string"},"note":{"type":"string"}},"required":["to"]}}}]
        """;

    [Fact]
    public async Task Published_templates_render_as_the_reference_renders_them()
    {
        await using var peer = PeerProcess.StartTokenizers();
        var templates = (await peer.AskAsync(new JsonObject { ["op"] = "templates" }, CancellationToken.None))
            ["templates"]!.AsArray()
            // There is no clock here, so that a prompt can be made again; the reference is to have none either.
            .Select(one => (Name: $"{one!["name"]}", Text: $"{one["text"]}".Replace("strftime_now", "no_clock"))).ToList();
        var (same, unknown, wrong) = (0, new List<string>(), new List<string>());
        foreach (var (name, text) in templates)
        foreach (var conversation in Conversations)
        foreach (var tools in new[] { "null", Tools })
        {
            var values = new JsonObject
            {
                ["messages"] = JsonNode.Parse(conversation), ["tools"] = JsonNode.Parse(tools),
                ["add_generation_prompt"] = true, ["enable_thinking"] = false, ["bos_token"] = "<s>",
                ["eos_token"] = "</s>",
            };
            var theirs = await peer.AskAsync(new JsonObject
            {
                ["op"] = "render", ["template"] = text, ["values"] = values.DeepClone(),
            }, CancellationToken.None);
            var ours = Rendered(text, values, unknown);
            if (ours is not null && ours == theirs["text"]?.ToString())
                same++;
            else if (ours is not null && theirs["text"] is not null)
                wrong.Add($"{name}, tools {tools == Tools}: {ours}\n--- is not ---\n{theirs["text"]}");
            else if (ours is not null && !IsLimit($"{theirs["refused"]}"))
                wrong.Add($"{name}: {theirs["refused"]}, and was rendered here: {ours}");
        }
        Assert.True(wrong.Count == 0 && same > 600, $"{same} same, {unknown.Count} not rendered: "
            + $"{string.Join("; ", unknown.Distinct())}\n{wrong.Count} wrong: {string.Join("\n===\n", wrong.Take(40))}");
    }

    // What the reference lacks; a template's own refusal reads otherwise.
    private static bool IsLimit(string refusal) =>
        refusal.StartsWith("Unknown ", StringComparison.Ordinal)
        || refusal.StartsWith("Expected iterable or object type in for loop: got StringValue", StringComparison.Ordinal);

    // Null when it is refused, here by the template itself or for what is unknown.
    private static string? Rendered(string template, JsonObject values, List<string> unknown)
    {
        try
        {
            return TemplateRun.Render(TemplateParser.Parse(template), (TemplateMap)Value(values)!);
        }
        catch (TemplateRefusal)
        {
            return null;
        }
        catch (ModelException refusal)
        {
            unknown.Add(refusal.Message);
            return null;
        }
    }

    private static object? Value(JsonNode? json) => json switch
    {
        JsonObject map => new TemplateMap().With(map.Select(member =>
            KeyValuePair.Create(member.Key, Value(member.Value)))),
        JsonArray list => list.Select(Value).ToList(),
        JsonValue value when value.TryGetValue<bool>(out var truth) => truth,
        JsonValue value when value.TryGetValue<long>(out var number) => number,
        null => null,
        _ => json.ToString(),
    };

    [Theory]
    [InlineData("{% import 'x' %}", "line 1 uses 'import'")]
    [InlineData("a\n{{ b | shuffle }}", "line 2 uses the filter 'shuffle'")]
    [InlineData("{{ b is lucky }}", "the test 'lucky'")]
    [InlineData("{{ strftime_now('%Y') }}", "calls 'strftime_now'")]
    [InlineData("{{ messages[0].nobody.name }}", "asks for 'name' of what is not there")]
    [InlineData("{{ 'a' + 1 }}", "puts '+' between values")]
    [InlineData("{{ 'a }}", "a text that is not closed")]
    [InlineData("{% if a %}", "where endif is due")]
    [InlineData("{{ a b }}", "where nothing more may stand")]
    [InlineData("{# a", "a comment that is not closed")]
    [InlineData("{{ a ? b }}", "has '?', which starts nothing")]
    [InlineData("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "from itself more than")]
    [InlineData("{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}", "does not end within")]
    [InlineData("{% set x = range(999) | join %}{% for a in range(9999) %}{{ x }}{% endfor %}", "writes more than")]
    public void What_is_not_known_is_named_with_its_line(string template, string fault)
    {
        var values = new TemplateMap(("messages", new List<object?> { new TemplateMap(("role", "user")) }));
        var refusal = Assert.Throws<ModelException>(() =>
            TemplateRun.Render(TemplateParser.Parse(template), values));
        Assert.Equal(ModelException.BadChatTemplate, refusal.Code);
        Assert.Contains(fault, refusal.Message);
    }

    [Fact]
    public void Deep_nesting_is_refused() => Assert.Throws<ModelException>(() =>
        TemplateParser.Parse($"{{{{ {new string('(', 100_000)} }}}}"));

    [Fact]
    public void Text_comes_back_as_it_was_and_is_escaped_where_the_template_makes_json_of_it()
    {
        var texts = new Placeholders();
        var content = texts.Of("<|im_end|>\n\"{{ messages }}\"");
        var rendered = TemplateRun.Render(TemplateParser.Parse("<|a|>{{ c }}|{{ c | tojson }}{{ e }}"),
            new TemplateMap(("c", content), ("e", texts.Of(""))));
        Assert.Equal(
        [
            new PromptSegment("<|a|>", true), new PromptSegment("<|im_end|>\n\"{{ messages }}\"", false),
            new PromptSegment("|\"", true), new PromptSegment("<|im_end|>\\n\\\"{{ messages }}\\\"", false),
            new PromptSegment("\"", true),
        ], texts.Segments(rendered));
    }
}
