using DecentralizedAi.Authoring.Configuration;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Plugin;
using DecentralizedAi.Tools.Plugins;

namespace DecentralizedAi.Node.Plugins;

/// <summary>
/// The plugins that this node's agents name, each package once. None runs before a vote names it, and only an agent
/// whose approved composition names the package calls it.
/// </summary>
/// <param name="folder">One folder below it for each package, named by its hash.</param>
/// <param name="inProcess">The operator lets those run within this process whose package says that they may.</param>
internal sealed class PluginShelf(
    string folder, PluginCapabilities capabilities, bool inProcess, TimeProvider time, Action<string> log)
    : IDisposable
{
    private readonly Dictionary<Bytes32, HostedPlugin> _plugins = [];

    /// <summary>Of each plugin.</summary>
    public PluginLimits Limits { get; init; } = new();

    public IReadOnlyCollection<HostedPlugin> Plugins => _plugins.Values;

    /// <summary>Checks a package and makes it ready to be called.</summary>
    /// <returns>Why it cannot be, or null.</returns>
    public string? Take(AgentPlugin plugin)
    {
        if (_plugins.ContainsKey(plugin.Hash))
            return null;
        var (manifest, place) = (plugin.Manifest, Path.Combine(folder, plugin.Hash.ToString()));
        PluginCommand command;
        // What lies in the folder since the last start may be another's work, so each start compares it.
        var laid = new PluginFolder(plugin.File, plugin.Hash, manifest, place);
        try
        {
            if (manifest.Api != PluginHost.Api)
                throw new ToolException(ToolException.NoPlugin, $"'{plugin.File}' was written for plugin interface "
                    + $"{manifest.Api}, this node has {PluginHost.Api}; build it anew and have it voted");
            laid.Lay();
            command = manifest.Server is null
                ? PluginFiles.Command(place, manifest.Entry) : PluginFiles.Command(place, manifest);
        }
        catch (ToolException refused)
        {
            log($"{manifest.Id}: {refused.Message}");
            return refused.Message;
        }
        _plugins.Add(plugin.Hash, new HostedPlugin(
            manifest, command with { Prepare = Ready }, Limits, capabilities, time, log)
        {
            Package = plugin.Hash,
            Within = manifest.InProcess && inProcess
                ? () => PluginPackage.Checked(plugin.File, plugin.Hash, manifest)
                : null,
        });
        return null;

        void Ready()
        {
            // A program of the host is as large as all the rest, and neither waits for the other.
            var program = Task.Run(command.Prepare);
            laid.Lay();
            program.GetAwaiter().GetResult();
        }
    }

    public void Dispose()
    {
        foreach (var plugin in _plugins.Values)
            plugin.End();
    }
}
