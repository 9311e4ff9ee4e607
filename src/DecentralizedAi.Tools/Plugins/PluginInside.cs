using System.Collections.Immutable;
using System.Text.Json.Nodes;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Plugin;

namespace DecentralizedAi.Tools.Plugins;

/// <summary>A plugin's place within this process: empty, or with it.</summary>
internal sealed class PluginInside(
    PluginManifest manifest, PluginStanding standing, PluginPauses pauses, PluginWords words, PluginLimits limits,
    TimeProvider time, Action<string> log, Func<string, JsonNode?, CancellationToken, Task<JsonNode>> answer)
{
    private LoadedPlugin? _loaded;

    public bool Empty => _loaded is null;

    /// <summary>Why it is not called there any more; null when nothing is wrong.</summary>
    public string? Stuck => _loaded?.Stuck;

    /// <summary>The plugin, loaded where it is not.</summary>
    /// <exception cref="ToolException">It may not run, or does not start.</exception>
    public async Task<LoadedPlugin> LoadedAsync(Func<ImmutableArray<(string Name, byte[] Bytes)>> assemblies)
    {
        _loaded ??= standing.Suspended is null ? await LoadAsync(assemblies) : null;
        return _loaded ?? throw standing.SuspendedNow();
    }

    /// <summary>One call, as text.</summary>
    public async Task<string> CallAsync(
        LoadedPlugin loaded, PluginTool tool, ToolRun run, CancellationToken cancellation)
    {
        try
        {
            var text = await loaded.CallAsync(tool, run, cancellation);
            pauses.Clear();
            return words.Of(text);
        }
        catch (ToolException refusal)
        {
            throw words.Declined(refusal.Message);
        }
    }

    /// <summary>Lets it go, but for one that is stuck: nothing can end that.</summary>
    public void Unload()
    {
        if (_loaded is not { Stuck: null })
            return;
        _loaded.Unload();
        _loaded = null;
    }

    private async Task<LoadedPlugin?> LoadAsync(Func<ImmutableArray<(string Name, byte[] Bytes)>> assemblies)
    {
        pauses.Demand();
        var approved = await Task.Run(() => standing.Approved(assemblies));
        try
        {
            var (loaded, difference) = await LoadedPlugin.LoadAsync(approved, manifest, answer, limits, time, log);
            standing.Suspend(difference);
            standing.Started();
            return loaded;
        }
        catch (ToolException wrong)
        {
            standing.Failed(wrong.Message);
            throw;
        }
    }
}
