using System.Collections.Immutable;
using System.Globalization;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Authoring.Configuration;

/// <summary>
/// A server of others as somebody wants it voted: <c>dai-server.yaml</c>, in the folder that holds the server's files.
/// The server says which tools it has; this file says what they are for governance.
/// </summary>
/// <param name="Folder">Absolute.</param>
/// <param name="Id">As policies and logs name it, such as <c>acme.sums</c>.</param>
/// <param name="Program">A program of the host, such as <c>node</c>, or <c>./server</c> of the folder.</param>
/// <param name="Arguments">Of the program.</param>
/// <param name="Files">Files and folders that are packed, relative to the folder.</param>
/// <param name="Tools">What agents are given. Their pins are not known before the server was asked.</param>
public sealed record ServerFile(
    string Folder, string Id, string Version, string Program, ImmutableArray<string> Arguments,
    ImmutableSortedDictionary<string, string> Environment, ImmutableArray<string> Files,
    ImmutableArray<PluginTool> Tools)
{
    /// <summary>Its name in the folder.</summary>
    public const string Name = "dai-server.yaml";

    private static readonly string[] Top = ["plugin", "version", "command", "files", "environment", "tools"];

    private static readonly string[] OfTool =
        ["calls", "about", "effect", "idempotency", "arguments", "names", "costs", "seconds", "audience", "risk"];

    /// <summary>Reads the file of a folder; starts nothing.</summary>
    /// <exception cref="ConfigurationException">DAI-1101 to DAI-1106, with the place.</exception>
    public static ServerFile Read(string folder)
    {
        var file = Path.Combine(Path.GetFullPath(folder), Name);
        var (root, fault) = YamlTree.Read(WrittenFile.Text(file));
        var map = WrittenMap.Of(file, root ?? throw ConfigurationException.NotYaml(file, fault!)).Only(Top);
        var command = map.Texts("command", "a list: the program, then its arguments");
        var tools = map.Map("tools");
        return new(Path.GetDirectoryName(file)!,
            map.Text("plugin", "lower-case words joined by points, such as acme.sums"),
            map.Text("version", "a version, such as 1.0.0"), command[0], command[1..],
            map.Map("environment").Pairs().ToImmutableSortedDictionary(
                one => one.Key, one => one.Text, StringComparer.Ordinal),
            Packed(map), [.. tools.Keys.Select(name => Tool(name, tools.Map(name)))]);
    }

    private static ImmutableArray<string> Packed(WrittenMap map)
    {
        var files = map.Texts("files", "a list of files and folders beside this file, such as [node_modules]");
        return files.FirstOrDefault(one => !ForeignServer.IsPath(one)) is { } odd
            ? throw ConfigurationException.Wrong(map.Place, "files", odd, "a path below this folder, without ..")
            : files;
    }

    // As a manifest holds it and read by the reader of manifests, which says what is wrong.
    private static PluginTool Tool(string name, WrittenMap map)
    {
        map.Only(OfTool);
        var costs = map.Map("costs").Pairs().Append(("calls", "1")).DistinctBy(cost => cost.Item1)
            .Select(cost => (cost.Item1, JcsValue.Of(cost.Item2)));
        var about = map.Keys.Contains("about") ? map.Text("about", "a line that models read") : "";
        var seconds = map.Keys.Contains("seconds") ? map.Text("seconds", "a number from 1 to 600") : "20";
        try
        {
            return PluginTool.Read(JcsValue.Members(
                ("name", JcsValue.Of(name)), ("about", JcsValue.Of(about)),
                ("calls", JcsValue.Of(map.Text("calls", "the tool's name at the server"))),
                ("effect", JcsValue.Of(Capital(map.Word("effect", "read", "write")))),
                ("idempotency", JcsValue.Of(map.Word("idempotency", "safe", "at_most_once") == "safe"
                    ? nameof(Idempotency.Safe) : nameof(Idempotency.AtMostOnce))),
                ("arguments", JcsValue.Texts(map.Map("arguments").Pairs().Select(one => $"{one.Key}: {one.Text}"))),
                ("names", JcsValue.Members(
                    [.. map.Map("names").Pairs().Select(one => (one.Key, JcsValue.Of(one.Text)))])),
                ("costs", JcsValue.Members([.. costs])),
                ("seconds", JcsValue.Of(int.TryParse(seconds, CultureInfo.InvariantCulture, out var most) ? most : 0)),
                ("audience", JcsValue.Of(Capital(map.Word("audience", "none", "operator", "members", "public")))),
                ("risk", JcsValue.Of(Capital(map.Word("risk", "low", "medium", "high")))),
                ("pin", JcsValue.Of(Bytes32.Zero.ToString()))));
        }
        catch (FormatException wrong)
        {
            throw ConfigurationException.Wrong(map.Place, "tools", name, $"a tool of a plugin: {wrong.Message}");
        }
    }

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
