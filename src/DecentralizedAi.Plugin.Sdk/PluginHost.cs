using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace DecentralizedAi.Plugin;

/// <summary>Serves the tools of a plugin class over MCP on standard input and output.</summary>
public static partial class PluginHost
{
    /// <summary>The version of this interface; a plugin says for which one it was written.</summary>
    public const int Api = 1;

    /// <summary>Methods by which a plugin asks the node for what a capability gives.</summary>
    public const string Prefix = "dai/";

    /// <summary>The member of results and requests under which the node's own facts stand.</summary>
    public const string Meta = "dai";

    /// <summary>Serves the plugin class of an assembly until the input ends.</summary>
    /// <exception cref="ToolException">The assembly has no plugin class that can be served.</exception>
    public static async Task RunAsync(Assembly plugin, Stream input, Stream output, CancellationToken cancellation)
    {
        var shape = PluginShape.Of(plugin);
        var node = new NodeCapabilities();
        var tools = new ServedTools(shape, [.. ToolMethod.Of(shape.Make(node))]);
        await using var server = McpServer.Create(new StreamServerTransport(input, output, shape.Facts.Id),
            new McpServerOptions
            {
                ServerInfo = new Implementation { Name = shape.Facts.Id, Version = tools.Version },
                Capabilities = new ServerCapabilities { Tools = new ToolsCapability() },
                Handlers = new McpServerHandlers
                {
                    ListToolsHandler = (_, _) => new(tools.List()),
                    CallToolHandler = (asked, stop) => new(tools.CallAsync(asked.Params, Heard(asked), stop)),
                },
            });
        node.Ask(server);
        await server.RunAsync(cancellation);
    }

    private static CallerProgress? Heard(RequestContext<CallToolRequestParams> asked) =>
        asked.Params?.ProgressToken is { } token ? new(asked.Server, token) : null;

    /// <summary>
    /// Takes standard input and output for the protocol alone: what the process writes to its console, by habit or to
    /// forge an answer, goes to standard error from now on, and its console input is empty.
    /// </summary>
    public static (Stream Input, Stream Output) TakePipes()
    {
        if (!OperatingSystem.IsLinux())
        {
            var pipes = (Console.OpenStandardInput(), Console.OpenStandardOutput());
            Console.SetOut(Console.Error);
            Console.SetIn(TextReader.Null);
            return pipes;
        }
        var (input, output) = (Duplicate(0), Duplicate(1));
        using var nothing = File.OpenHandle("/dev/null");
        if (Duplicate(nothing.DangerousGetHandle().ToInt32(), 0) < 0 || Duplicate(2, 1) < 0)
            throw new IOException("standard input and output cannot be set aside");
        return (new FileStream(input, FileAccess.Read, 0), new FileStream(output, FileAccess.Write, 0));
    }

    private static SafeFileHandle Duplicate(int descriptor)
    {
        // Above the three that everybody knows, and closed in any program that this process might start.
        var own = Control(descriptor, 1030, 64);
        return own >= 0 ? new(own, ownsHandle: true) : throw new IOException($"descriptor {descriptor} is not open");
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command, nint from);

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Duplicate(int from, int to);

    private sealed class CallerProgress(McpServer server, ProgressToken token) : IProgress<ToolProgress>
    {
        // Sent without waiting: a tool is not held up by whom it tells.
        public void Report(ToolProgress value) => _ = server.NotifyProgressAsync(
            token, new() { Progress = (float)value.Done, Total = (float?)value.Of, Message = value.Say });
    }
}
