using System.Text.Json.Nodes;
using DecentralizedAi.Authoring.Configuration;

namespace DecentralizedAi.Cli.Demo;

/// <summary>The model of the demo, as its card says; its hash is taken from the file itself.</summary>
internal static class DemoModel
{
    public static JsonObject Read(AgentFolder agent)
    {
        var card = Path.ChangeExtension(agent.ModelFile, ".json");
        var facts = File.Exists(card) ? JsonNode.Parse(File.ReadAllText(card)) : null;
        return new JsonObject
        {
            ["name"] = facts?["name"]?.DeepClone(),
            ["sha256"] = agent.Composition.ModelSha256.ToString()[2..],
            ["parameters"] = facts?["parameters"]?.DeepClone(),
        };
    }
}
