using System.Collections.Immutable;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using DecentralizedAi.Authoring.Configuration;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Plugin;
using DecentralizedAi.Testing;
using DecentralizedAi.Tools.Plugins;
using Xunit;

namespace DecentralizedAi.Node.Tests.Plugins;

/// <summary>An unmodified server of npm, from its folder to a governed call.</summary>
public sealed class ServerPackageTests : IAsyncLifetime
{
    private static readonly string Sample = Path.GetFullPath(Path.Combine(
        Path.GetDirectoryName(Vectors.PathOf("policy.json"))!, "..", "..", "src", "samples", "Sums"));

    private static readonly ImmutableSortedDictionary<string, string> NoNames =
        ImmutableSortedDictionary<string, string>.Empty;

    private const string One = "0x0000000000000000000000000000000000000000000000000000000000000001";

    private readonly PluginLab _lab = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _lab.DisposeAsync().AsTask();

    [Fact]
    public async Task The_sample_is_packed_the_same_each_time_and_called_as_it_was_voted()
    {
        var (one, two) = (Path.Combine(_lab.Home, "one.nupkg"), Path.Combine(_lab.Home, "two.nupkg"));
        var report = await PackAsync(one);
        Assert.Equal((string?)report["sha256"], (string?)(await PackAsync(two))["sha256"]);
        Assert.Equal("read(a:integer,b:integer)", (string?)report["signatures"]!["calc.total"]);
        var package = AgentPlugin.Read(one);
        Assert.Equal((string?)report["sha256"], package.Hash.ToString());
        Assert.Contains("get-env", package.Manifest.Server!.Others.Keys);
        Assert.DoesNotContain("echo", package.Manifest.Server.Others.Keys);
        Assert.Equal(package.Manifest.ToJson(), PluginManifest.Read(package.Manifest.ToJson()).ToJson());
        Assert.Contains("pkg:npm/%40modelcontextprotocol/server-everything@", Materials(one));

        using var shelf = _lab.Shelf();
        Assert.Null(shelf.Take(package));
        var plugin = Assert.Single(shelf.Plugins);
        Assert.Equal("The sum of 1200 and -34 is 1166.", Assert.IsType<ToolOutcome.Done>(
            await PluginLab.CallAsync(plugin, "calc.total", ("a", "1200"), ("b", "-34"))).Text);
        Assert.Equal("Echo: hello", Assert.IsType<ToolOutcome.Done>(
            await PluginLab.CallAsync(plugin, "message.repeat", ("words", "hello"))).Text);
        Assert.Contains("DAI-5201", Assert.IsType<ToolOutcome.Failed>(
            await PluginLab.CallAsync(plugin, "get-env")).Reason);
    }

    [Fact]
    public void A_program_of_the_host_is_the_one_that_was_approved_or_nothing_starts()
    {
        var manifest = Manifest("node", Keccak256.Hash("another"));
        var file = Written(manifest, ("server/index.js", "1"));
        using var shelf = _lab.Shelf();
        var refused = shelf.Take(new AgentPlugin(file, Hash(file), manifest));
        Assert.Contains("DAI-5224", refused);
        Assert.Contains($"has SHA-256 {manifest.Server!.Program}", refused);
        Assert.Empty(shelf.Plugins);
    }

    // The command names one file, and that the approved bytes lie in another says nothing of it.
    [Fact]
    public async Task A_program_whose_place_another_took_is_not_started_though_a_copy_lies_elsewhere_on_the_path()
    {
        const string Name = "acme-runner";
        var folders = (string[])[Path.Combine(_lab.Home, "first"), Path.Combine(_lab.Home, "second")];
        foreach (var folder in folders)
            File.WriteAllText(Path.Combine(Directory.CreateDirectory(folder).FullName, Name), "\u007fELF approved");
        var (first, path) = (Path.Combine(folders[0], Name), Environment.GetEnvironmentVariable("PATH"));
        var manifest = Manifest(Name, Hash(first));
        var file = Written(manifest, ("server/index.js", "1"));
        Environment.SetEnvironmentVariable("PATH", string.Join(Path.PathSeparator, folders.Append(path)));
        try
        {
            using var shelf = _lab.Shelf();
            Assert.Null(shelf.Take(new AgentPlugin(file, Hash(file), manifest)));
            var plugin = _lab.Keep(Assert.Single(shelf.Plugins));
            File.WriteAllText(first, "\u007fELF another");
            await plugin.LookAsync();
            Assert.Contains("DAI-5224", plugin.Refused);
            Assert.Contains(first, plugin.Refused);
        }
        finally
        {
            Environment.SetEnvironmentVariable("PATH", path);
        }
    }

    [Theory]
    [InlineData("server/../../evil")]
    [InlineData("server//evil")]
    [InlineData("server/a\\..\\evil")]
    [InlineData("server/index.js")]
    public void A_file_that_leaves_its_folder_or_is_there_twice_is_not_laid_out(string name)
    {
        var manifest = Manifest("./index.js", null);
        var file = Written(manifest, ("server/index.js", "1"), (name, "2"));
        var folder = Path.Combine(_lab.Home, "laid");
        Assert.Contains("is no file of a server", Assert.Throws<ToolException>(
            () => new PluginFolder(file, Hash(file), manifest, folder).Lay()).Message);
        Assert.False(Directory.Exists(folder));
    }

    [Theory]
    [InlineData("as it was", false)]
    [InlineData("an empty folder more", false)]
    [InlineData("another byte", true)]
    [InlineData("a byte more", true)]
    [InlineData("a file more", true)]
    [InlineData("a file less", true)]
    [InlineData("a link to the same", true)]
    [InlineData("a folder that is a link to the same", true)]
    [InlineData("a program that others may write", true)]
    public void What_lies_as_it_was_approved_is_not_written_again(string what, bool written)
    {
        LaidAgain(what, written, started: true);
        Directory.Delete(Path.Combine(_lab.Home, "laid"), recursive: true);
        File.Delete(Path.Combine(_lab.Home, "written.nupkg"));
        LaidAgain(what, written, started: false);
    }

    // A node that has laid it out before compares hashes that it knows; one that starts reads the package for them.
    private void LaidAgain(string what, bool written, bool started)
    {
        var manifest = Manifest("./index.js", null);
        var file = Written(manifest, ("server/index.js", "1"), ("server/lib/a.js", "2"), ("server/empty.js", ""));
        var folder = Path.Combine(_lab.Home, "laid");
        var laid = new PluginFolder(file, Hash(file), manifest, folder);
        Assert.True(laid.Lay());
        var (program, other) = (Path.Combine(folder, "index.js"), Path.Combine(folder, "lib", "a.js"));
        var elsewhere = Path.Combine(_lab.Home, $"elsewhere {started}");
        var mode = Mode(program);
        switch (what)
        {
            case "an empty folder more": Directory.CreateDirectory(Path.Combine(folder, "more")); break;
            case "another byte": File.WriteAllText(other, "3"); break;
            case "a byte more": File.AppendAllText(other, "2"); break;
            case "a file more": File.WriteAllText(Path.Combine(folder, "more.js"), "2"); break;
            case "a file less": File.Delete(other); break;
            case "a program that others may write" when !OperatingSystem.IsWindows():
                File.SetUnixFileMode(program, mode | UnixFileMode.OtherWrite);
                break;
            case "a link to the same":
                File.Move(other, elsewhere);
                File.CreateSymbolicLink(other, elsewhere);
                break;
            case "a folder that is a link to the same":
                Directory.Move(Path.Combine(folder, "lib"), elsewhere);
                Directory.CreateSymbolicLink(Path.Combine(folder, "lib"), elsewhere);
                break;
        }
        Assert.Equal(written, (started ? laid : new PluginFolder(file, Hash(file), manifest, folder)).Lay());
        Assert.False(laid.Lay());
        Assert.Equal(["empty.js", "index.js", "lib/a.js"], Directory.GetFiles(
            folder, "*", SearchOption.AllDirectories).Select(one => Path.GetRelativePath(folder, one)).Order());
        Assert.Equal(("1", "2", ""),
            (File.ReadAllText(program), File.ReadAllText(other), File.ReadAllText(Path.Combine(folder, "empty.js"))));
        Assert.Equal(mode, Mode(program));
        Assert.Null(new FileInfo(other).LinkTarget ?? new DirectoryInfo(Path.Combine(folder, "lib")).LinkTarget);
    }

    [Theory]
    [InlineData("\"program\":null", $"\"program\":\"{One}\"")]
    [InlineData("\"entry\":\"./index.js\"", "\"entry\":\"../index.js\"")]
    [InlineData("\"entry\":\"./index.js\"", "\"entry\":\"/bin/sh\"")]
    [InlineData("\"capabilities\":[]", "\"capabilities\":[\"storage\"]")]
    [InlineData("\"idempotency\":\"Safe\"", "\"idempotency\":\"Keyed\"")]
    [InlineData("\"calls\":\"add\",", "")]
    [InlineData("\"names\":{}", "\"names\":{\"c\":\"d\"}")]
    [InlineData("\"others\":{}", $$"""
        "others":{"add":"{{One}}"}
        """)]
    public void A_manifest_that_says_two_things_is_none(string written, string changed)
    {
        var json = Manifest("./index.js", null).ToJson();
        Assert.Equal(json, PluginManifest.Read(json).ToJson());
        Assert.Contains(written, json);
        Assert.Throws<FormatException>(() => PluginManifest.Read(json.Replace(written, changed)));
    }

    private static async Task<JsonNode> PackAsync(string file)
    {
        var (exit, output, error) = await NodeProcess.RunAsync("plugin-pack", Sample, "--out", file);
        Assert.True(exit == 0, error);
        return JsonNode.Parse(output)!;
    }

    private static string Materials(string file)
    {
        using var package = ZipFile.OpenRead(file);
        using var reader = new StreamReader(package.GetEntry("bom.cdx.json")!.Open());
        return reader.ReadToEnd();
    }

    private static PluginManifest Manifest(string entry, Bytes32? program) =>
        new("acme.sums", "1.0.0", 1, entry, [], [],
        [
            new PluginTool(ToolDeclaration.Of("calc.total", ToolEffect.Read, Idempotency.Safe, "a: integer"), 20,
                "None", "Low", Keccak256.Hash("pin")) { Foreign = new ForeignTool("add", NoNames) },
        ])
        {
            Server = new ForeignServer(program, ["x"], NoNames, ImmutableSortedDictionary<string, Bytes32>.Empty),
        };

    private string Written(PluginManifest manifest, params (string Name, string Text)[] files)
    {
        var file = Path.Combine(_lab.Home, "written.nupkg");
        using var package = ZipFile.Open(file, ZipArchiveMode.Create);
        foreach (var (name, text) in files.Append((PluginManifest.FileName, manifest.ToJson())))
        {
            using var writer = new StreamWriter(package.CreateEntry(name).Open());
            writer.Write(text);
        }
        return file;
    }

    private static UnixFileMode Mode(string file) =>
        OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(file);

    private static Bytes32 Hash(string file) => Bytes32.Of(SHA256.HashData(File.ReadAllBytes(file)));
}
