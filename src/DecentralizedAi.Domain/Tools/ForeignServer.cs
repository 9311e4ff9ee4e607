using System.Collections.Immutable;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Tools;

/// <summary>
/// How the server of others that a package holds is started. It knows nothing of this project, so it is given its files
/// to read and a pipe, and nothing else.
/// </summary>
/// <param name="Program">SHA-256 of the program, which each host brings; null where the package holds it.</param>
/// <param name="Arguments">Of the program; paths are those of the package.</param>
/// <param name="Environment">All that it finds in its environment.</param>
/// <param name="Others">Tools it lists that no agent is given: their names and pins.</param>
public sealed record ForeignServer(
    Bytes32? Program, ImmutableArray<string> Arguments, ImmutableSortedDictionary<string, string> Environment,
    ImmutableSortedDictionary<string, Bytes32> Others)
{
    /// <summary>Begins the entry of a manifest whose program lies in the package.</summary>
    public const string Here = "./";

    /// <summary>One to sixteen names joined by <c>/</c>, none of them <c>.</c> or <c>..</c>.</summary>
    public static bool IsPath(string path) => path.Length <= 512 && path.Split('/') is { Length: <= 16 } names
        && names.All(name => name is not ("" or "." or "..") && !name.Any(c => char.IsControl(c) || c is '\\' or ':'));

    internal JcsValue ToJcs() => JcsValue.Members(
        ("program", JcsValue.OrNull(Program?.ToString())), ("arguments", JcsValue.Texts(Arguments)),
        ("environment", Map(Environment.Select(one => (one.Key, one.Value)))),
        ("others", Map(Others.Select(one => (one.Key, one.Value.ToString())))));

    /// <exception cref="FormatException">It starts no server.</exception>
    internal static ForeignServer Read(JcsValue value)
    {
        var map = value as JcsValue.Map ?? throw new FormatException("'server' is no object");
        return new(map["program"] is JcsValue.Nothing ? null : Bytes32.Parse(PluginTool.Text(map, "program")),
            [.. PluginTool.Texts(map, "arguments")], Texts(map, "environment"),
            Texts(map, "others").ToImmutableSortedDictionary(
                one => one.Key, one => Bytes32.Parse(one.Value), StringComparer.Ordinal));
    }

    /// <summary>Why it cannot be started by a manifest with this entry and these tools; null when it can.</summary>
    internal string? Fault(string entry, ImmutableArray<PluginTool> tools)
    {
        var here = entry.StartsWith(Here, StringComparison.Ordinal);
        if (here ? !IsPath(entry[Here.Length..]) : !IsPath(entry) || entry.Contains('/'))
            return $"the program '{entry}' is neither a name, such as node, nor a path of the package, as ./server is";
        if (here != Program is null)
            return here ? "the hash of the package covers its program; 'program' is null"
                : $"the program '{entry}' comes from the host and has no SHA-256";
        if (Environment.Keys.FirstOrDefault(name => name.Length == 0 || name.Contains('=')) is { } odd)
            return $"'{odd}' is no name of the environment";
        if (Arguments.Concat(Environment.Keys).Concat(Environment.Values).Any(text => text.Contains('\0')))
            return "no program is given a text with a zero in it";
        if (tools.FirstOrDefault(tool => tool.Foreign is null) is { } own)
            return $"tool '{own.Declaration.Name}' does not say which tool of the server it calls";
        // It is not told which action it works for, so it cannot know one that it has done.
        if (tools.FirstOrDefault(tool => tool.Declaration.Idempotency == Idempotency.Keyed) is { } keyed)
            return $"tool '{keyed.Declaration.Name}' is keyed; a server of others knows no key, "
                + "so a tool is Safe or AtMostOnce";
        return tools.Select(tool => tool.Foreign!.Name).Concat(Others.Keys).GroupBy(name => name)
            .FirstOrDefault(same => same.Count() > 1) is { } twice
                ? $"the server's tool '{twice.Key}' is there twice" : null;
    }

    internal static JcsValue Map(IEnumerable<(string Name, string Text)> texts) =>
        JcsValue.Members([.. texts.Select(one => (one.Name, JcsValue.Of(one.Text)))]);

    internal static ImmutableSortedDictionary<string, string> Texts(JcsValue.Map map, string name) =>
        map[name] is JcsValue.Map texts && texts.Values.Values.All(text => text is JcsValue.Text)
            ? texts.Values.ToImmutableSortedDictionary(
                one => one.Key, one => ((JcsValue.Text)one.Value).Value, StringComparer.Ordinal)
            : throw new FormatException($"'{name}' is missing or no object of texts");
}

/// <summary>The tool of a server of others that a governed tool calls.</summary>
/// <param name="Name">As the server lists it.</param>
/// <param name="Arguments">By the name of ours: the server's, where that is another.</param>
public sealed record ForeignTool(string Name, ImmutableSortedDictionary<string, string> Arguments);
