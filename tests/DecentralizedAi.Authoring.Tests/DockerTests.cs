using DecentralizedAi.Authoring.Configuration;
using Xunit;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace DecentralizedAi.Authoring.Tests;

/// <summary>The files of <c>docker</c> fit each other and the program; no engine runs here.</summary>
public sealed class DockerTests
{
    private static readonly string Root = Find();
    private static readonly string Folder = Path.Combine(Root, "docker");

    [Fact]
    public void The_cluster_is_a_chain_a_database_and_three_nodes_and_publishes_nothing()
    {
        var services = Services("cluster.yaml");
        Assert.Equal(["chain", "node0", "node1", "node2", "postgres"], services.Keys.Order(StringComparer.Ordinal));
        Assert.All(services.Values, service => Assert.DoesNotContain("ports", service.Keys));
        Assert.DoesNotContain("ports", Services("compose.yaml")["dao"].Keys);
    }

    [Theory]
    [InlineData("cluster.yaml")]
    [InlineData("compose.yaml")]
    public void What_is_built_is_there(string file)
    {
        foreach (var build in Services(file).Values.Where(service => service.ContainsKey("build"))
            .Select(service => (Dictionary<object, object>)service["build"]))
            Assert.True(File.Exists(Path.Combine(Folder, (string)build["context"], (string)build["dockerfile"])));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_node_reads_its_configuration_and_is_who_the_others_look_for(int index)
    {
        var name = $"node{index}";
        var service = Services("cluster.yaml")[name];
        var variables = ((Dictionary<object, object>)service["environment"])
            .ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value);
        variables["DAI_CHAIN_RPC"] = "http://chain:8545";
        var read = ConfigurationReader.ReadFile(Path.Combine(Folder, "dai.yaml"), variables);

        Assert.Equal((name, 4053), (read.Cluster.Host, read.Cluster.Port));
        Assert.Contains($"{name}:4053", read.Cluster.Seeds);
        Assert.Equal(3, read.Cluster.Seeds.Count);
        Assert.Contains(read.Store.ConnectionVariable!, variables.Keys);
        Assert.Contains(read.Cluster.Tls!.PasswordVariable, variables.Keys);
        var words = Texts(service["command"]);
        Assert.Equal(["--node", $"{index}"], words[^2..]);
        Assert.Equal("/etc/dai/dai.yaml", words[words.IndexOf("--config") + 1]);
        Assert.Contains($"./certificates/{name}:/etc/dai/certificates:ro", Texts(service["volumes"]));
        Assert.Equal(Path.Combine(Folder, "certificates", "node.p12"), read.Cluster.Tls.Certificate);
        Assert.Contains($":{read.Node.Listen.Port}/healthz", Texts(
            ((Dictionary<object, object>)service["healthcheck"])["test"])[^1]);
    }

    [Fact]
    public void The_variant_for_a_card_builds_its_own_stage_for_every_node_and_for_nothing_else()
    {
        var nodes = Services("cluster.yaml").Where(service => service.Value.ContainsKey("entrypoint")
            && service.Key != "chain").Select(service => service.Key);
        var cards = Services("cuda.yaml");
        Assert.Equal(nodes.Order(StringComparer.Ordinal), cards.Keys.Order(StringComparer.Ordinal));
        var image = File.ReadAllText(Path.Combine(Folder, "node.Dockerfile"));
        Assert.All(cards.Values, service =>
        {
            Assert.Equal(["build", "deploy"], service.Keys.Cast<string>().Order(StringComparer.Ordinal));
            Assert.Contains($" AS {((Dictionary<object, object>)service["build"])["target"]}\n", image);
            var device = Assert.Single((List<object>)At(service, "deploy", "resources", "reservations", "devices"));
            Assert.Equal("nvidia", ((Dictionary<object, object>)device)["driver"]);
        });
        // Whoever names no stage gets the last one, which is the one without a card.
        Assert.EndsWith("FROM built AS node\n", image);
        Assert.Contains("-p:UseCuda12=true", image);
        Assert.Contains("<UseCuda12", File.ReadAllText(Path.Combine(Root, "Directory.Build.props")));
    }

    [Theory]
    [InlineData("cluster.yaml")]
    [InlineData("compose.yaml")]
    public void Every_service_says_whether_it_is_healthy(string file) =>
        Assert.All(Services(file).Values, service => Assert.Contains("healthcheck", service.Keys));

    [Fact]
    public void The_image_lays_the_dashboard_where_its_nodes_look_for_it()
    {
        var image = File.ReadAllText(Path.Combine(Folder, "node.Dockerfile"));
        var program = Texts(Services("cluster.yaml")["node0"]["entrypoint"])[1];
        Assert.Contains($"cp -r artifacts/dashboard {Path.GetDirectoryName(program)}/dashboard", image);
        Assert.Contains("outDir: '../../artifacts/dashboard'",
            File.ReadAllText(Path.Combine(Root, "src", "dashboard", "vite.config.ts")));
    }

    [Fact]
    public void No_key_and_no_state_goes_into_an_image()
    {
        var ignored = File.ReadAllLines(Path.Combine(Folder, "node.Dockerfile.dockerignore"));
        Assert.Superset((HashSet<string>)["docker/certificates", "**/.dai", ".git"], ignored.ToHashSet());
    }

    private static Dictionary<string, Dictionary<object, object>> Services(string file)
    {
        using var text = File.OpenText(Path.Combine(Folder, file));
        var document = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(
            new MergingParser(new Parser(text)));
        return ((Dictionary<object, object>)document["services"])
            .ToDictionary(entry => (string)entry.Key, entry => (Dictionary<object, object>)entry.Value);
    }

    private static object At(object tree, params string[] path) =>
        path.Aggregate(tree, (at, key) => ((Dictionary<object, object>)at)[key]);

    private static List<string> Texts(object list) => [.. ((List<object>)list).Cast<string>()];

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "DecentralizedAi.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("no DecentralizedAi.sln above the tests");
        return folder.FullName;
    }
}
