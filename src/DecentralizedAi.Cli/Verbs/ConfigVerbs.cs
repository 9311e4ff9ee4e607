using System.CommandLine;
using System.Text.Json.Nodes;
using DecentralizedAi.Authoring.Configuration;
using DecentralizedAi.Cli.Output;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>What the configuration is, and who said so.</summary>
internal static class ConfigVerbs
{
    private static readonly Option<bool> Origin = new("--origin")
    {
        Description = "Say of each value who set it: file with line and column, variable or default",
    };

    public static Command Noun() => Verb.Noun("config", "The configuration",
        Verb.Make("config.show", "Shows every value in force", ShowAsync, Origin),
        Verb.Make("config.validate", "Checks the configuration and changes nothing", ValidateAsync));

    private static Task<Answer> ShowAsync(VerbCall call, CancellationToken cancellation)
    {
        var written = Settings.Read(call).Written;
        var values = new JsonObject();
        var origin = call.Value(Origin);
        var rows = origin
            ? new Listing(new("key"), new("value", Fit.Wrap), new("set by", Fit.Wrap))
            : new Listing(new("key"), new("value", Fit.Wrap));
        foreach (var (key, value) in written)
        {
            var text = string.Join(", ", value.Texts);
            values[key] = new JsonObject { ["value"] = text, ["origin"] = value.Origin };
            Cell[] pair = [new(key), new(text, value.Origin == "default" ? Tone.Faint : Tone.Plain)];
            rows.Add(origin ? [.. pair, new(value.Origin, Seen: Near(value.Origin))] : pair);
        }
        return Task.FromResult(Answer.Of(new JsonObject { ["values"] = values }, rows, "no keys"));
    }

    // A file below the folder in which somebody works is found by the rest of its path.
    private static string Near(string origin) =>
        origin.Replace(Directory.GetCurrentDirectory() + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

    private static Task<Answer> ValidateAsync(VerbCall call, CancellationToken cancellation)
    {
        var read = Settings.Read(call);
        var files = Settings.Files(call).Where(File.Exists).ToList();
        var set = read.Written.Values.Count(value => value.Origin != "default");
        var absent = Absent(read);
        string[] lines =
        [
            files.Count == 0
                ? "no configuration file; every value is a default"
                : $"{string.Join(", ", files)}: right, {set} of {KnownKeys.All.Count} values are set",
            .. absent.Select(one => $"{one.Key}: nothing is at {one.Path} yet; a node does not start without it"),
        ];
        return Task.FromResult(Answer.Lines(new JsonObject
        {
            ["ok"] = true,
            ["files"] = new JsonArray([.. files.Select(file => (JsonNode)file)]),
            ["absent"] = new JsonArray([.. absent.Select(one => new JsonObject
            {
                ["key"] = one.Key,
                ["path"] = one.Path,
            })]),
        }, lines));
    }

    /// <summary>What somebody named, a node reads at its start, and is not there.</summary>
    private static List<(string Key, string Path)> Absent(DaiConfiguration read)
    {
        (string Key, string Path)[] needed =
        [
            ("chain.manifest", read.Chain.Manifest),
            ("node.keys", read.Node.Keys),
            ("model.default", read.Model.Default),
        ];
        return [.. needed.Where(one => read.Written[one.Key].Origin != "default" && !Path.Exists(one.Path))];
    }
}
