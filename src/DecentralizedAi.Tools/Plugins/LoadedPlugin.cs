using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json.Nodes;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Plugin;

namespace DecentralizedAi.Tools.Plugins;

/// <summary>
/// A plugin within this process, in a load context of its own: the same class, capabilities and pins as in a process of
/// its own, without the fences and limits that only a process has. A call that does not end cannot be ended.
/// </summary>
internal sealed class LoadedPlugin
{
    private readonly Context _context;
    private readonly ImmutableDictionary<string, ToolMethod> _methods;
    private readonly PluginLimits _limits;
    private readonly TimeProvider _time;
    private readonly Action<string> _log;

    private LoadedPlugin(
        Context context, ImmutableArray<ToolMethod> methods, PluginLimits limits, TimeProvider time,
        Action<string> log)
    {
        (_context, _limits, _time, _log) = (context, limits, time, log);
        _methods = methods.ToImmutableDictionary(method => method.Declaration.Name);
    }

    /// <summary>Why it is not called any more: a call was to end and went on. Null while none did.</summary>
    public string? Stuck { get; private set; }

    /// <summary>Loads assemblies from bytes that were checked, never from a file that may have changed since.</summary>
    /// <param name="answer">Answers its capabilities while a call runs.</param>
    /// <returns>The plugin, or how its tools differ from the approved ones.</returns>
    /// <exception cref="ToolException">It is no plugin for this host, or does not start in time.</exception>
    public static async Task<(LoadedPlugin? Plugin, string? Difference)> LoadAsync(
        ImmutableArray<(string Name, byte[] Bytes)> assemblies, PluginManifest manifest,
        Func<string, JsonNode?, CancellationToken, Task<JsonNode>> answer, PluginLimits limits, TimeProvider time,
        Action<string> log)
    {
        var context = new Context(manifest.Id, assemblies);
        try
        {
            // Its constructor is its code, which need not end.
            return await Task.Run(() =>
            {
                var node = new NodeCapabilities();
                var shape = PluginShape.Of(context.Entry(manifest.Entry));
                ImmutableArray<ToolMethod> methods = [.. ToolMethod.Of(shape.Make(node))];
                var difference = PluginConversation.Difference(new ServedTools(shape, methods).List().Tools, manifest);
                if (difference is not null)
                {
                    context.Unload();
                    return ((LoadedPlugin?)null, (string?)difference);
                }
                var plugin = new LoadedPlugin(context, methods, limits, time, log);
                node.Ask((capability, question, stop) => plugin.AskAsync(answer, capability, question, stop));
                log("runs within the node's process");
                return (plugin, null);
            }).WaitAsync(limits.StartTimeout, time);
        }
        catch (Exception wrong) when (wrong is not ToolException)
        {
            context.Unload();
            throw new ToolException(ToolCode.Down,
                $"{manifest.Id} does not start within this process: {(wrong.InnerException ?? wrong).GetType().Name}");
        }
    }

    /// <summary>One call, as text, on a thread of its own: what never returns holds that thread and no other.</summary>
    /// <exception cref="ToolException">Nothing was done.</exception>
    /// <exception cref="OperationCanceledException">It did not end in time.</exception>
    public async Task<string> CallAsync(PluginTool tool, ToolRun run, CancellationToken cancellation)
    {
        var method = _methods[tool.Declaration.Name];
        var work = Task.Run(
            () => method.RunAsync(run, cancellation, new Said(_log)), CancellationToken.None);
        try
        {
            return await work.WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAny(work, Task.Delay(_limits.Grace, _time, CancellationToken.None));
            if (!work.IsCompleted)
                GiveUp(tool);
            throw;
        }
        catch (Exception fault) when (fault is not ToolException)
        {
            _log(PluginProcess.Line(fault.ToString()));
            throw new ToolException(ToolCode.Declined, $"{tool.Declaration.Name} failed with {fault.GetType().Name}");
        }
    }

    private void GiveUp(PluginTool tool)
    {
        Stuck = $"a call of {tool.Declaration.Name} within the node's process does not end, and nothing can end it there; "
            + "it has a process of its own from now on. Restart the node to free the thread";
        _log($"{ToolCode.Down} {Stuck}");
    }

    // A call that never ends may still ask, and must not be answered for whoever calls now.
    private Task<JsonNode> AskAsync(
        Func<string, JsonNode?, CancellationToken, Task<JsonNode>> answer, string capability, JsonNode question,
        CancellationToken cancellation) => Stuck is null ? answer(capability, question, cancellation)
            : throw new ToolException(
                ToolException.Capability, $"the time of the call that asks for '{capability}' is over");

    /// <summary>Lets it go; its code leaves memory when nothing of it runs any more.</summary>
    public void Unload() => _context.Unload();

    private sealed class Context(string name, ImmutableArray<(string Name, byte[] Bytes)> assemblies)
        : AssemblyLoadContext(name, isCollectible: true)
    {
        public Assembly Entry(string file) => Load(Bytes(file)
            ?? throw new ToolException(ToolCode.Package, $"the package does not hold '{file}'"));

        protected override Assembly? Load(AssemblyName assemblyName) =>
            Bytes(assemblyName.Name + ".dll") is { } bytes ? Load(bytes) : null;

        private byte[]? Bytes(string file) => assemblies.FirstOrDefault(one => one.Name == file).Bytes;

        private Assembly Load(byte[] bytes) => LoadFromStream(new MemoryStream(bytes));
    }

    private sealed class Said(Action<string> log) : IProgress<ToolProgress>
    {
        private int _left = PluginProcess.LinesPerCall;

        public void Report(ToolProgress value)
        {
            if (Interlocked.Decrement(ref _left) >= 0)
                log(PluginProcess.Line($"{value.Say} ({value.Done} of {value.Of?.ToString() ?? "?"})"));
        }
    }
}
