using System.Globalization;
using System.Net;

namespace DecentralizedAi.Authoring.Configuration;

/// <summary>Turns written values into checked ones.</summary>
internal sealed class ConfigurationChecker(IReadOnlyDictionary<string, WrittenValue> values)
{
    public DaiConfiguration Check() => new(Chain(), Node(), Cluster(), Store(), Model(), Plugins(), Log())
    {
        Written = KnownKeys.All.Where(key => values.ContainsKey(key.Path))
            .ToDictionary(key => key.Path, key => values[key.Path]),
    };

    private ChainConfiguration Chain()
    {
        var rpc = values["chain.rpc"].Texts.Select(Endpoint).ToList();
        if (rpc.Count == 0)
            throw Missing("chain.rpc", "at least one endpoint");
        var quorum = Number("chain.quorum", 1, rpc.Count, ", the number of endpoints in chain.rpc");
        return new(rpc, quorum, FilePath("chain.manifest"),
            Text("chain.every") == "auto" ? null : Duration("chain.every"),
            Text("chain.max_fee") == "none" ? null : Number("chain.max_fee", 1, 1_000_000));
    }

    private NodeConfiguration Node()
    {
        var written = values["node.listen"];
        if (!IPEndPoint.TryParse(written.Text, out var listen) || !written.Text.Contains(':'))
            throw Wrong("node.listen", written.Text, "an IP address and a port, such as 127.0.0.1:7575");
        // The API speaks as the operator: another machine has no business with it.
        if (!IPAddress.IsLoopback(listen.Address))
            throw Wrong("node.listen", written.Text, "an address on loopback (127.0.0.1 or [::1])");
        return new(Text("node.operator"), FilePath("node.keys"), listen, FilePath("node.token"));
    }

    private ClusterConfiguration Cluster()
    {
        var (host, port) = Place("cluster.listen", Text("cluster.listen"));
        if (host is "0.0.0.0" or "[::]" or "*")
            throw Wrong("cluster.listen", Text("cluster.listen"), "a host:port that the other nodes can reach");
        var seeds = values["cluster.seeds"].Texts;
        var bind = values.TryGetValue("cluster.bind", out var bound) ? bound.Text : null;
        var open = seeds.Select(seed => (Path: "cluster.seeds", Text: seed, Place("cluster.seeds", seed).Host))
            .Prepend((Path: "cluster.bind", Text: bind ?? "",
                Host: bind is null ? host : Place("cluster.bind", bind).Host))
            .Prepend((Path: "cluster.listen", Text: Text("cluster.listen"), Host: host))
            .FirstOrDefault(place => !IsLoopback(place.Host));
        if (open.Path is not null && Text("store.kind") == "sqlite")
            throw Wrong("store.kind", "sqlite",
                $"postgres, which {open.Path} needs: '{open.Text}' is another host, and SQLite serves one alone");
        if (values.TryGetValue("cluster.tls", out var tls) && tls.Text != "none")
            throw Wrong("cluster.tls", tls.Text, "none, or a map with ca, certificate and key");
        if (open.Path is not null && tls is not null)
            throw Wrong(open.Path, open.Text, "on loopback; set cluster.tls, or use 127.0.0.1");
        return new(host, port, bind, seeds, tls is not null ? null : new TlsConfiguration(FilePath("cluster.tls.ca"),
            FilePath("cluster.tls.certificate"), Variable("cluster.tls.key")));
    }

    private (string Host, int Port) Place(string path, string text) =>
        text.LastIndexOf(':') is var colon and > 0
        && ushort.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? (text[..colon], port)
            : throw Wrong(path, text, "host:port");

    private static bool IsLoopback(string host) =>
        host == "localhost"
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private StoreConfiguration Store() => Text("store.kind") switch
    {
        "sqlite" => new(FilePath("store.path"), null),
        "postgres" => new(null, Variable("store.connection")),
        var other => throw Wrong("store.kind", other, "sqlite or postgres"),
    };

    private ModelConfiguration Model() => new(FilePath("model.default"), Number("model.threads", 1, 256),
        Number("model.sequences", 1, 32),
        Text("model.gpu_layers") == "auto" ? null : Number("model.gpu_layers", 0, 10_000));

    private PluginConfiguration Plugins() => new(Text("plugins.in_process") switch
    {
        "never" => false,
        "voted" => true,
        var other => throw Wrong("plugins.in_process", other, "never or voted"),
    });

    private LogConfiguration Log() =>
        new(Duration("log.checkpoint.every"), Number("log.checkpoint.leaves", 1, 100_000), Text("log.format") switch
        {
            "text" => false,
            "json" => true,
            var other => throw Wrong("log.format", other, "text or json"),
        });

    private Uri Endpoint(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo == ""
            ? uri
            : throw Wrong("chain.rpc", text, "an http or https URL without user name or password");

    private string Text(string path) =>
        (values.TryGetValue(path, out var value) ? value : throw Missing(path, KnownKeys.ByPath[path].About)).Text;

    private string FilePath(string path) => Text(path) is { Length: > 0 } text
        ? Path.GetFullPath(text, values[path].Folder)
        : throw Wrong(path, "", "a path");

    private string Variable(string path)
    {
        var text = Text(path);
        return text.StartsWith("env:", StringComparison.Ordinal) && text.Length > 4
            ? text[4..]
            : throw Wrong(path, "(hidden)", "env:NAME, the name of an environment variable");
    }

    private int Number(string path, int least, int most, string why = "") =>
        int.TryParse(Text(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number >= least && number <= most
            ? number
            : throw Wrong(path, Text(path), $"a number from {least} to {most}{why}");

    private TimeSpan Duration(string path)
    {
        var text = Text(path);
        var unit = text.Length > 1 ? text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3_600, 'd' => 86_400, _ => 0 } : 0;
        return unit > 0
            && uint.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var n)
            && n is > 0 and <= 1_000_000
                ? TimeSpan.FromSeconds((double)n * unit)
                : throw Wrong(path, text, "a number and s, m, h or d, such as 2s");
    }

    private ConfigurationException Wrong(string path, string value, string expected) =>
        ConfigurationException.Wrong(values[path].Origin, path, value, expected);

    private static ConfigurationException Missing(string path, string expected) =>
        ConfigurationException.Missing("dai.yaml", path, expected);
}
