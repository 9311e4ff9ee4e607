using System.Collections;
using System.CommandLine;
using System.Text.Json.Nodes;
using DecentralizedAi.Authoring.Configuration;
using DecentralizedAi.Cli.Output;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>The configuration and where each value comes from.</summary>
internal static class ConfigVerbs
{
    private static readonly Option<bool> Origin = new("--origin") { Description = "Where each value comes from" };

    public static Command Noun() => Verb.Noun("config", "The configuration",
        Verb.Make("config.show", "All values in force", Show, Origin),
        Verb.Make("config.validate", "Whether the configuration is right; the first fault with its place", Validate));

    private static Task<Answer> Show(VerbCall call, CancellationToken cancellation)
    {
        var written = Read(call).Written.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToList();
        return Task.FromResult(Answer.Lines(new JsonObject
        {
            ["values"] = new JsonObject(written.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)new JsonObject
            {
                ["value"] = new JsonArray([.. pair.Value.Texts.Select(text => (JsonNode)text)]),
                ["origin"] = pair.Value.Origin,
            }))),
        }, written.Select(pair => $"{pair.Key,-22} {string.Join(", ", pair.Value.Texts)}"
            + (call.Value(Origin) ? $"  ({pair.Value.Origin})" : ""))));
    }

    private static Task<Answer> Validate(VerbCall call, CancellationToken cancellation)
    {
        Read(call);
        return Task.FromResult(Answer.Lines(new JsonObject { ["ok"] = true }, "the configuration is right"));
    }

    private static DaiConfiguration Read(VerbCall call)
    {
        var folder = Directory.GetCurrentDirectory();
        var named = call.Value(Common.Config);
        if (named is not null && !File.Exists(named))
            throw CliException.Usage("DAI-1064", $"there is no file '{named}'", "--config", "name a file that exists");
        IEnumerable<string> files = named is not null ? [named]
            : [Path.Combine(folder, "dai.yaml"), Path.Combine(call.Home.Folder, "dai.yaml")];
        var variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(pair => (string)pair.Key, pair => (string?)pair.Value ?? "");
        return ConfigurationReader.Read(files, variables, new Dictionary<string, string>(), folder);
    }
}
