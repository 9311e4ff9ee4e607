using System.Text.Json;
using System.Text.Json.Nodes;
using DecentralizedAi.Cli.Conformance;
using DecentralizedAi.Testing;
using Xunit;

namespace DecentralizedAi.Cli.Tests.Conformance;

public sealed class LedgerConformanceTests
{
    private static readonly JsonObject Vectors = Parse("ledger.json");

    [Theory]
    [InlineData("leaf", "leaves")]
    [InlineData("checkpoint", "checkpoints")]
    [InlineData("spent", "spent")]
    public void Hashes_of_the_vectors(string op, string list)
    {
        foreach (var one in Vectors[list]!.AsArray())
        {
            var request = new JsonObject { ["op"] = op, ["in"] = one!["in"]!.DeepClone() };
            if (one["spends"] is { } spends)
                request["spends"] = new JsonObject { ["in"] = spends["in"]!.DeepClone() };
            var answer = Ask(request);
            Assert.Equal(one["out"]!.ToString(), answer["out"]?.ToString());
            if (one["words"] is { } words)
                Assert.Equal(words.ToJsonString(), answer["words"]!.ToJsonString());
            if (one["spends"] is { } step)
                Assert.Equal(step["out"]!.ToString(), answer["spends"]!["out"]!.ToString());
        }
    }

    [Fact]
    public void A_tag_that_is_no_leaf_is_refused()
    {
        var leaf = Vectors["leaves"]![0]!["in"]!.DeepClone();
        leaf["tag"]!["verdict"] = 1;
        Assert.NotNull(Ask(new JsonObject { ["op"] = "leaf", ["in"] = leaf })["error"]);
    }

    [Fact]
    public void Trees()
    {
        foreach (var one in Vectors["trees"]!.AsArray())
        {
            var answer = Ask(new JsonObject
            {
                ["op"] = "tree",
                ["leaves"] = one!["leaves"]!.DeepClone(),
                ["index"] = one["inclusion"]!["index"]!.DeepClone(),
            });
            Assert.Equal(one["root"]!.ToString(), answer["root"]!.ToString());
            Assert.Equal(one["inclusion"]!.ToJsonString(), answer["inclusion"]!.ToJsonString());
        }
    }

    [Fact]
    public void Searches()
    {
        var template = Vectors["searches"]!["template"]!;
        foreach (var one in Vectors["searches"]!["cases"]!.AsArray())
        {
            foreach (var search in one!["absence"]!.AsArray().Append(one["membership"]))
            {
                var answer = Ask(new JsonObject
                {
                    ["op"] = "streams",
                    ["template"] = template.DeepClone(),
                    ["streams"] = one["streams"]!.DeepClone(),
                    ["stream"] = search!["stream"]!.DeepClone(),
                });
                Assert.Equal(one["root"]!.ToString(), answer["root"]!.ToString());
                Assert.Equal((search["entry"] ?? search["stream"])!.ToString(), answer["entry"]!.ToString());
                Assert.Equal(search["path"]!.ToJsonString(), answer["path"]!.ToJsonString());
            }
        }
    }

    [Fact]
    public void Proofs_of_trees_that_lie()
    {
        foreach (var one in Vectors["searches"]!["liars"]!.AsArray())
        {
            foreach (var answer in one!["answers"]!.AsArray())
                Assert.Equal(answer!["found"]!.ToString(), Check(one["root"]!, answer)["found"]!.ToString());
            foreach (var refused in one["refused"]!.AsArray())
                Assert.NotNull(Check(one["root"]!, refused!)["error"]);
        }
    }

    [Fact]
    public void Bundles_hold_and_broken_ones_do_not()
    {
        var trust = Parse("trust.json");
        foreach (var name in new[] { "bundle.json", "bundle-agent.json" })
        {
            var request = new JsonObject
            {
                ["op"] = "bundle",
                ["bundle"] = Parse(name),
                ["trust"] = trust[name]!["trust"]!.DeepClone(),
                ["manifest"] = Parse("manifest.json"),
            };
            var expected = trust[name]!.DeepClone().AsObject();
            expected.Remove("trust");
            expected.Remove("manifest");
            Assert.True(JsonNode.DeepEquals(expected, Ask(request)));
            request["bundle"]!["agents"]![0]!["name"] = "another";
            Assert.Equal(5, Ask(request)["exit"]!.GetValue<int>());
            request["bundle"]!["agents"]![0]!["extra"] = 1;
            Assert.Equal(0, Ask(request)["check"]!.GetValue<int>());
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"op\":\"nothing\"}")]
    [InlineData("{\"op\":\"leaf\"}")]
    [InlineData("{\"op\":\"tree\",\"leaves\":[\"0x\"],\"index\":0}")]
    [InlineData("{\"op\":\"tree\",\"op\":\"tree\",\"leaves\":[],\"index\":0}")]
    public void What_cannot_be_read_is_answered(string line)
    {
        var answers = new StringWriter();
        ConformanceLoop.Run(new StringReader(line + "\n{\"op\":1}\n"), answers, ConformanceTable.All);
        Assert.Equal("{\"error\":\"request\"}\n{\"error\":\"request\"}\n", answers.ToString());
    }

    private static JsonObject Check(JsonNode root, JsonNode answer) => Ask(new JsonObject
    {
        ["op"] = "streams",
        ["template"] = Vectors["searches"]!["template"]!.DeepClone(),
        ["root"] = root.DeepClone(),
        ["stream"] = answer["stream"]!.DeepClone(),
        ["entry"] = answer["entry"]!.DeepClone(),
        ["path"] = answer["path"]!.DeepClone(),
    });

    private static JsonObject Ask(JsonObject request)
    {
        var answers = new StringWriter();
        ConformanceLoop.Run(new StringReader(request.ToJsonString() + "\n"), answers, ConformanceTable.All);
        return JsonNode.Parse(answers.ToString())!.AsObject();
    }

    private static JsonObject Parse(string name) =>
        JsonNode.Parse(Testing.Vectors.ReadText(name))!.AsObject();
}
