using System.Text.Json;
using System.Text.Json.Nodes;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Node.Hosting;
using DecentralizedAi.Testing;
using Xunit;

namespace DecentralizedAi.Node.Tests;

/// <summary>The DAO's tools over a pipe, for a client that starts the program: the TypeScript SDK.</summary>
public sealed class McpServeTests : IDisposable
{
    private static readonly Uri Nobody = new("http://127.0.0.1:9/");

    private readonly string _home = Directory.CreateTempSubdirectory("dai-serve-").FullName;

    public McpServeTests() => File.WriteAllText(Path.Combine(_home, "token"), ServedNode.Token + "\n");

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public async Task A_client_reads_what_the_nodes_of_a_home_say_by_the_same_tools_as_over_http()
    {
        await using var node = await ServedNode.StartAsync(new FakeGateway
        {
            Agents =
            [
                new AgentView(
                    "treasurer", "1", "7", "0x1", 1, true, 1, false, "0x2", "0x3", "0x4", 0, "0x5", 0, 0, [], null),
            ],
        });
        Card(0, Nobody);
        Card(10, node.Address);
        var result = await AskAsync(
            Call("status"), Call("agents"), Call("budget", ("agent", "treasurer")),
            Call("budget", ("agent", "nobody")), Call("log", ("agent", "treasurer")),
            Call("why", ("instruction", FakeGateway.Instruction.Instruction)),
            Call("why", ("instruction", Keccak256.Hash("other").ToString())));
        var over = await Referee.RunAsync("mcp.mjs", $"{node.Address}mcp", ServedNode.Token, Calls([]));
        Assert.Equal(over.GetProperty("tools").GetRawText(), result.GetProperty("tools").GetRawText());
        var answers = Answers(result);
        Assert.True(Told(answers[0]).GetProperty("ready").GetBoolean());
        Assert.Equal("treasurer", Told(answers[1]).GetProperty("agents")[0].GetProperty("name").GetString());
        Assert.Equal("treasurer", Told(answers[2]).GetProperty("agent").GetString());
        Refused("DAI-6011 this operator hosts no agent 'nobody'", answers[3]);
        Assert.Equal(0, Told(answers[4]).GetProperty("leaves").GetArrayLength());
        Assert.Equal("Paid.", Told(answers[5]).GetProperty("answer").GetString());
        Refused("DAI-6011 no agent of this operator knows", answers[6]);
    }

    [Fact]
    public async Task Without_a_node_it_says_so_and_still_verifies()
    {
        var vector = Vectors.Read("trust.json").GetProperty("bundle.json");
        var verify = Call("log_verify", ("bundle", Vectors.ReadText("bundle.json")),
            ("trust", vector.GetProperty("trust").GetString()!), ("manifest", Vectors.ReadText("manifest.json")));
        var answers = Answers(await AskAsync(Call("status"), verify));
        Refused("DAI-1041 no node runs for", answers[0]);
        Assert.True(Told(answers[1]).GetProperty("verified").GetBoolean());

        Card(0, Nobody);
        File.Delete(Path.Combine(_home, "token"));
        Refused("DAI-1041 the token", Assert.Single(Answers(await AskAsync(Call("status")))));
    }

    [Fact]
    public async Task A_node_that_does_not_know_the_token_is_heard_and_two_words_are_needed()
    {
        await using var node = await ServedNode.StartAsync(new FakeGateway());
        Card(0, node.Address);
        File.WriteAllText(Path.Combine(_home, "token"), "another");
        Refused("DAI-60", Assert.Single(Answers(await AskAsync(Call("status")))));
        var (exit, output, error) = await NodeProcess.RunAsync("mcp-serve", "--home", _home);
        Assert.Equal((2, ""), (exit, output));
        Assert.Contains("DAI-6001", error);
    }

    private void Card(int index, Uri http) => new NodeCard(1, http, "127.0.0.1:1", "0x1")
        .Write(Directory.CreateDirectory(Path.Combine(_home, "nodes", $"{index}")).FullName);

    private async Task<JsonElement> AskAsync(params JsonObject[] calls) => await Referee.RunAsync("mcp.mjs",
        "stdio", "-", Calls(calls), "dotnet", NodeProcess.Program, "mcp-serve", "--home", _home, "--token",
        Path.Combine(_home, "token"));

    private string Calls(JsonObject[] calls)
    {
        var path = Path.Combine(_home, "calls.json");
        File.WriteAllText(path, new JsonArray([.. calls]).ToJsonString());
        return path;
    }

    private static List<JsonElement> Answers(JsonElement result) =>
        [.. result.GetProperty("answers").EnumerateArray()];

    private static JsonElement Told(JsonElement answer) => answer.TryGetProperty("structuredContent", out var told)
        ? told : throw new InvalidOperationException(answer.GetRawText());

    private static void Refused(string why, JsonElement answer)
    {
        Assert.True(answer.GetProperty("isError").GetBoolean());
        Assert.Contains(why, answer.GetProperty("content")[0].GetProperty("text").GetString());
    }

    private static JsonObject Call(string name, params (string Name, JsonNode? Value)[] arguments) => new()
    {
        ["name"] = name,
        ["arguments"] = new JsonObject(arguments.Select(one => KeyValuePair.Create(one.Name, one.Value))),
    };
}
