using System.Net;
using System.Net.Sockets;
using Xunit;

namespace DecentralizedAi.SystemTests.Errors;

/// <summary>What keeps a start from starting: said clearly, with nothing left running or half made.</summary>
public sealed class StartErrorTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("dai-start-").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public async Task A_taken_port_is_named_with_the_flag_that_chooses_another()
    {
        await using var dai = new DaiHome();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var up = await Dai.RunAsync("up", "--json", "--home", dai.Home, "--chain-port", $"{port}");
        Refusal.Is(up, 2, "DAI-4106", $"{port}", "--chain-port");
        Assert.False(File.Exists(Path.Combine(dai.Home, "chain", "chain.json")), "a chain is said to run");
        Assert.False(File.Exists(Path.Combine(dai.Home, "dao.json")));
        Assert.Empty(dai.Processes());
        Assert.True((await Dai.RunAsync("down", "--home", dai.Home)).Exit == 0);
    }

    [Theory]
    [InlineData("DAI-1002", "Node is not on PATH", false)]
    [InlineData("DAI-1003", "npm is not on PATH", true)]
    public async Task A_machine_without_Node_or_npm_is_told_what_to_install(string code, string words, bool node)
    {
        using var clone = Clone.Make(installed: false);
        string[] programs = ["bash", "dirname", "mkdir", "find", "dotnet"];
        var path = clone.Programs(node ? [.. programs, "node"] : programs);
        var demo = await clone.RunAsync(path, "demo", "--json", "--home", _home);
        Refusal.Is(demo, 2, code, words);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_home));
        Assert.False(Directory.Exists(Path.Combine(clone.Folder, "governance", "node_modules")));
    }

    [Fact]
    public async Task An_unknown_key_in_dai_yaml_is_named_with_its_place_and_the_nearest_known_word()
    {
        var file = Path.Combine(_home, "dai.yaml");
        await File.WriteAllTextAsync(file, "node:\n  operater: pantry\n");
        var validate = await Dai.RunAsync("config", "validate", "--json", "--config", file, "--home", _home);
        Refusal.Is(validate, 2, "DAI-1103", "dai.yaml:2:3", "operater", "operator");
    }
}
