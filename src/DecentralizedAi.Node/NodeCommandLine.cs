using System.Globalization;

namespace DecentralizedAi.Node;

/// <summary>The words of <c>run</c>.</summary>
/// <param name="Home">Folder of the state, absolute.</param>
/// <param name="Config">Configuration file, absolute.</param>
/// <param name="Index">Which node of the home this is, from 0.</param>
/// <param name="ClusterPort">Port of the cluster on loopback; 0 = any free one.</param>
internal sealed record NodeCommandLine(string Home, string Config, int Index, int ClusterPort)
{
    public const string Usage =
        "usage: run --home DIR --config FILE --node INDEX [--cluster-port PORT]\n       model-host\n"
        + "       plugin-host PLUGIN.dll\n       server-host PROGRAM DIR COUNT [NAME=VALUE]... [ARGUMENT]...\n"
        + "       plugin-fences\n       plugin-check PLUGIN [--in-process yes]\n"
        + "       plugin-pack PLUGIN [--in-process yes] [--out FILE.nupkg]\n"
        + "       plugin-dev PLUGIN --policy FILE.json (PLUGIN is an assembly, or the folder of a server)\n"
        + "       mcp-serve --home DIR --token FILE\n"
        + "       model-eval FILE.jsonl --model FILE.gguf [--sha256 HASH]\n"
        + "       model-show FILE.gguf\n       model-bench FILE.gguf --cases FILE.jsonl\n"
        + "       model-replay BUNDLE --action ID --model FILE.gguf [--agents DIR]\n"
        + "       policy-grammar FILE.json [--say TEXT]";

    /// <summary>Folder of this node's keys and card.</summary>
    public string Folder => Path.Combine(Home, "nodes", Index.ToString(CultureInfo.InvariantCulture));

    /// <exception cref="NodeFaultException">DAI-6001, with what is wrong.</exception>
    public static NodeCommandLine Read(IReadOnlyList<string> words)
    {
        var values = Pairs(words, ["--home", "--config", "--node", "--cluster-port"]);
        return new(
            Path.GetFullPath(Required(values, "--home")), Path.GetFullPath(Required(values, "--config")),
            Number(values, "--node", 1_000) ?? throw Wrong("--node is missing"),
            Number(values, "--cluster-port", 65_535) ?? 0);
    }

    /// <summary>Options and their values, each option once.</summary>
    /// <exception cref="NodeFaultException">DAI-6001.</exception>
    internal static Dictionary<string, string> Pairs(IReadOnlyList<string> words, IReadOnlyCollection<string> known)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < words.Count; i += 2)
        {
            if (!known.Contains(words[i]))
                throw Wrong($"unknown word '{words[i]}'; known: {string.Join(' ', known)}");
            if (i + 1 == words.Count)
                throw Wrong($"{words[i]} needs a value");
            if (!values.TryAdd(words[i], words[i + 1]))
                throw Wrong($"{words[i]} is there twice");
        }
        return values;
    }

    internal static NodeFaultException Wrong(string what) => new("DAI-6001", $"{what}\n{Usage}");

    private static string Required(Dictionary<string, string> values, string name) =>
        values.GetValueOrDefault(name) ?? throw Wrong($"{name} is missing");

    private static int? Number(Dictionary<string, string> values, string name, int most) =>
        !values.TryGetValue(name, out var text) ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most ? number
        : throw Wrong($"{name} '{text}' is not a number from 0 to {most}");
}
