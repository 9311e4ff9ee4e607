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

    public static Command Noun() => Verb.Noun("plugin", "Plugins from their author to the vote",
        PluginProjectVerbs.New(), PluginDevVerb.Make(), PluginProjectVerbs.Test(),
        Verb.Make("plugin.check", "What a plugin declares, and each member by which it would reach further",
            (call, cancellation) => AskAsync(call, "plugin-check", [], cancellation), File),
        Verb.Make("plugin.pack", "Checks a plugin and writes its package, whose hash is voted",
            (call, cancellation) => AskAsync(call, "plugin-pack",
                call.Value(Package) is { } file ? ["--out", file] : [], cancellation), File, Package),
        Verb.Make("plugin.approve", "Proposes the composition of an agent's files, plugins included", ApproveAsync,
            Agent, Common.As, Common.Out));

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
        var node = await NodeTool.RunAsync([verb, file, .. more], cancellation);
        if (node.Exit is not (0 or 1))
            throw CliException.Usage(node.Code("DAI-1094"), node.Fault, file,
                "name the assembly of a plugin that was built, or the folder of a server with its dai-server.yaml");
        var report = JsonNode.Parse(node.Output)!.AsObject();
        report.Insert(0, "ok", node.Exit == 0);
        return report;
    }

    /// <summary>A report of the node's program for people.</summary>
    public static void Write(JsonObject report, TextWriter writer)
    {
        foreach (var finding in report["findings"]!.AsArray())
            writer.WriteLine(Terminal.Visible($"{(string)finding!["capability"]!,-12} {finding["member"]}  "
                + $"in {finding["assembly"]}"));
        if (report["findings"]!.AsArray().Count > 0)
            writer.WriteLine("it reaches for what no plugin is given; ask for it as a parameter of the constructor");
        if (report["manifest"] is { } manifest)
        {
            Describe(manifest, report["signatures"]!, writer);
            if (manifest["server"] is { } server)
                Describe(manifest["entry"]!, server, report["files"]!, writer);
        }
        if (report["package"] is { } package)
            writer.WriteLine(Terminal.Visible($"{package}\n  sha256 {report["sha256"]}\n  next: name it under "
                + "'plugins' in an agent.yaml, then dai plugin approve AGENT"));
    }

    private static void Describe(JsonNode manifest, JsonNode signatures, TextWriter writer)
    {
        writer.WriteLine(Terminal.Visible(
            $"{manifest["id"]} {manifest["version"]}, plugin interface {manifest["api"]}"));
        writer.WriteLine(Terminal.Visible($"  capabilities  {Words(manifest["capabilities"]!)}"));
        if (manifest["hosts"]!.AsArray().Count > 0)
            writer.WriteLine(Terminal.Visible($"  hosts         {Words(manifest["hosts"]!)}"));
        foreach (var tool in manifest["tools"]!.AsArray())
            writer.WriteLine(Terminal.Visible($"  {tool!["name"]}  {signatures[(string)tool["name"]!]}  "
                + $"{tool["idempotency"]}, {tool["seconds"]} s, risk {tool["risk"]}, seen by {tool["audience"]}"));
    }

    private static void Describe(JsonNode entry, JsonNode server, JsonNode files, TextWriter writer)
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

    private static string Words(JsonNode list) => list.AsArray() is { Count: > 0 } words
        ? string.Join(", ", words.Select(word => (string?)word)) : "none";

    private static async Task<Answer> ApproveAsync(VerbCall call, CancellationToken cancellation)
    {
        var files = AgentFolders.Read(call, call.Required(Agent));
        using var dao = call.OpenDao();
        var agent = await dao.AgentAsync(files.Name, cancellation);
        if (agent.Composition == files.Composition.Hash())
            throw CliException.Usage("DAI-1095", $"the files of '{files.Name}' are the approved ones: composition "
                + $"{agent.Composition}", files.Folder, "name the package under 'plugins' in its agent.yaml first");
        var plugins = files.Plugins.Select(one => $"{one.Manifest.Id} {one.Manifest.Version} SHA-256 {one.Hash}");
        return await Proposing.ProposeAsync(call, dao,
            [dao.Agents.AssignCall(agent.Id, agent.Operator, files.Composition.Hash())],
            $"Plugins of {files.Name}: {string.Join(", ", plugins.DefaultIfEmpty("none"))}; composition "
                + $"{files.Composition.Hash()}",
            cancellation, ($"the composition of {files.Name}", Encoding.UTF8.GetBytes(files.Composition.ToJson())));
    }
}
