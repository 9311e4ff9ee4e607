using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using DecentralizedAi.Cli.Development;
using DecentralizedAi.Cli.Output;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>Plugins from their author to the vote.</summary>
internal static class PluginVerbs
{
    private static readonly Argument<string> File = new("PLUGIN")
    {
        Description = "The plugin's assembly, or a folder with a server of others and its dai-server.yaml",
    };

    private static readonly Argument<string> Agent = new("AGENT") { Description = "Its folder below agents" };

    private static readonly Option<string?> Package = new("--out")
    {
        Description = "The package to write; default ID.VERSION.nupkg beside it", HelpName = "FILE.nupkg",
    };

    private static readonly Option<bool> InProcess = new("--in-process")
    {
        Description = "It is to run within a node's own process, where vote and operator let it",
    };

    // Whoever names an assembly among many others has hundreds, and the first tell it.
    private const int MostShown = 40;

    public static Command Noun() => Verb.Noun("plugin", "Plugins from their author to the vote",
        PluginListVerb.Make(), PluginProjectVerbs.New(), PluginDevVerb.Make(), PluginProjectVerbs.Test(),
        Verb.Make("plugin.check", "What a plugin declares, and each member by which it would reach further",
            (call, cancellation) => AskAsync(call, "plugin-check", Where(call), cancellation), File, InProcess),
        Verb.Make("plugin.pack", "Checks a plugin and writes its package, whose hash is voted",
            (call, cancellation) => call.Value(Common.DryRun)
                ? AskAsync(call, "plugin-check", Where(call), cancellation)
                : AskAsync(call, "plugin-pack", [.. Where(call), .. Into(call)], cancellation),
            File, Package, InProcess),
        Verb.Make("plugin.approve", "Proposes the composition of an agent's files, plugins included", ApproveAsync,
            Agent, Common.As, Common.Out),
        SourceVerbs.Feed());

    private static string[] Where(VerbCall call) => call.Value(InProcess) ? ["--in-process", "yes"] : [];

    private static string[] Into(VerbCall call) => call.Value(Package) is not { } file ? []
        : Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder && Directory.Exists(folder) ? ["--out", file]
        : throw new DirectoryNotFoundException($"'{Path.GetDirectoryName(Path.GetFullPath(file))}' of --out");

    private static async Task<Answer> AskAsync(
        VerbCall call, string verb, IEnumerable<string> more, CancellationToken cancellation)
    {
        var report = await AskAsync(verb, call.Required(File), more, cancellation);
        return new(report, writer => Write(report, writer), (bool)report["ok"]! ? ExitCode.Ok : ExitCode.Failed);
    }

    /// <summary>What the node's program says of an assembly.</summary>
    /// <exception cref="CliException">It is no plugin; with the code and words of the node.</exception>
    public static async Task<JsonObject> AskAsync(
        string verb, string file, IEnumerable<string> more, CancellationToken cancellation)
    {
        if (System.IO.File.Exists(file) && !file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
            throw CliException.Usage("DAI-1094", $"'{file}' is no assembly", file,
                "name the .dll that 'dotnet build' wrote, or the folder of a server with its dai-server.yaml");
        var node = await NodeTool.RunAsync([verb, file, .. more], cancellation);
        if (node.Exit is not (0 or 1))
            throw CliException.Usage(node.Code("DAI-1094"), node.Fault, file,
                System.IO.File.Exists(file) ? "correct the source, build it and try again"
                    : "name the assembly of a plugin that was built, or the folder of a server with its "
                        + "dai-server.yaml");
        var report = JsonNode.Parse(node.Output)!.AsObject();
        report.Insert(0, "ok", node.Exit == 0);
        return report;
    }

    /// <summary>A report of the node's program for people.</summary>
    public static void Write(JsonObject report, Page writer)
    {
        var findings = report["findings"]!.AsArray();
        foreach (var finding in findings.Take(MostShown))
            writer.WriteLine(Terminal.Visible($"{(string)finding!["capability"]!,-12} {finding["member"]}  "
                + $"in {finding["assembly"]}"));
        if (findings.Count > MostShown)
            writer.WriteLine($"and {findings.Count - MostShown} more, which --json has; all that lies beside the "
                + "assembly is part of the plugin");
        var reached = findings
            .Select(finding => (string)finding!["capability"]!).Distinct().ToList();
        if (reached is ["node"])
            writer.WriteLine("it uses what a process shares, so it needs one of its own: leave '--in-process' out");
        else if (reached.Count > 0)
            writer.WriteLine("it reaches for what no plugin is given; the constructor may ask for: "
                + string.Join(", ", reached.Select(Given).OfType<string>().DefaultIfEmpty("nothing that does this")));
        if (report["manifest"] is { } manifest)
        {
            Describe(manifest, report["signatures"]!, writer);
            if (manifest["server"] is { } server)
                Describe(manifest["entry"]!, server, report["files"]!, writer);
        }
        if (report["unheard"] is JsonArray { Count: > 0 } unheard)
            writer.WriteLine(Terminal.Visible($"note: the default model never calls {Words(unheard)}: it knows tools "
                + "by their first word alone, those of 'wallet web document ledger message proposal calc'; a larger "
                + "model ('template: file' in agent.yaml) reads names and descriptions and calls any"));
        if (report["package"] is { } package)
            writer.WriteLine(Terminal.Visible($"{package}\n  sha256 {report["sha256"]}\n  next: name it under "
                + "'plugins' in an agent.yaml, then dai plugin approve AGENT"));
    }

    private static void Describe(JsonNode manifest, JsonNode signatures, Page writer)
    {
        writer.WriteLine(Terminal.Visible(
            $"{manifest["id"]} {manifest["version"]}, plugin interface {manifest["api"]}"));
        writer.WriteLine(Terminal.Visible($"  capabilities  {Words(manifest["capabilities"]!)}"));
        if ((bool?)manifest["inProcess"] is true)
            writer.WriteLine("  runs          within the node's process, where its operator lets it");
        if (manifest["hosts"]!.AsArray().Count > 0)
            writer.WriteLine(Terminal.Visible($"  hosts         {Words(manifest["hosts"]!)}"));
        foreach (var tool in manifest["tools"]!.AsArray())
        {
            writer.WriteLine(Terminal.Visible($"  {tool!["name"]}  {signatures[(string)tool["name"]!]}  "
                + $"{tool["idempotency"]}, {tool["seconds"]} s, risk {tool["risk"]}, seen by {tool["audience"]}"));
            writer.WriteLine(Terminal.Visible("    " + ((string?)tool["about"]
                ?? "without a [Description]: voters and larger models have its name alone")));
        }
        writer.WriteLine("  in a policy, under 'tools':");
        foreach (var tool in manifest["tools"]!.AsArray())
            writer.WriteLine(Terminal.Visible($"    {Permissible(tool!)}"));
    }

    private static void Describe(JsonNode entry, JsonNode server, JsonNode files, Page writer)
    {
        writer.WriteLine(Terminal.Visible($"  started as    {entry} {string.Join(' ',
            server["arguments"]!.AsArray().Select(word => (string?)word))}"));
        if ((string?)server["program"] is { } program)
            writer.WriteLine($"  of the host   {entry} with SHA-256 {program}");
        writer.WriteLine($"  packed        {files} files, which nobody here has read; it runs with these, a pipe and "
            + "nothing else");
        if (server["others"]!.AsObject() is { Count: > 0 } others)
            writer.WriteLine(Terminal.Visible($"  given to none {string.Join(", ", others.Select(one => one.Key))}"));
    }

    // As a policy declares it: the kind of a reference is the node's business.
    private static string Permissible(JsonNode tool)
    {
        var arguments = tool["arguments"]!.AsArray().Select(one => ((string)one!).Split(" [")[0].Split(": ", 2))
            .Select(one => $"{one[0]}: {(one[1].Contains(',') ? $"\"{one[1]}\"" : one[1])}").ToList();
        return $"{tool["name"]}: {{ effect: {((string)tool["effect"]!).ToLowerInvariant()}"
            + (arguments.Count == 0 ? "" : $", args: {{ {string.Join(", ", arguments)} }}") + " }";
    }

    private static string? Given(string capability) => capability switch
    {
        "network" => "IHttp (a host of [DaiPlugin])",
        "files" => "IStorage (texts of its own)",
        "clock" => "TimeProvider",
        _ => null,
    };

    private static string Words(JsonNode list) => list.AsArray() is { Count: > 0 } words
        ? string.Join(", ", words.Select(word => (string?)word)) : "none";

    private static async Task<Answer> ApproveAsync(VerbCall call, CancellationToken cancellation)
    {
        var files = AgentFolders.Read(call, call.Required(Agent));
        using var dao = call.OpenDao();
        var agent = await dao.AgentAsync(files.Name, cancellation);
        if (agent.Composition == files.Composition.Hash())
            throw CliException.Usage("DAI-1095", $"the files of '{files.Name}' are the approved ones: composition "
                + $"{agent.Composition}", files.Folder, "what is voted is the package that its "
                + "agent.yaml names under 'plugins': build, then 'dai plugin pack' with --out to that file");
        var plugins = files.Plugins.Select(one => $"{one.Manifest.Id} {one.Manifest.Version} SHA-256 {one.Hash}"
            + (one.Manifest.InProcess ? " (may run within the node's process)" : ""));
        return await Proposing.ProposeAsync(call, dao,
            [dao.Agents.AssignCall(agent.Id, agent.Operator, files.Composition.Hash())],
            $"Plugins of {files.Name}: {string.Join(", ", plugins.DefaultIfEmpty("none"))}; composition "
                + $"{files.Composition.Hash()}",
            cancellation, ($"the composition of {files.Name}", Encoding.UTF8.GetBytes(files.Composition.ToJson())));
    }
}
