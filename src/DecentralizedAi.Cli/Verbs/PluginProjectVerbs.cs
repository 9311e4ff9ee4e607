using System.CommandLine;
using System.Text.Json.Nodes;
using DecentralizedAi.Cli.Development;
using DecentralizedAi.Cli.Output;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>The folder in which a plugin is written: made, and tested.</summary>
internal static class PluginProjectVerbs
{
    // What dotnet ends with where it knows no template of the name.
    private const int NoTemplate = 103;

    private static readonly Argument<string> Name = new("NAME") { Description = "Such as Acme.Runway" };

    /// <summary>Of a plugin's project, or of its solution.</summary>
    public static Argument<string> Folder { get; } = new("DIR")
    {
        Description = "Folder of the plugin", DefaultValueFactory = _ => ".",
    };

    public static Command New() =>
        Verb.Make("plugin.new", "Makes a folder with a plugin and its tests", NewAsync, Name);

    public static Command Test() =>
        Verb.Make("plugin.test", "Runs the tests of a plugin, then checks it", TestAsync, Folder);

    private static async Task<Answer> NewAsync(VerbCall call, CancellationToken cancellation)
    {
        var name = call.Required(Name);
        if (call.Preview($"make a plugin and its tests in '{Path.GetFullPath(name)}'") is { } preview)
            return preview;
        var feed = Path.Combine(VerbCall.Root, "artifacts", "feed");
        var template = Directory.Exists(feed)
            ? Directory.GetFiles(feed, "DecentralizedAi.Templates.*.nupkg").FirstOrDefault() : null;
        string[] make = ["new", "dai-plugin", "-n", name, "-o", name];
        var made = await NodeTool.DotNetAsync(make, cancellation);
        if (made.Exit == NoTemplate && template is not null
            && (await NodeTool.DotNetAsync(["new", "install", template], cancellation)).Exit == 0)
            made = await NodeTool.DotNetAsync(make, cancellation);
        if (made.Exit != 0)
            throw CliException.Usage("DAI-1098", made.Exit == NoTemplate
                ? "the template of plugins is not installed" : $"{made.Output}\n{made.Said}".Trim(), "NAME",
                made.Exit == NoTemplate ? "run 'dai plugin feed' once, then this again" : "read the lines above");
        if (template is not null)
            await File.WriteAllTextAsync(Path.Combine(name, "nuget.config"), Sources(feed), cancellation);
        return Answer.Lines(new JsonObject { ["ok"] = true, ["folder"] = Path.GetFullPath(name) },
            $"made {Path.GetFullPath(name)}", $"  next: cd {name}, then dai plugin test and dai plugin dev");
    }

    // Beside the machine's own sources: the SDK comes from where this program was built.
    private static string Sources(string feed) => $"""
        <?xml version="1.0" encoding="utf-8"?>
        <configuration>
          <packageSources>
            <add key="dai" value="{System.Security.SecurityElement.Escape(feed)}" />
          </packageSources>
        </configuration>

        """;

    private static async Task<Answer> TestAsync(VerbCall call, CancellationToken cancellation)
    {
        var folder = call.Required(Folder);
        var project = PluginProject.Find(folder);
        if (await project.BuildAsync(call.Terminal.Error, cancellation) is not { } assembly)
            throw new CliException(ExitCode.Failed, "DAI-1099", "the plugin does not compile", project.File,
                "read the lines above");
        var report = await PluginVerbs.AskAsync("plugin-check", assembly, [], cancellation);
        report["tests"] = await TestedAsync(call, folder, cancellation);
        report["ok"] = (bool)report["ok"]! && (string)report["tests"]! != "failed";
        return new(report, writer =>
        {
            writer.WriteLine($"tests {report["tests"]}");
            PluginVerbs.Write(report, writer);
        }, (bool)report["ok"]! ? ExitCode.Ok : ExitCode.Failed);
    }

    // Where there are none, dotnet ends as if all had passed.
    private static async Task<string> TestedAsync(VerbCall call, string folder, CancellationToken cancellation)
    {
        if (Directory.GetFiles(folder, "*.Tests.csproj", SearchOption.AllDirectories).Length == 0)
            return "none";
        var tests = await NodeTool.DotNetAsync(["test", folder, "--nologo"], cancellation);
        if (tests.Exit != 0)
            call.Terminal.Say($"{tests.Output}\n{tests.Said}".Trim());
        return tests.Exit == 0 ? "passed" : "failed";
    }
}
