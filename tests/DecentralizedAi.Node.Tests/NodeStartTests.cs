using DecentralizedAi.Node.Hosting;
using Xunit;

namespace DecentralizedAi.Node.Tests;

/// <summary>A node that cannot start says why, ends with 2 and leaves everything as it was.</summary>
public sealed class NodeStartTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("dai-node-").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Theory]
    [InlineData("DAI-6001", "--node is missing", "run", "--home", "h", "--config", "c")]
    [InlineData("DAI-6001", "unknown word '--hom'", "run", "--hom", "h")]
    [InlineData("DAI-6001", "--home is there twice", "run", "--home", "h", "--home", "h")]
    [InlineData("DAI-6001", "'-1' is not a number", "run", "--home", "h", "--config", "c", "--node", "-1")]
    [InlineData("usage:", "run --home", "walk")]
    public async Task Names_what_is_wrong_with_its_words(string code, string words, params string[] line)
    {
        var (exit, output, error) = await NodeProcess.RunAsync(line);
        Assert.Equal(2, exit);
        Assert.Contains(code, error);
        Assert.Contains(words, error);
        Assert.Empty(output);
    }

    [Fact]
    public async Task Names_an_unknown_key_of_its_configuration_with_line_and_column()
    {
        var (exit, _, error) = await RunAsync("node:\n  operater: pantry\n");
        Assert.Equal(2, exit);
        Assert.Contains("DAI-1103", error);
        Assert.Contains("dai.yaml:2:3", error);
        Assert.Contains("did you mean 'operator'?", error);
    }

    [Fact]
    public async Task Names_a_configuration_that_is_not_there()
    {
        var (exit, _, error) = await NodeProcess.RunAsync(
            "run", "--home", _home, "--config", Path.Combine(_home, "none.yaml"), "--node", "0");
        Assert.Equal(2, exit);
        Assert.Contains("DAI-1101", error);
    }

    [Fact]
    public async Task Names_a_manifest_that_is_not_there()
    {
        var (exit, _, error) = await RunAsync("chain: { manifest: dao.json }\n");
        Assert.Equal(2, exit);
        Assert.Contains("DAI-4210", error);
        Assert.Contains("dao.json", error);
    }

    [Fact]
    public async Task Says_every_line_as_an_object_where_the_log_is_json()
    {
        var (exit, output, error) = await RunAsync("log: { format: json }\nchain: { manifest: dao.json }\n");
        Assert.Equal(2, exit);
        var lines = (output + error).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => System.Text.Json.JsonElement.Parse(line)).ToList();
        Assert.Contains(lines, line => line.GetProperty("Message").GetString()!.Contains("DAI-4210"));
        Assert.All(lines, line => Assert.EndsWith("Z", line.GetProperty("Timestamp").GetString()));
    }

    [Fact]
    public async Task Names_what_two_hosts_need_and_SQLite_is_not()
    {
        var (exit, _, error) = await RunAsync("cluster: { seeds: [ \"10.0.0.7:4053\" ] }\n");
        Assert.Equal(2, exit);
        Assert.Contains("DAI-1105", error);
        Assert.Contains("'10.0.0.7:4053' is another host, and SQLite serves one alone", error);
    }

    [Fact]
    public async Task A_second_process_of_the_same_node_is_refused()
    {
        using var held = NodeLock.Take(Path.Combine(_home, "nodes", "0"));
        var (exit, _, error) = await RunAsync("");
        Assert.Equal(2, exit);
        Assert.Contains("DAI-6005", error);
    }

    [Fact]
    public async Task The_model_host_ends_with_its_input()
    {
        var (exit, output, _) = await NodeProcess.RunAsync("model-host");
        Assert.Equal(0, exit);
        Assert.Empty(output);
    }

    private async Task<(int Exit, string Output, string Error)> RunAsync(string configuration)
    {
        var file = Path.Combine(_home, "dai.yaml");
        await File.WriteAllTextAsync(file, configuration);
        return await NodeProcess.RunAsync("run", "--home", _home, "--config", file, "--node", "0");
    }
}
