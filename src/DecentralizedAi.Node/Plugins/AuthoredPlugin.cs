using System.Collections.Immutable;
using System.Text.Json.Nodes;
using DecentralizedAi.Authoring.Configuration;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Plugin;
using DecentralizedAi.Tools;
using DecentralizedAi.Tools.Plugins;

namespace DecentralizedAi.Node.Plugins;

/// <summary>A plugin as its author built it, laid out in a folder of its own for as long as it is looked at.</summary>
internal sealed class AuthoredPlugin : IDisposable
{
    private readonly bool _inProcess;
    private readonly string _folder = Directory.CreateTempSubdirectory("dai-plugin-").FullName;
    private readonly PluginManifest? _written;

    /// <param name="path">Its assembly; those beside it that the node does not give belong to it. Or the folder of a
    /// server of others, with the file that says which tools agents are given.</param>
    /// <param name="inProcess">It is to share the node's process, which no server of others does.</param>
    /// <exception cref="ToolException"><see cref="ToolCode.Package"/>: there is no such file.</exception>
    /// <exception cref="ConfigurationException">The file of the server is not as it has to be.</exception>
    public AuthoredPlugin(string path, bool inProcess = false)
    {
        _inProcess = inProcess;
        try
        {
            var server = File.Exists(Path.Combine(path, ServerFile.Name)) ? ServerFile.Read(path) : null;
            Files = server is null ? PluginFiles.Beside(path) : ServerFolder.Read(server);
            Findings = server is null ? PluginCheck.Of(Files, inProcess) : [];
            Report = new JsonObject { ["findings"] = new JsonArray([.. Findings.Select(Finding)]) };
            _written = server is null ? null : ServerFolder.Written(server) with { InProcess = inProcess };
            PluginPackage.Lay(Files, _written, _folder);
            Command = _written is null
                ? PluginFiles.Command(_folder, Path.GetFileName(path)) : PluginFiles.Command(_folder, _written);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    // The default model was trained on these words and calls no tool that begins with another.
    private static readonly ImmutableHashSet<string> Heard =
    [
        .. ToolCatalogue.Default.Tools.Where(tool => !ToolCatalogue.EndsTurn(tool.Name))
            .Select(tool => First(tool.Name)),
    ];

    public ImmutableArray<(string Name, byte[] Bytes)> Files { get; }
    public ImmutableArray<PluginFinding> Findings { get; }
    public PluginCommand Command { get; }

    /// <summary>What is known of it so far, for its author.</summary>
    public JsonObject Report { get; }

    /// <summary>Starts it and asks what it is; only for one without findings.</summary>
    /// <exception cref="ToolException"><see cref="ToolCode.Package"/>: it is no plugin, or takes a built-in name.
    /// </exception>
    public async Task<PluginManifest> DescribeAsync()
    {
        var (limits, time) = (new PluginLimits(), TimeProvider.System);
        var manifest = _written is null
            ? await PluginProbe.DescribeAsync(Command, limits, time, Console.Error.WriteLine, CancellationToken.None)
                with { InProcess = _inProcess }
            : await PluginProbe.PinAsync(
                _written, Command, limits, time, Console.Error.WriteLine, CancellationToken.None);
        if (manifest.Tools.FirstOrDefault(tool => ToolCatalogue.Default[tool.Declaration.Name] is not null) is
            { } clash)
            throw new ToolException(ToolCode.Package,
                $"there is a built-in tool '{clash.Declaration.Name}', which keeps its name; rename yours");
        Report["manifest"] = JsonNode.Parse(manifest.ToJson());
        Report["signatures"] = new JsonObject(manifest.Tools.Select(tool => KeyValuePair.Create(
            tool.Declaration.Name, (JsonNode?)tool.Declaration.Signature.Written)));
        if (manifest.Server is not null)
            Report["files"] = Files.Length;
        Report["unheard"] = new JsonArray([.. manifest.Tools.Select(tool => tool.Declaration.Name)
            .Where(name => !Heard.Contains(First(name))).Select(name => (JsonNode?)name)]);
        return manifest;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string First(string tool) => tool.Split('.')[0];

    private static JsonNode Finding(PluginFinding finding) => new JsonObject
    {
        ["capability"] = finding.Capability, ["assembly"] = finding.Assembly, ["member"] = finding.Member,
    };
}
