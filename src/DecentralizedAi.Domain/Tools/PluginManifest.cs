using System.Collections.Immutable;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Values;

namespace DecentralizedAi.Domain.Tools;

/// <summary>What a plugin says of itself; token holders approve it by the hash of the package that holds it.</summary>
/// <param name="Id">Lower-case words joined by points, such as <c>acme.weather</c>.</param>
/// <param name="Api">The version of the plugin interface it was written for.</param>
/// <param name="Entry">File name of its assembly, within its package; of a server of others its program.</param>
/// <param name="Capabilities">Of <see cref="KnownCapabilities"/>: all that it can reach beside its arguments.</param>
/// <param name="Hosts">The only hosts of the capability <c>http</c>.</param>
/// <param name="Tools">None moves money.</param>
public sealed record PluginManifest(
    string Id, string Version, long Api, string Entry, ImmutableArray<string> Capabilities,
    ImmutableArray<string> Hosts, ImmutableArray<PluginTool> Tools)
{
    public const string Schema = "dai.plugin/1";

    /// <summary>How the server of others in its package is started; null for a plugin of assemblies.</summary>
    public ForeignServer? Server { get; init; }

    /// <summary>Its name within a package.</summary>
    public const string FileName = "dai-plugin.json";

    /// <summary>Reading from named hosts, the time, texts of its own, and the chain.</summary>
    public static ImmutableArray<string> KnownCapabilities { get; } = ["chain", "clock", "http", "storage"];

    /// <summary>Whether it may run within the node's own process; written only where it may. The same assemblies
    /// with another word here are another package, with another hash to approve.</summary>
    public bool InProcess { get; init; }

    /// <summary>The canonical text.</summary>
    public string ToJson() => JcsValue.Members(
    [
        ("schema", JcsValue.Of(Schema)), ("id", JcsValue.Of(Id)), ("version", JcsValue.Of(Version)),
        ("api", JcsValue.Of(Api)), ("entry", JcsValue.Of(Entry)), ("capabilities", JcsValue.Texts(Capabilities)),
        ("hosts", JcsValue.Texts(Hosts)), ("tools", new JcsValue.List([.. Tools.Select(tool => tool.ToJcs())])),
        .. Server is null ? [] : (ReadOnlySpan<(string, JcsValue)>)[("server", Server.ToJcs())],
        .. InProcess ? new[] { ("inProcess", JcsValue.Of(true)) } : [],
    ]).ToJson();

    /// <summary>Reads a manifest.</summary>
    /// <exception cref="FormatException">What is wrong with it.</exception>
    public static PluginManifest Read(string json)
    {
        var map = Jcs.Parse(json) as JcsValue.Map ?? throw new FormatException("the manifest is no object");
        if (map.TextOf("schema") != Schema)
            throw new FormatException($"the schema is '{map.TextOf("schema")}', not '{Schema}'");
        var manifest = new PluginManifest(
            PluginTool.Text(map, "id"), PluginTool.Text(map, "version"),
            (map["api"] as JcsValue.Integer)?.Value ?? throw new FormatException("'api' is missing or no number"),
            PluginTool.Text(map, "entry"), [.. PluginTool.Texts(map, "capabilities")],
            [.. PluginTool.Texts(map, "hosts")],
            [.. (map["tools"] as JcsValue.List)?.Items.Select(PluginTool.Read)
                ?? throw new FormatException("'tools' is missing or no list")])
        {
            Server = map["server"] is { } server ? ForeignServer.Read(server) : null,
            InProcess = map["inProcess"] is JcsValue.Truth { Value: true },
        };
        return manifest.Fault() is { } fault ? throw new FormatException(fault) : manifest;
    }

    private string? Fault()
    {
        if (!Words.IsTool(Id))
            return $"'{Id}' is no id of a plugin: lower-case words joined by points";
        if (Version.Length > 64 || Version.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-')))
            return $"'{Version}' is no version: letters, digits, '.' and '-'";
        if (Server is null
            && (Entry.AsSpan().IndexOfAny('/', '\\') >= 0 || !Entry.EndsWith(".dll", StringComparison.Ordinal)))
            return $"the entry '{Entry}' is no file name of an assembly";
        if (Capabilities.FirstOrDefault(word => !KnownCapabilities.Contains(word)) is { } unknown)
            return $"there is no capability '{unknown}'; there are {string.Join(", ", KnownCapabilities)}";
        if (Hosts.Length == 0 && Capabilities.Contains("http"))
            return "its constructor asks for 'http' (IHttp) and no host is named; write Hosts = [\"api.example.org\"] "
                + "in [DaiPlugin]";
        if (Hosts.Length > 0 && !Capabilities.Contains("http"))
            return $"it names the host '{Hosts[0]}', and its constructor does not ask for 'http' (IHttp)";
        if (Hosts.FirstOrDefault(host => Uri.CheckHostName(host) != UriHostNameType.Dns || !host.Contains('.'))
            is { } odd)
            return $"'{odd}' is no name of a public host, such as 'api.example.org': without scheme, port and path; "
                + "it is reached by https alone";
        if (Tools.Length == 0)
            return "there is no tool: a public method with [KernelFunction] and [DaiTool] is one";
        return Tools.GroupBy(tool => tool.Declaration.Name).FirstOrDefault(same => same.Count() > 1) is { } twice
            ? $"tool '{twice.Key}' is there twice"
            : ForeignFault();
    }

    private string? ForeignFault() => Server is not null
        ? InProcess ? "a server of others has a process of its own"
            : Capabilities.Length > 0 ? "a server of others asks the node for nothing, so it names no capability"
            : Server.Fault(Entry, Tools)
        : Tools.FirstOrDefault(tool => tool.Foreign is not null) is { } odd
            ? $"tool '{odd.Declaration.Name}' calls a tool of a server, and there is none" : null;
}
