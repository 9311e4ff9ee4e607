using System.Text.Json.Nodes;
using DecentralizedAi.Authoring.Configuration;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Plugin;
using DecentralizedAi.Tools;
using DecentralizedAi.Tools.Plugins;
using Xunit;

namespace DecentralizedAi.Node.Tests.Plugins;

/// <summary>A package is what was approved, byte for byte, or it is not laid out.</summary>
public sealed class PluginPackageTests : IAsyncLifetime
{
    private const string Source = """
        [DaiPlugin("acme.echo", 1)]
        public sealed class Echo
        {
            [KernelFunction, DaiTool("echo.say", ToolEffect.Read, Idempotency.Safe), Description("Says it again.")]
            public string Say(string words) => words;
        }
        """;

    private const string Tool = "[KernelFunction, DaiTool(\"echo.say\", ToolEffect.Read, Idempotency.Safe)]";

    private const string Reader = """
        [DaiPlugin("acme.reader", 1)]
        public sealed class Reader
        {
            [KernelFunction, DaiTool("reader.read", ToolEffect.Read, Idempotency.Safe)]
            public string Read(string path) => File.ReadAllText(path);
        }
        """;

    private readonly PluginLab _lab = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _lab.DisposeAsync().AsTask();

    [Fact]
    public async Task Its_author_checks_and_packs_it_and_a_node_lays_it_out()
    {
        var file = Installed("Echo", Source);
        var (exit, output, error) = await NodeProcess.RunAsync("plugin-pack", file);
        Assert.True(exit == 0, error);
        var report = JsonNode.Parse(output)!;
        var plugin = AgentPlugin.Read((string)report["package"]!);
        Assert.Equal((string?)report["sha256"], plugin.Hash.ToString());
        Assert.Equal(report["manifest"]!.ToJsonString(), JsonNode.Parse(plugin.Manifest.ToJson())!.ToJsonString());
        Assert.Equal("read(words:text)", (string?)report["signatures"]!["echo.say"]);

        var folder = Path.Combine(_lab.Home, "laid");
        new PluginFolder(plugin.File, plugin.Hash, plugin.Manifest, folder).Lay();
        Assert.Equal("Echo.dll", Path.GetFileName(Assert.Single(Directory.GetFiles(folder))));
        Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(folder, "Echo.dll")));
    }

    [Fact]
    public async Task One_that_reaches_further_is_named_and_not_packed()
    {
        var file = Installed("Reader", Reader);
        var (exit, output, _) = await NodeProcess.RunAsync("plugin-pack", file);
        Assert.Equal(1, exit);
        var finding = Assert.Single(JsonNode.Parse(output)!["findings"]!.AsArray(),
            one => (string?)one!["member"] == "System.IO.File");
        Assert.Equal("files", (string?)finding!["capability"]);
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(file)!, "*.nupkg"));
    }

    [Theory]
    [InlineData("decimal amount", "DAI-5204", "'amount' of type Decimal")]
    [InlineData("string perDay", "DAI-5204", "such as 'per_day'")]
    [InlineData("[DaiType(\"adress\")] string to", "DAI-5204", "adress")]
    public async Task What_cannot_be_a_tool_is_told_to_its_author_in_the_words_of_the_reason(
        string parameter, string code, string why)
    {
        var refused = await Assert.ThrowsAsync<ToolException>(() => _lab.DescribeAsync(_lab.Install(
            "Odd", Source.Replace("string words) => words", $"{parameter}) => \"\""))));
        Assert.Equal(code, refused.Code);
        Assert.Contains(why, refused.Message);
    }

    [Theory]
    [InlineData("sealed class", "abstract class", "DAI-5217 Echo is static or abstract")]
    [InlineData("1)]", "2)]", "DAI-5217 acme.echo was written for plugin interface 2, this is 1; write [DaiPlugin(")]
    [InlineData("words;", "words; public Echo() => throw new ArgumentException(\"no\\nkey\");",
        "DAI-5217 the constructor of the plugin throws ArgumentException: no key")]
    [InlineData("words;", "words; " + Tool + " public string Tell() => \"\";",
        "DAI-5204 Echo.Tell is the tool 'echo.say', which Say is already")]
    [InlineData("words;\n}", "words;\n}\n[DaiPlugin(\"acme.two\", 1)] public class Two { }",
        "DAI-5217 Odd has 2 classes with [DaiPlugin]: Echo, Two")]
    [InlineData("words;\n}", "words;\n}\npublic class Shelf { " + Tool + " public string Look() => \"\"; }",
        "DAI-5217 Shelf.Look has [DaiTool], and tools are methods of Echo")]
    [InlineData("echo.say", "Echo.Say", "DAI-5204 Echo.Say is the tool 'Echo.Say'; a name is")]
    [InlineData("Idempotency.Safe)", "Idempotency.Safe, Seconds = 601)", "has Seconds = 601; a tool is given 1 to 600")]
    public async Task A_beginners_slip_is_told_with_its_place_and_what_to_write(string right, string wrong, string why)
    {
        var refused = await Assert.ThrowsAsync<ToolException>(() => _lab.DescribeAsync(_lab.Install(
            "Odd", Source.ReplaceLineEndings("\n").Replace(right, wrong))));
        Assert.Contains(why, refused.Message);
    }

    [Theory]
    [InlineData("bool Say(string words) => true", "true")]
    [InlineData("double Say(string words) => 0.5", "0.5")]
    [InlineData("string? Say(string words) => null", "")]
    public async Task A_result_that_is_no_text_is_written_as_JSON_writes_it(string method, string written)
    {
        var command = _lab.Install("Echo", Source.Replace("string Say(string words) => words", method));
        var plugin = _lab.Host(await _lab.DescribeAsync(command), command);
        Assert.Equal(written, Assert.IsType<ToolOutcome.Done>(
            await PluginLab.CallAsync(plugin, "echo.say", ("words", "again"))).Text);
    }

    [Theory]
    [InlineData("IHttp http", ", Hosts = [\"localhost\"]", "no name of a public host")]
    [InlineData("IHttp http", ", Hosts = [\"https://example.org\"]", "without scheme, port and path")]
    [InlineData("IHttp http", "", "write Hosts =")]
    [InlineData("", ", Hosts = [\"example.org\"]", "names the host 'example.org'")]
    public async Task Hosts_and_their_capability_belong_together(string asks, string names, string why)
    {
        var source = Source.Replace("class Echo", $"class Echo({asks})").Replace("1)]", $"1{names})]");
        var refused = await Assert.ThrowsAsync<ToolException>(() =>
            _lab.DescribeAsync(_lab.Install("Hosts", source)));
        Assert.Contains(why, refused.Message);
    }

    [Fact]
    public void The_same_content_has_the_same_hash() => Assert.Equal(Packed("Echo", Source), Packed("Echo", Source));

    [Fact]
    public void Another_byte_is_not_unpacked()
    {
        var (file, hash) = Packed("Echo", Source);
        var bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 1;
        File.WriteAllBytes(file, bytes);
        Refused(file, hash, "approved is");
    }

    [Fact]
    public void One_that_reaches_further_is_not_unpacked_whoever_packed_it()
    {
        var (file, hash) = Packed("Reader", Reader);
        Refused(file, hash, "System.IO.File");
    }

    [Fact]
    public async Task A_shelf_starts_what_was_approved_and_nothing_that_took_its_place()
    {
        using var shelf = _lab.Shelf();
        var file = Installed("Echo", Source);
        Assert.Equal(0, (await NodeProcess.RunAsync("plugin-pack", file, "--out", _lab.Home + "/echo.nupkg")).Exit);
        var package = AgentPlugin.Read(_lab.Home + "/echo.nupkg");
        Assert.Null(shelf.Take(package));
        Assert.Null(shelf.Take(package));
        var plugin = Assert.Single(shelf.Plugins);
        var approved = File.ReadAllBytes(package.File);
        File.AppendAllText(package.File, "x");
        Assert.Contains("approved is", Failed(await PluginLab.CallAsync(plugin, "echo.say", ("words", "again"))));
        Assert.Contains("approved is", plugin.Refused);

        // The package is there again; what lies unpacked is another's, whoever put it there.
        File.WriteAllBytes(package.File, approved);
        File.WriteAllText(Directory.GetFiles(Path.Combine(_lab.Home, "shelf"), "Echo.dll",
            SearchOption.AllDirectories).Single(), "other");
        Assert.Equal("again", Assert.IsType<ToolOutcome.Done>(
            await PluginLab.CallAsync(plugin, "echo.say", ("words", "again"))).Text);
        Assert.Null(plugin.Refused);
        Assert.Contains("cannot be read", shelf.Take(package with { File = "gone", Hash = Keccak256.Hash("gone") }));
        Assert.Contains("interface 2", shelf.Take(package with
        {
            Manifest = package.Manifest with { Api = 2 }, Hash = Keccak256.Hash("newer"),
        }));
    }

    [Fact]
    public async Task Of_two_plugins_with_a_tool_of_one_name_the_voted_one_serves()
    {
        var (one, two) = (Keccak256.Hash("one"), Keccak256.Hash("two"));
        var (mild, loud) = (_lab.Install("Echo", Source), _lab.Install("Loud", Source.Replace("=> words", "=> \"!\"")));
        var host = new ToolHost(ToolCatalogue.Default, TimeProvider.System,
        [
            _lab.Host(await _lab.DescribeAsync(mild), mild, one), _lab.Host(await _lab.DescribeAsync(loud), loud, two),
        ], []);
        Assert.Equal("hi", Assert.IsType<ToolOutcome.Done>(await SayAsync(host, one)).Text);
        Assert.Equal("!", Assert.IsType<ToolOutcome.Done>(await SayAsync(host, two)).Text);
        Assert.Contains("DAI-5201", Failed(await SayAsync(host)));
    }

    private static Task<ToolOutcome> SayAsync(ToolHost host, params Bytes32[] packages) => host.RunAsync(
        new ToolRun(Keccak256.Hash("say"), 7, ToolCall.Of("echo.say", new ToolArgument("words", "hi")),
            TimeProvider.System.GetUtcNow().AddMinutes(1)) { Plugins = [.. packages] }, CancellationToken.None);

    private static string Failed(ToolOutcome outcome) => Assert.IsType<ToolOutcome.Failed>(outcome).Reason;

    private void Refused(string file, Bytes32 hash, string why)
    {
        var folder = Path.Combine(_lab.Home, "laid");
        var refused = Assert.Throws<ToolException>(
            () => new PluginFolder(file, hash, Manifest("Echo"), folder).Lay());
        Assert.Equal("DAI-5224", refused.Code);
        Assert.Contains(why, refused.Message);
        Assert.False(Directory.Exists(folder));
    }

    private (string File, Bytes32 Hash) Packed(string name, string source)
    {
        var file = Path.Combine(_lab.Home, name + ".nupkg");
        return (file, PluginPackage.Write(file, Manifest(name), [(name + ".dll", PluginSource.Compile(name, source))]));
    }

    private static PluginManifest Manifest(string name) => new("acme.echo", "1.0.0", 1, name + ".dll", [], [],
        [new PluginTool(ToolDeclaration.Of("echo.say", ToolEffect.Read, Idempotency.Safe, "words: text"), 20, "None",
            "Low", Keccak256.Hash("pin"))]);

    private string Installed(string name, string source)
    {
        _lab.Install(name, source);
        return Path.Combine(_lab.Home, name, name + ".dll");
    }
}
