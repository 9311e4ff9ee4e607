using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using DecentralizedAi.Authoring.Configuration;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Tools;
using Xunit;

namespace DecentralizedAi.Authoring.Tests;

/// <summary><c>agent.yaml</c> and what its composition commits to.</summary>
public sealed class AgentFolderTests : IDisposable
{
    private const string Example = """
        agent: treasurer
        model: { file: ../model/default.gguf, template: chatml }
        prompts: [ prompts/system.md ]
        tools: [ wallet, ledger, web, document ]
        plugins: []
        narrow: []                                      # payees: the grammar hides addresses outside the policy's lists
        evals: [ evals/payments.yaml ]
        """;

    private readonly string _root = Directory.CreateTempSubdirectory("dai-agent-").FullName;
    private readonly string _folder;

    public AgentFolderTests()
    {
        _folder = Path.Combine(_root, "treasurer");
        Write("../model/default.gguf", "model");
        Write("prompts/system.md", "You are the treasurer.");
        Write("evals/payments.yaml", "cases");
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Reads_the_example_of_the_specification()
    {
        var agent = Read(Example);
        Assert.Equal(("treasurer", false), (agent.Name, agent.NarrowPayees));
        Assert.Equal(Sha256("model"), agent.Composition.ModelSha256);
        Assert.Equal(Sha256("You are the treasurer."), Assert.Single(agent.Composition.Prompts));
        Assert.Equal(agent.Tools.Hash, agent.Composition.Tools);
        Assert.Equal(["document.read", "ledger.lookup", "refuse", "reply", "wallet.balance", "wallet.pay", "web.fetch"],
            agent.Tools.Tools.Select(tool => tool.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void All_groups_are_the_default_catalogue()
    {
        var groups = ToolCatalogue.Default.Tools.Select(tool => tool.Name.Split('.')[0]).Distinct();
        var agent = Read(Example.Replace("wallet, ledger, web, document", string.Join(", ", groups)));
        Assert.Equal(ToolCatalogue.Default.Hash, agent.Composition.Tools);
    }

    [Theory]
    [InlineData("../model/default.gguf")]
    [InlineData("prompts/system.md")]
    public void Another_byte_is_another_composition(string file)
    {
        var before = Read(Example).Composition.Hash();
        Write(file, "another");
        Assert.NotEqual(before, Read(Example).Composition.Hash());
    }

    [Fact]
    public void A_plugin_adds_its_tools_and_its_hash()
    {
        var with = Example.Replace("plugins: []", "plugins: [ weather.nupkg ]");
        Package("weather.forecast", "one");
        var agent = Read(with);
        Assert.Equal("read(city:text)", agent.Tools["weather.forecast"]!.Signature.Written);
        Assert.Equal(Assert.Single(agent.Plugins).Hash, Assert.Single(agent.Composition.Plugins));
        Assert.NotEqual(Read(Example).Composition.Hash(), agent.Composition.Hash());
        Package("weather.forecast", "two");
        Assert.NotEqual(agent.Composition.Hash(), Read(with).Composition.Hash());
    }

    [Theory]
    [InlineData("web.fetch")]
    [InlineData("calc")]
    public void A_plugin_takes_no_name_of_a_built_in_tool(string tool)
    {
        Package(tool, "one");
        var fault = Assert.Throws<ConfigurationException>(
            () => Read(Example.Replace("plugins: []", "plugins: [ weather.nupkg ]")));
        Assert.Equal("DAI-1105", fault.Code);
        Assert.Contains(tool, fault.Message);
    }

    [Fact]
    public void The_cases_it_is_tested_with_are_no_part_of_the_composition()
    {
        var before = Read(Example).Composition.Hash();
        Write("evals/payments.yaml", "other cases");
        Assert.Equal(before, Read(Example).Composition.Hash());
    }

    [Fact]
    public void A_model_may_be_written_to_by_the_template_in_its_file() =>
        Assert.Equal("file", Read(Example.Replace("chatml", "file")).Composition.Template);

    [Theory]
    [InlineData("agent: treasurer", "agents: treasurer", "DAI-1103", "1:1")]
    [InlineData("agent: treasurer\n", "", "DAI-1106", "agent.yaml")]
    [InlineData("default.gguf", "other.gguf", "DAI-1106", "2:16")]
    [InlineData("chatml", "llama3", "DAI-1105", "2:49")]
    [InlineData("web,", "wbe,", "DAI-1105", "4:8")]
    [InlineData("plugins: []", "plugins: [ mail.nupkg ]", "DAI-1106", "5:10")]
    [InlineData("plugins: []", "plugins: [ prompts/system.md ]", "DAI-1105", "5:10")]
    [InlineData("narrow: [] ", "narrow: [ payee ] ", "DAI-1105", "6:9")]
    public void A_fault_is_named_with_its_place(string old, string @new, string code, string place)
    {
        var fault = Assert.Throws<ConfigurationException>(() => Read(Example.Replace(old, @new)));
        Assert.Equal(code, fault.Code);
        Assert.Contains(place, fault.Where);
    }

    [Fact]
    public void The_shipped_treasurer_is_read()
    {
        var agents = AgentFolder.ReadAll(Path.Combine(Root(), "agents"));
        Assert.Equal("treasurer", Assert.Single(agents).Name);
        Assert.Equal(ToolCatalogue.Default.Hash, agents[0].Composition.Tools);
    }

    private AgentFolder Read(string yaml)
    {
        Write("agent.yaml", yaml);
        return AgentFolder.Read(_folder);
    }

    private void Write(string name, string text)
    {
        var file = Path.GetFullPath(name, _folder);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private static Bytes32 Sha256(string text) => Bytes32.Of(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private void Package(string tool, string content)
    {
        var declared = ToolDeclaration.Of(tool, ToolEffect.Read, Idempotency.Safe, "city: text");
        var manifest = new PluginManifest("acme.weather", "1.0.0", 1, "Weather.dll", [], [],
            [new PluginTool(declared, 20, "None", "Low", Keccak256.Hash(tool))]);
        using var package = new ZipArchive(File.Create(Path.Combine(_folder, "weather.nupkg")), ZipArchiveMode.Create);
        foreach (var (name, text) in new[] { (PluginManifest.FileName, manifest.ToJson()), ("Weather.dll", content) })
        {
            using var writer = new StreamWriter(package.CreateEntry(name).Open());
            writer.Write(text);
        }
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "DecentralizedAi.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("no DecentralizedAi.sln above the tests");
        return folder.FullName;
    }
}
