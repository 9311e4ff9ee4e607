using System.Text.Json;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Plugin;
using DecentralizedAi.Tools.Governed;
using DecentralizedAi.Tools.Plugins;
using Microsoft.Extensions.AI;

namespace DecentralizedAi.Tools;

/// <summary>Runs the tools of a catalogue that hold no money, each once per call, behind a gate for that one call.
/// </summary>
public sealed class ToolHost : IToolHost
{
    private readonly Dictionary<string, HostedTool> _tools = new(StringComparer.Ordinal);
    private readonly IReadOnlyCollection<HostedPlugin> _plugins = [];
    private readonly TimeProvider _time;

    /// <param name="targets">Objects with <c>[KernelFunction, DaiTool]</c> methods.</param>
    /// <exception cref="ToolException">A method is declared otherwise than in the catalogue, or twice.</exception>
    public ToolHost(ToolCatalogue catalogue, TimeProvider time, params IEnumerable<object> targets)
        : this(catalogue, time, targets.SelectMany(HostedTool.Of))
    {
    }

    /// <param name="plugins">They serve the runs whose composition names their package, and no others; a process
    /// starts when it is called.</param>
    /// <param name="targets">As above.</param>
    /// <exception cref="ToolException">As above.</exception>
    public ToolHost(
        ToolCatalogue catalogue, TimeProvider time, IReadOnlyCollection<HostedPlugin> plugins,
        IEnumerable<object> targets)
        : this(catalogue, time, targets.SelectMany(HostedTool.Of)) => _plugins = plugins;

    internal ToolHost(ToolCatalogue catalogue, TimeProvider time, IEnumerable<HostedTool> tools)
    {
        (Catalogue, _time) = (catalogue, time);
        foreach (var tool in tools)
        {
            var (name, written) = (tool.Declaration.Name, tool.Declaration.Signature.Written);
            if (catalogue[name] is not { } declared || !Same(declared, tool.Declaration))
                throw new ToolException(ToolException.AnotherTool, $"tool '{name}' is declared as {written}, the "
                    + $"catalogue has {catalogue[name]?.Signature.Written ?? "none"}; make them equal and vote the composition");
            if (tool.Declaration.Effect == ToolEffect.Money || !_tools.TryAdd(name, tool))
                throw new ToolException(ToolException.AnotherTool,
                    $"tool '{name}' moves money or is there twice; money is moved by the vault alone");
        }
    }

    public ToolCatalogue Catalogue { get; }

    public IReadOnlyList<string> Troubles =>
    [
        .. _plugins.Where(plugin => plugin.Suspended is not null).Select(plugin =>
            $"plugin {plugin.Manifest.Id} is suspended until it is approved again: {plugin.Suspended}"),
        .. _plugins.Where(plugin => plugin.Refused is not null).Select(plugin =>
            $"plugin {plugin.Manifest.Id} is not started: {plugin.Refused}"),
        .. _plugins.Where(plugin => plugin.Stuck is not null).Select(plugin =>
            $"plugin {plugin.Manifest.Id}: {plugin.Stuck}"),
    ];

    public IReadOnlyList<HostedPackage> Packages => [.. _plugins.Select(Standing)];

    public void Keep(IReadOnlySet<Bytes32> packages)
    {
        foreach (var plugin in _plugins)
            _ = packages.Contains(plugin.Package) ? plugin.WantAsync() : plugin.RestAsync();
    }

    public async Task<ToolOutcome> RunAsync(ToolRun run, CancellationToken cancellation)
    {
        if ((_tools.GetValueOrDefault(run.Call.Tool) ?? OfPlugins(run)) is not { } tool)
            return Failed(ToolCode.NotHere, $"tool '{run.Call.Tool}' is not run here; the vault pays");
        if (Misfit(tool.Declaration, run.Call) is { } misfit)
            return Failed(ToolCode.BadArguments, $"{run.Call.Tool}: {misfit}");
        var now = _time.GetUtcNow();
        if (now > run.NotAfter)
            return Failed(ToolCode.TooLate,
                $"{run.Call.Tool} could start until {run.NotAfter:O}, it is {now:O}; ask again");
        using var timer = new CancellationTokenSource(TimeSpan.FromSeconds(tool.Seconds), _time);
        // A linked source would be a second one for each call.
        using var either = cancellation.UnsafeRegister(static of => ((CancellationTokenSource)of!).Cancel(), timer);
        try
        {
            return Read(tool, run, await InvokeAsync(tool, run, timer.Token));
        }
        catch (ToolException refusal)
        {
            return new ToolOutcome.Failed(refusal.Message);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            return Broken(tool, timer.IsCancellationRequested
                ? $"did not end within {tool.Seconds} s"
                : $"failed with {e.GetType().Name}");
        }
    }

    private static HostedPackage Standing(HostedPlugin plugin)
    {
        var why = plugin.Suspended ?? plugin.Refused ?? plugin.Stuck;
        var process = plugin.ProcessId;
        return new(plugin.Package, plugin.Suspended is not null ? HostedPackage.Suspended
            : plugin.Refused is not null ? HostedPackage.Refused
            : process is not null ? HostedPackage.Running : HostedPackage.Waiting,
            plugin is { Within: not null, Stuck: null }, process, why);
    }

    // By package and not by name alone: another agent's plugin may have a tool of the same name.
    private HostedTool? OfPlugins(ToolRun run) => _plugins
        .Where(plugin => run.Plugins.Contains(plugin.Package)).SelectMany(plugin => plugin.Tools)
        .FirstOrDefault(tool => tool.Declaration.Name == run.Call.Tool);

    private static ValueTask<object?> InvokeAsync(HostedTool tool, ToolRun run, CancellationToken cancellation)
    {
        var function = new GovernedFunction(tool.For(run), run.Call.Tool, new OneCall(run.Call));
        var arguments = new AIFunctionArguments();
        foreach (var argument in run.Call.Arguments)
            arguments[argument.Name] = argument.Value;
        return function.InvokeAsync(arguments, cancellation);
    }

    private static ToolOutcome.Done Read(HostedTool tool, ToolRun run, object? result)
    {
        if (tool.Reports && result is JsonElement element)
        {
            var report = element.Deserialize<ToolReport>(ToolMethod.Json)!;
            return new(report.Json, report.Text, tool.Pure ? Joined(run) : report.Label, 0, Bytes32.Zero);
        }
        var text = result?.ToString() ?? "";
        return new(JcsValue.Of(text).ToJson(), text, tool.Pure ? Joined(run) : Label.Foreign, 0, Bytes32.Zero);
    }

    private static Label Joined(ToolRun run) => run.Call.Arguments
        .Select(argument => run.Labels.TryGetValue(argument.Name, out var labels) ? labels.Worst : Label.Foreign)
        .Append(Label.Dao).Max();

    // Whether something happened outside is not known, so only a read may be called failed.
    private static ToolOutcome Broken(HostedTool tool, string how) => tool.Declaration.Effect == ToolEffect.Read
        ? Failed(ToolCode.Broke, $"{tool.Declaration.Name} {how}")
        : new ToolOutcome.Unknown($"{ToolCode.Broke} {tool.Declaration.Name} {how}");

    private static string? Misfit(ToolDeclaration tool, ToolCall call)
    {
        foreach (var argument in call.Arguments)
            if (tool.Signature.IndexOf(argument.Name) < 0)
                return $"there is no argument '{argument.Name}'";
        foreach (var argument in tool.Signature.Arguments)
            if (!argument.Optional && call[argument.Name] is null)
                return $"argument '{argument.Name}' is missing";
        return null;
    }

    private static bool Same(ToolDeclaration a, ToolDeclaration b) => a.Signature.SameAs(b.Signature)
        && a.Idempotency == b.Idempotency
        && a.Arguments.Select(x => (x.Signature.Name, x.Reference)).SequenceEqual(
            b.Arguments.Select(x => (x.Signature.Name, x.Reference)));

    private static ToolOutcome Failed(string code, string message) => new ToolOutcome.Failed($"{code} {message}");

    // The decision was made and stored before; what runs now must be that call and no other.
    private sealed class OneCall(ToolCall decided) : IToolGate
    {
        private int _runs;

        public ValueTask<GateVerdict> JudgeAsync(ToolCall call, CancellationToken cancellation) => new(
            call.Equals(decided) && Interlocked.Increment(ref _runs) == 1
                ? new GateVerdict.Allowed()
                : new GateVerdict.Denied($"'{call.Tool}' is not the call that was decided"));
    }
}
