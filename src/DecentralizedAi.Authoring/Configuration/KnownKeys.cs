namespace DecentralizedAi.Authoring.Configuration;

/// <summary>A key of <c>dai.yaml</c>.</summary>
/// <param name="Path">With points: <c>chain.rpc</c>.</param>
/// <param name="IsList">Whether it holds a list of texts.</param>
/// <param name="Default">Written as in the file; items of a list with a comma; null = none.</param>
/// <param name="About">What it is, with unit and range.</param>
public sealed record KnownKey(string Path, bool IsList, string? Default, string About)
{
    /// <summary>The environment variable that overrides it.</summary>
    public string Variable => "DAI_" + Path.Replace('.', '_').ToUpperInvariant();
}

/// <summary>Every key of <c>dai.yaml</c>, each said once: reader, environment, schema and <c>config show</c> follow it.
/// </summary>
public static class KnownKeys
{
    public static IReadOnlyList<KnownKey> All { get; } =
    [
        new("chain.rpc", true, "http://127.0.0.1:8545", "RPC endpoints, http or https"),
        new("chain.quorum", false, "1", "how many endpoints must agree, 1 to their number"),
        new("chain.manifest", false, ".dai/dao.json", "manifest of the DAO"),
        new("chain.every", false, "auto", "time between two looks at the head: auto, as the chain goes and at once "
            + "where an endpoint announces a block; or a number and s, m, h or d"),
        new("chain.max_fee", false, "none", "most that the node offers for a unit of gas: none, or gwei from 1 to "
            + "1000000; what would cost more waits"),
        new("node.operator", false, "pantry", "name of the operator whose node this is"),
        new("node.keys", false, ".dai/keys", "folder of keystore v3 files and the file 'password'"),
        new("node.listen", false, "127.0.0.1:0", "address and port of the HTTP API, loopback; port 0 = a free one"),
        new("node.token", false, ".dai/token", "file with the bearer token of the operator"),
        new("cluster.listen", false, "127.0.0.1:0",
            "host:port by which the others reach this node; port 0 = a free one"),
        new("cluster.bind", false, null,
            "host:port on which the node listens, where a relay or a mapped port stands before it"),
        new("cluster.seeds", true, "127.0.0.1:4053", "host:port of the nodes to join; the first forms the cluster"),
        new("cluster.tls", false, "none", "none, on loopback only; else ca, certificate and key"),
        new("cluster.tls.ca", false, null, "PEM file of the authority that signs the nodes' certificates"),
        new("cluster.tls.certificate", false, null, "PKCS#12 file of this node"),
        new("cluster.tls.key", false, null, "env:NAME that holds the password of the PKCS#12 file"),
        new("store.kind", false, "sqlite", "sqlite for one host, or postgres"),
        new("store.path", false, ".dai/journal.db", "the SQLite file"),
        new("store.connection", false, null, "env:NAME that holds the PostgreSQL connection string"),
        new("model.default", false, "agents/model/default.gguf", "GGUF file of the default model"),
        new("model.threads", false, "1", "threads of the model, 1 to 256"),
        new("model.sequences", false, "8", "answers that the model writes at once, 1 to 32"),
        new("model.gpu_layers", false, "auto", "layers on the GPU: auto or a number from 0"),
        new("plugins.in_process", false, "never", "whether a plugin whose voted package says that it may run within "
            + "the node's process does so: never, it has one of its own; or voted"),
        new("log.checkpoint.every", false, "2s", "time between checkpoints: a number and s, m, h or d"),
        new("log.checkpoint.leaves", false, "1000", "leaves that make a checkpoint due at once, from 1"),
        new("log.format", false, "text", "what a node says of itself: text for people, or json, an object a line"),
    ];

    public static IReadOnlyDictionary<string, KnownKey> ByPath { get; } = All.ToDictionary(key => key.Path);

    /// <summary>Names directly below a path; the empty path is the top.</summary>
    internal static IReadOnlyCollection<string> Below(string path)
    {
        var prefix = path.Length == 0 ? "" : path + ".";
        return [.. All.Where(key => key.Path.StartsWith(prefix, StringComparison.Ordinal))
            .Select(key => key.Path[prefix.Length..].Split('.')[0]).Distinct()];
    }
}
