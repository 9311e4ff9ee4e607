using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DecentralizedAi.Testing;
using Json.Schema;
using Xunit;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DecentralizedAi.Authoring.Tests;

/// <summary>What an editor makes of our files by the schema that they name in their first line.</summary>
public sealed partial class EditorTests
{
    private static readonly EvaluationOptions Listing = new() { OutputFormat = OutputFormat.List };

    private static readonly Dictionary<string, JsonSchema> Schemas = [];

    public static TheoryData<string> Files =>
    [
        "../policies/treasurer.yaml", "../../agents/treasurer/agent.yaml", "../../docker/dai.yaml",
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public void Our_files_name_a_schema_and_fit_it(string file)
    {
        var path = Vectors.PathOf(file);
        var text = File.ReadAllText(path);
        var named = Modeline().Match(text);
        Assert.True(named.Success, $"{file} names no schema in its first line");
        var schema = Open(Path.GetFullPath(named.Groups[1].Value, Path.GetDirectoryName(path)!));
        Assert.Empty(Faults(schema, text));
    }

    [Fact]
    public void Every_valid_policy_of_the_vectors_fits()
    {
        var schema = Schema("policy");
        foreach (var index in Enumerable.Range(0, PolicyVectors.Section("valid").Count))
        {
            var faults = Faults(schema, PolicyVectors.Yaml(index));
            Assert.True(faults.Count == 0, $"valid {index}: {string.Join("; ", faults)}");
        }
    }

    [Theory]
    [InlineData("policy", "../policies/treasurer.yaml", "budgets:", "budjets:", "")]
    [InlineData("policy", "../policies/treasurer.yaml", "    rate: 300 per day", "    rat: 300 per day",
        "/budgets/USDC")]
    [InlineData("policy", "../policies/treasurer.yaml", "permit: wallet.pay", "allow: wallet.pay", "/rules/0")]
    [InlineData("policy", "../policies/treasurer.yaml", "chain: eip155:31337", "chain: 31337", "/chain")]
    [InlineData("agent", "../../agents/treasurer/agent.yaml", "model:", "modle:", "")]
    public void An_editor_underlines_a_mistake(string schema, string file, string written, string instead, string place)
    {
        var text = File.ReadAllText(Vectors.PathOf(file));
        Assert.Contains(written, text);
        var faults = Faults(Schema(schema), text.Replace(written, instead));
        Assert.Contains(faults, fault => fault.StartsWith(place, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("chain: { rpc: [ \"http://127.0.0.1:8545\" ], quorum: 1 }\n"
        + "log: { checkpoint: { every: 2s, leaves: 1000 } }", 0)]
    [InlineData("chain: { rcp: [ \"http://127.0.0.1:8545\" ] }", 1)]
    [InlineData("log: { checkpoint: { every: two seconds } }", 1)]
    public void A_configuration_is_checked_too(string yaml, int atLeast)
    {
        var faults = Faults(Schema("dai"), yaml);
        Assert.Equal(atLeast > 0, faults.Count > 0);
    }

    private static JsonSchema Schema(string name) =>
        Open(Path.GetFullPath(Vectors.PathOf($"../schemas/{name}.schema.json")));

    // The library refuses to read a schema of one id twice.
    private static JsonSchema Open(string path) => Schemas.TryGetValue(path, out var schema)
        ? schema
        : Schemas[path] = JsonSchema.FromFile(path);

    private static List<string> Faults(JsonSchema schema, string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        var json = JsonSerializer.SerializeToElement(Json(stream.Documents[0].RootNode));
        var result = schema.Evaluate(json, Listing);
        return result.IsValid ? [] :
        [
            .. result.Details!.Where(detail => detail.Errors is not null).SelectMany(detail =>
                detail.Errors!.Select(error => $"{detail.InstanceLocation} {error.Key}: {error.Value}")),
        ];
    }

    // The core schema of YAML 1.2, as editors read it: a plain 5 is a number to them.
    private static JsonNode? Json(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(pair =>
            new KeyValuePair<string, JsonNode?>(((YamlScalarNode)pair.Key).Value!, Json(pair.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Json)]),
        YamlScalarNode { Style: ScalarStyle.Plain } plain => Plain(plain.Value!),
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => throw new InvalidOperationException("no such node"),
    };

    private static JsonNode? Plain(string text) => text switch
    {
        "null" or "~" or "" => null,
        "true" or "false" => JsonValue.Create(text == "true"),
        _ when decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        _ => JsonValue.Create(text),
    };

    [GeneratedRegex(@"\A# yaml-language-server: \$schema=(\S+)\n")]
    private static partial Regex Modeline();
}
