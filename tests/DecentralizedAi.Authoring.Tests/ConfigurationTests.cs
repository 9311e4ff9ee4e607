using DecentralizedAi.Authoring.Configuration;
using Xunit;

namespace DecentralizedAi.Authoring.Tests;

/// <summary><c>dai.yaml</c>: what it gives, who wins, and how a fault is named.</summary>
public sealed class ConfigurationTests : IDisposable
{
    private const string Example = """
        # dai.yaml
        chain:    { rpc: [ "http://127.0.0.1:8545" ], quorum: 1, manifest: .dai/dao.json }   # k of n endpoints must agree
        node:     { operator: pantry, keys: .dai/keys, listen: 127.0.0.1:7575, token: .dai/token }
        cluster:  { seeds: [ "127.0.0.1:4053" ], tls: none }                                  # tls: { ca, certificate, key } off loopback
        store:    { kind: sqlite, path: .dai/journal.db }                                     # or { kind: postgres, connection: env:DAI_PG }
        model:    { default: agents/model/default.gguf, threads: 1, sequences: 4, gpu_layers: auto }
        log:      { checkpoint: { every: 2s, leaves: 1000 } }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("dai-config-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Reads_the_example_of_the_specification()
    {
        var read = Read(Example);
        Assert.Equal(new Uri("http://127.0.0.1:8545"), Assert.Single(read.Chain.Rpc));
        Assert.Equal(Path.Combine(_folder, ".dai", "dao.json"), read.Chain.Manifest);
        Assert.Equal(("pantry", 7575), (read.Node.Operator, read.Node.Listen.Port));
        Assert.Null(read.Cluster.Tls);
        Assert.Equal(Path.Combine(_folder, ".dai", "journal.db"), read.Store.Path);
        Assert.Equal((1, 4, null), (read.Model.Threads, read.Model.Sequences, read.Model.GpuLayers));
        Assert.Equal((TimeSpan.FromSeconds(2), 1000), (read.Log.CheckpointEvery, read.Log.CheckpointLeaves));
    }

    [Fact]
    public void Looks_at_the_head_as_the_chain_goes_or_as_often_as_is_said()
    {
        Assert.Null(Read("chain: { every: auto }").Chain.Every);
        Assert.Equal(TimeSpan.FromSeconds(5), Read("chain: { every: 5s }").Chain.Every);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing but words\n")]
    public void An_empty_file_is_the_defaults(string text)
    {
        var read = Read(text);
        Assert.All(KnownKeys.All.Where(key => key.Default is not null),
            key => Assert.Equal("default", read.Written[key.Path].Origin));
    }

    [Theory]
    [InlineData("chain: { rpc: [ \"http://h:1\" ], qourum: 1 }", "DAI-1103", "1:33", "quorum")]
    [InlineData("nodes: { operator: pantry }", "DAI-1103", "1:1", "node")]
    [InlineData("log:\n  checkpoint:\n    evry: 2s", "DAI-1103", "3:5", "every")]
    [InlineData("store: { kind: sqlite, kind: sqlite }", "DAI-1104", "1:24", "keep one")]
    [InlineData("chain: { quorum: 2 }", "DAI-1105", "1:18", "from 1 to 1, the number of endpoints")]
    [InlineData("chain: { rpc: [ \"ftp://h\" ] }", "DAI-1105", "1:15", "http or https")]
    [InlineData("chain: { rpc: [ \"http://me:secret@h\" ] }", "DAI-1105", "1:15", "without user name")]
    [InlineData("chain: http", "DAI-1105", "1:8", "a map with")]
    [InlineData("chain: { rpc: http://h }", "DAI-1105", "1:15", "a list of texts")]
    [InlineData("node: { listen: 0.0.0.0:7575 }", "DAI-1105", "1:17", "loopback")]
    [InlineData("node: { listen: localhost }", "DAI-1105", "1:17", "an IP address and a port")]
    [InlineData("store: { kind: mongo }", "DAI-1105", "1:16", "sqlite or postgres")]
    [InlineData("store: { kind: postgres }", "DAI-1106", "dai.yaml", "store.connection")]
    [InlineData("model: { threads: 0 }", "DAI-1105", "1:19", "from 1 to 256")]
    [InlineData("model: { sequences: 33 }", "DAI-1105", "1:21", "from 1 to 32")]
    [InlineData("model: { gpu_layers: all }", "DAI-1105", "1:22", "from 0 to")]
    [InlineData("chain: { every: often }", "DAI-1105", "1:17", "s, m, h or d")]
    [InlineData("log: { checkpoint: { every: 2 } }", "DAI-1105", "1:29", "s, m, h or d")]
    [InlineData("cluster: { seeds: [ nowhere ] }", "DAI-1105", "1:19", "host:port")]
    [InlineData("cluster: { listen: \"0.0.0.0:4053\" }", "DAI-1105", "1:20", "the other nodes can reach")]
    [InlineData("cluster: { listen: somewhere }", "DAI-1105", "1:20", "host:port")]
    [InlineData("cluster: { listen: \"10.0.0.1:4053\" }",
        "DAI-1105", "default", "postgres, which cluster.listen needs")]
    [InlineData("cluster: { bind: \"0.0.0.0:4053\" }",
        "DAI-1105", "default", "postgres, which cluster.bind needs")]
    [InlineData("cluster: { bind: 127.0.0.1 }", "DAI-1105", "1:18", "host:port")]
    [InlineData("store: { kind: postgres, connection: env:DAI_PG }\ncluster: { bind: \"0.0.0.0:1\" }",
        "DAI-1105", "2:18", "set cluster.tls")]
    [InlineData("cluster: { seeds: [ \"127.0.0.1:1\", \"db.example:1\" ] }",
        "DAI-1105", "default", "which cluster.seeds needs: 'db.example:1'")]
    [InlineData("store: { kind: sqlite }\ncluster: { seeds: [ \"10.0.0.1:1\" ] }",
        "DAI-1105", "1:16", "SQLite serves one alone")]
    [InlineData("store: { kind: postgres, connection: env:DAI_PG }\ncluster: { seeds: [ \"10.0.0.1:1\" ] }",
        "DAI-1105", "2:19", "set cluster.tls")]
    [InlineData("store: { kind: postgres, connection: env:DAI_PG }\ncluster: { listen: \"node1:1\" }",
        "DAI-1105", "2:20", "set cluster.tls")]
    [InlineData("cluster: { tls: yes }", "DAI-1105", "1:17", "none, or a map")]
    [InlineData("chain: &a { quorum: 1 }", "DAI-1102", "1:8", "YAML")]
    [InlineData("chain: [", "DAI-1102", "dai.yaml:", "yaml")]
    public void A_fault_is_named_with_its_place_and_its_fix(string text, string code, string place, string fix)
    {
        var fault = Assert.Throws<ConfigurationException>(() => Read(text));
        Assert.Equal(code, fault.Code);
        Assert.Contains(place, fault.Where);
        Assert.Contains(fix, $"{fault.Message} {fault.Fix}");
    }

    [Fact]
    public void Several_hosts_need_postgres_and_certificates_and_then_are_read()
    {
        var read = Read("""
            store: { kind: postgres, connection: env:DAI_PG }
            cluster:
              listen: node1:4053
              seeds: [ "node1:4053", "10.0.0.2:4053" ]
              tls: { ca: ca.pem, certificate: node1.p12, key: env:DAI_TLS }
            """);
        Assert.Equal(("node1", 4053), (read.Cluster.Host, read.Cluster.Port));
        Assert.Equal((null, "DAI_PG"), (read.Store.Path, read.Store.ConnectionVariable));
        Assert.Equal(new TlsConfiguration(
            Path.Combine(_folder, "ca.pem"), Path.Combine(_folder, "node1.p12"), "DAI_TLS"), read.Cluster.Tls);
    }

    [Fact]
    public void A_secret_in_a_wrong_place_is_not_repeated()
    {
        var fault = Assert.Throws<ConfigurationException>(
            () => Read("store: { kind: postgres, connection: \"Host=db;Password=hunter2\" }"));
        Assert.DoesNotContain("hunter2", fault.Message + fault.Fix);
    }

    [Fact]
    public void A_flag_wins_over_the_environment_over_the_file_over_the_users_file_over_the_default()
    {
        var file = Write("near.yaml", "model: { threads: 3 }\nnode: { operator: near }\nlog: { checkpoint: { leaves: 7 } }");
        var user = Write("far.yaml", "model: { threads: 4 }\nstore: { path: far.db }");
        var read = ConfigurationReader.Read([file, user],
            new Dictionary<string, string> { ["DAI_MODEL_THREADS"] = "5", ["DAI_NODE_OPERATOR"] = "env" },
            new Dictionary<string, string> { ["model.threads"] = "6" }, _folder);
        Assert.Equal((6, "env", 7), (read.Model.Threads, read.Node.Operator, read.Log.CheckpointLeaves));
        Assert.Equal(Path.Combine(_folder, "far.db"), read.Store.Path);
        Assert.Equal("--threads", read.Written["model.threads"].Origin);
        Assert.Equal("DAI_NODE_OPERATOR", read.Written["node.operator"].Origin);
        Assert.Equal($"{file}:3:30", read.Written["log.checkpoint.leaves"].Origin);
        Assert.Equal("default", read.Written["chain.quorum"].Origin);
    }

    [Fact]
    public void A_list_in_a_variable_is_split_at_commas()
    {
        var read = ConfigurationReader.Read([],
            new Dictionary<string, string> { ["DAI_CHAIN_RPC"] = "http://a:1, http://b:2", ["DAI_CHAIN_QUORUM"] = "2" },
            new Dictionary<string, string>(), _folder);
        Assert.Equal(["http://a:1/", "http://b:2/"], read.Chain.Rpc.Select(url => url.ToString()));
    }

    [Fact]
    public void Tls_names_its_files()
    {
        var tls = Read("cluster: { tls: { ca: ca.pem, certificate: node.p12, key: env:DAI_TLS } }").Cluster.Tls!;
        Assert.Equal((Path.Combine(_folder, "ca.pem"), "DAI_TLS"), (tls.Authority, tls.PasswordVariable));
        var fault = Assert.Throws<ConfigurationException>(() => Read("cluster: { tls: { certificate: node.p12 } }"));
        Assert.Equal("DAI-1106", fault.Code);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named() => Assert.Equal("DAI-1101", Assert.Throws<ConfigurationException>(
        () => ConfigurationReader.ReadFile(Path.Combine(_folder, "none.yaml"), new Dictionary<string, string>())).Code);

    private DaiConfiguration Read(string text) =>
        ConfigurationReader.ReadFile(Write("dai.yaml", text), new Dictionary<string, string>());

    private string Write(string name, string text)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllText(file, text);
        return file;
    }
}
