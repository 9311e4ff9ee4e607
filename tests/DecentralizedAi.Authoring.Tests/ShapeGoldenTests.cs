using System.Text.Json.Nodes;
using DecentralizedAi.Domain.Policy.Documents;
using Xunit;

namespace DecentralizedAi.Authoring.Tests;

/// <summary>What an author reads who writes a list or a map where a word belongs, or a word where they belong: at every
/// value of a document that has one of everything; and a key that nobody knows, in every map.</summary>
public sealed class ShapeGoldenTests
{
    internal const string Stranger = "{ zz9, ... }";

    internal const string Document = """
        {"agent":"a","chain":"eip155:1","dai":"policy/1","about":"b",
        "budgets":{"calls":{"burst":"9","rate":{"amount":"9","per":"3600"}},
          "A":{"asset":"0xde709f2102306220921060314715629080e2fb77","decimals":"2","burst":"9","per_action":"8",
            "lifetime":"99","rate":"9 per day","payees":"pals",
            "ask":{"above":"5","by":"0xd1220a0cf47c7b9be7a2e6ba89f429762e7b9adb","within":"1d"}}},
        "events":{"paid":{"contract":"0xde709f2102306220921060314715629080e2fb77","say":"s",
          "topic":"0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"}},
        "lists":{"pals":[{"address":"0x52908400098527886e0f7030069857d2e4169ee7","calls":"true","name":"P"}],"w":["x"]},
        "rules":[{"id":"p","permit":"w.pay","when":{"instructor":"any","arg.amount":{"at_most":"5 A"}}},
          {"id":"q","permit":["t.r"],"when":{"arg.x":{"in":"w","from":["dao"]},"turn":"clean",
            "time":{"days":["mon"],"hours":["09:00-17:00"],"from":"2026-01-01T00:00:00Z"}},
            "unless":{"arg.u.port":"443"}},
          {"id":"r","ask":"t.r","by":"0xd1220a0cf47c7b9be7a2e6ba89f429762e7b9adb","within":"1d"}],
        "schedules":{"daily":{"at":"0 9 * * *","say":"s"}},
        "tools":{"t.r":{"effect":"read","args":{"x":"text","u":"url?"}},
          "w.pay":{"effect":"money","args":{"to":"address","amount":"amount"}}}}
        """;

    private static readonly IReadOnlyDictionary<string, string> Golden = GoldenText.Read("shapes.txt");

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var (path, other) in Edits(JsonNode.Parse(Document)!))
                cases.Add(path, other);
            return cases;
        }
    }

    [Fact]
    public void Begins_with_a_document() => Assert.IsType<DocumentAnswer.Read>(PolicyFile.Read(Document));

    [Fact]
    public void Knows_every_value() => Assert.Equal(Cases.Count, Golden.Count);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Says_what_it_said(string path, string other) =>
        Assert.Equal(Golden[$"{path} = {other}"], GoldenText.Write(Faults(path, other)));

    /// <summary>Every value but the whole, each with what else could stand there.</summary>
    internal static IEnumerable<(string Path, string Other)> Edits(JsonNode node)
    {
        if (node is JsonObject)
            yield return (node.GetPath(), Stranger);
        if (node.Parent is not null)
        {
            string[] others = node is JsonValue ? ["[]", "{}", "\"\""] : ["[]", "{}", "\"?\""];
            foreach (var other in others)
                yield return (node.GetPath(), other);
        }
        IEnumerable<JsonNode> children = node switch
        {
            JsonObject map => map.Select(entry => entry.Value!),
            JsonArray list => list.Select(item => item!),
            _ => [],
        };
        foreach (var edit in children.SelectMany(Edits))
            yield return edit;
    }

    internal static IEnumerable<string> Faults(string path, string other)
    {
        var root = JsonNode.Parse(Document)!;
        if (other == Stranger)
            ((JsonObject)Find(root, path))["zz9"] = "1";
        else
            Find(root, path).ReplaceWith(JsonNode.Parse(other));
        return PolicyFile.Read(root.ToJsonString()) is DocumentAnswer.Refused refused
            ? refused.Faults.Select(fault => $"{fault.Class}: found '{fault.Found}', expected {fault.Expected}"
                + (fault.Nearest is null ? "" : $"; did you mean '{fault.Nearest}'?"))
            : ["is taken"];
    }

    private static JsonNode Find(JsonNode node, string path) => node.GetPath() == path
        ? node
        : (node is JsonObject map ? map.Select(entry => entry.Value!) : ((JsonArray)node).Select(item => item!))
            .Where(child => path.StartsWith(child.GetPath(), StringComparison.Ordinal))
            .OrderByDescending(child => child.GetPath().Length).Select(child => Find(child, path)).First();
}
