using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using DecentralizedAi.Authoring.Configuration;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>Which model files there are, and whether they are those that were voted.</summary>
internal static class ModelFileVerbs
{
    private static readonly Argument<string> File = new("FILE") { Description = "A GGUF file" };

    private static readonly Option<string> Agent = new("--agent")
    {
        Description = "Whose voted composition is to name it", HelpName = "NAME",
        DefaultValueFactory = _ => "treasurer",
    };

    public static Command[] Make() =>
    [
        Verb.Make("model.list", "Model files that agents here name, with their hashes", List),
        Verb.Make("model.verify", "Whether a file is the model that was voted for an agent", VerifyAsync, File, Agent),
    ];

    private static Task<Answer> List(VerbCall call, CancellationToken cancellation)
    {
        var models = Folders().GroupBy(agent => agent.ModelFile, StringComparer.Ordinal).ToList();
        var rows = new Listing(new("agents", Fit.Wrap), new("MB", Number: true), new("SHA-256", Fit.Middle),
            new("file", Fit.Below));
        foreach (var same in models)
            rows.Add(new(string.Join(", ", same.Select(agent => agent.Name))), new(string.Create(
                CultureInfo.InvariantCulture, $"{new FileInfo(same.Key).Length / 1e6:0.0}")),
                new(same.First().Composition.ModelSha256.ToString()), new(same.Key));
        return Task.FromResult(Answer.Of(new JsonObject
        {
            ["models"] = new JsonArray([.. models.Select(same => new JsonObject
            {
                ["file"] = same.Key, ["sha256"] = same.First().Composition.ModelSha256.ToString(),
                ["bytes"] = new FileInfo(same.Key).Length,
                ["agents"] = new JsonArray([.. same.Select(agent => (JsonNode)agent.Name)]),
            })]),
        }, rows, "no agent here names a model"));
    }

    private static async Task<Answer> VerifyAsync(VerbCall call, CancellationToken cancellation)
    {
        var name = call.Value(Agent)!;
        var folder = Folders().FirstOrDefault(agent => agent.Name == name)
            ?? throw CliException.Usage("DAI-1214", $"there is no folder of an agent '{name}' here", "--agent",
                "name one of: " + string.Join(", ", Folders().Select(agent => agent.Name)));
        Bytes32 hash;
        await using (var stream = System.IO.File.OpenRead(call.Required(File)))
            hash = Bytes32.Of(await SHA256.HashDataAsync(stream, cancellation));
        using var dao = call.OpenDao();
        var voted = (await dao.AgentAsync(name, cancellation)).Composition;
        var made = (folder.Composition with { ModelSha256 = hash }).Hash();
        return made == voted
            ? Answer.Lines(
                new JsonObject { ["ok"] = true, ["sha256"] = hash.ToString(), ["composition"] = voted.ToString() },
                $"{hash} is the voted model of {name}: composition {voted}")
            : throw new CliException(ExitCode.Unproven, "DAI-1215", $"with this file (SHA-256 {hash}) '{name}' would "
                + $"be composition {made}, voted is {voted}", call.Required(File),
                "take the file that was voted; where prompts or tools here differ, 'dai doctor' says so");
    }

    private static IReadOnlyList<AgentFolder> Folders() => AgentFolder.ReadAll(Path.Combine(VerbCall.Root, "agents"));
}
