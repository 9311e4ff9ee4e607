using System.Globalization;
using System.Text.Json;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Domain.Encoding;
using Xunit;

namespace DecentralizedAi.SystemTests.Errors;

/// <summary>The verbs of every day against a DAO that runs.</summary>
[Collection(DaoCollection.Name)]
public sealed class RunningVerbTests(LocalDao dao)
{
    private const int Index = 8;

    [Fact]
    public async Task A_budget_says_what_was_spent_what_is_left_and_when_it_ends()
    {
        await PaidAsync();
        var shown = Budget(await RunAsync("budget", "show", LocalDao.Agent), "USDC");
        var (level, burst) = (Number(shown, "level"), Number(shown, "burst"));
        Assert.InRange(level, 0, burst);
        Assert.True(Number(shown, "spent") >= 20);
        Assert.True(Number(shown, "mostInDay") >= level);

        var foretold = await RunAsync("budget", "forecast", LocalDao.Agent);
        Assert.NotNull(foretold.Json().GetProperty("since").GetString());
        var budget = Budget(foretold, "USDC");
        Assert.InRange(Number(budget, "mostIn30Days"), Number(budget, "mostInDay"), Number(budget, "left"));
        Assert.NotNull(budget.GetProperty("goneAtPace").GetString());
    }

    [Fact]
    public async Task The_log_of_a_period_is_a_table_and_a_bundle_of_one_is_refused()
    {
        await PaidAsync();
        var (csv, lines) = (Path.Combine(dao.Home, "log.csv"), Path.Combine(dao.Home, "log.jsonl"));
        await RunAsync("log", "export", "--format", "csv", "--out", csv);
        await RunAsync("log", "export", "--format", "jsonl", "--from", "2020-01-01", "--out", lines);
        var rows = (await File.ReadAllLinesAsync(lines)).Select(line => JsonElement.Parse(line)).ToList();
        Assert.Contains(rows, row => row.GetProperty("effect").GetString() == "Money"
            && row.GetProperty("amount").GetString() == "20000000");
        Assert.StartsWith("agent,seq,time,kind,", (await File.ReadAllLinesAsync(csv))[0], StringComparison.Ordinal);

        await RunAsync("log", "export", "--format", "csv", "--to", "2020-01-01", "--out", csv);
        Assert.Single(await File.ReadAllLinesAsync(csv));
        var part = await Dai.RunAsync(
            "log", "export", "--from", "2020-01-01", "--out", lines, "--json", "--home", dao.Home);
        Refusal.Is(part, 2, "DAI-1202", "--format csv or jsonl");
    }

    [Fact]
    public async Task The_last_leaves_of_an_agent_have_the_ids_that_why_takes()
    {
        var paid = await dao.AskAsync("Pay Hosting 20 USDC.");
        var action = paid.Json().GetProperty("actions")[0].GetProperty("id").GetString()!;
        var leaves = (await RunAsync("agent", "log", LocalDao.Agent, "--last", "4")).Json().GetProperty("leaves");
        Assert.Equal(4, leaves.GetArrayLength());
        Assert.Contains(leaves.EnumerateArray(), leaf => leaf.GetProperty("action").GetString() == action);
        var all = (await RunAsync("agent", "log", LocalDao.Agent)).Json().GetProperty("leaves").EnumerateArray();
        Assert.Equal(Enumerable.Range(1, all.Count()), all.Select(leaf => leaf.GetProperty("seq").GetInt32()));
        Refusal.Is(await Dai.RunAsync("agent", "log", LocalDao.Agent, "--last", "0", "--json", "--home", dao.Home),
            2, "DAI-1204", "from 1");
    }

    [Fact]
    public async Task Nodes_whose_token_was_taken_away_are_red_and_its_place_is_named()
    {
        var (token, aside) = (Path.Combine(dao.Home, "token"), Path.Combine(dao.Home, "token.aside"));
        File.Move(token, aside);
        try
        {
            var status = await dao.StatusAsync();
            Assert.True(status.Exit == 4, status.Story);
            Assert.Contains($"without the token '{token}'", status.Output);
            Refusal.Is(await Dai.RunAsync("agent", "list", "--json", "--home", dao.Home), 2, "DAI-1058", token);
            var found = (await Dai.RunAsync("doctor", "--json", "--home", dao.Home)).Json().GetProperty("findings")
                .EnumerateArray().Single(one => one.GetProperty("part").GetString() == "token");
            Assert.Contains("put that one back", found.GetProperty("fix").GetString());
        }
        finally
        {
            File.Move(aside, token);
        }
    }

    [Fact]
    public async Task The_tail_of_the_log_gives_a_line_of_JSON_for_each_leaf_as_it_comes()
    {
        using var tail = Dai.Start(Dai.Command("env", ["--default-signal=INT", "bash", Path.Combine(Dai.Root, "dai"),
            "log", "tail", "--last", "0", "--agent", LocalDao.Agent, "--json", "--home", dao.Home]));
        var error = tail.StandardError.ReadToEndAsync();
        var leaves = new List<JsonElement>();
        // It shows what comes after its first look, so it is asked for more until it has seen one.
        var asking = dao.AskAsync("What is our balance?");
        while (leaves.Count == 0 || leaves[^1].GetProperty("kind").GetString() != "Answered")
        {
            var line = tail.StandardOutput.ReadLineAsync();
            while (await Task.WhenAny(line, asking) != line && !line.IsCompleted)
                asking = dao.AskAsync("What is our balance?");
            leaves.Add(JsonElement.Parse(await line ?? throw new InvalidOperationException(await error)));
        }
        await Dai.SignalAsync("INT", tail.Id);
        await tail.WaitForExitAsync().WaitAsync(Dai.Patience);
        Assert.Equal(0, tail.ExitCode);
        Assert.All(leaves, leaf => Assert.Equal("dai.log.tail/1", leaf.GetProperty("schema").GetString()));
        var numbers = leaves.Select(leaf => leaf.GetProperty("seq").GetUInt64()).ToList();
        Assert.Equal(Enumerable.Range(0, numbers.Count).Select(i => numbers[0] + (ulong)i), numbers);
        await asking;
    }

    [Fact]
    public async Task Another_node_joins_runs_and_drains()
    {
        var joined = await RunAsync("node", "join", Index.ToString(CultureInfo.InvariantCulture),
            "--operator", (await dao.HealthAsync()).GetProperty("operator").GetString()!, "--yes");
        var anchor = joined.Json().GetProperty("anchor").GetString()!;
        foreach (var role in (string[])["anchor", "spender"])
            await dao.Endpoint.CallAsync(new RpcCall("anvil_setBalance",
                Address.Parse(joined.Json().GetProperty(role).GetString()!).ToLower(), "0xde0b6b3a7640000"), default);
        using var node = Dai.Start(Dai.Command("bash", [Path.Combine(Dai.Root, "dai"), "node", "run", $"{Index}",
            "--config", Path.Combine(dao.Home, "dai.yaml"), "--json", "--home", dao.Home]));
        var (output, error) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        await dao.UntilAsync(async () => node.HasExited
            || (await RunAsync("node", "list")).Json().GetProperty("nodes").EnumerateArray().Any(one =>
                one.GetProperty("node").GetString() == anchor && one.GetProperty("state").GetString() == "well"));
        var plan = await RunAsync("node", "drain", $"{Index}", "--dry-run");
        Assert.Contains("3 other nodes", plan.Json().GetProperty("plan")[0].GetString());
        await RunAsync("node", "drain", $"{Index}", "--yes");
        await node.WaitForExitAsync().WaitAsync(Dai.Patience);
        Assert.True(node.ExitCode == 0, await output + await error);
        Directory.Delete(Path.Combine(dao.Home, "nodes", $"{Index}"), recursive: true);
    }

    [Fact]
    public async Task The_shipped_model_is_the_voted_one_and_another_file_is_not()
    {
        var listed = (await RunAsync("model", "list")).Json().GetProperty("models")[0].GetProperty("file").GetString()!;
        await RunAsync("model", "verify", listed);
        var other = await Dai.RunAsync(
            "model", "verify", Path.Combine(dao.Home, "dao.json"), "--json", "--home", dao.Home);
        Refusal.Is(other, 5, "DAI-1215", "voted is");
    }

    /// <summary>Secrets that this DAO has, and a word that only its agent was told, are looked for in all it says.
    /// </summary>
    [Fact]
    public async Task No_secret_and_no_word_of_an_instruction_is_in_a_log_a_metric_or_an_error()
    {
        const string Canary = "canary-5b1f9d";
        await dao.AskAsync($"Pay Hosting 20 USDC for {Canary}.");
        List<string> said = [await dao.TextAsync("metrics"), await dao.TextAsync("healthz/ready"),
            await dao.TextAsync("metrics", "wrong-token-of-thirty-two-letters-or-more")];
        foreach (var words in (string[][])[["status"], ["doctor"], ["agent", "show", LocalDao.Agent],
            ["budget", "forecast", LocalDao.Agent], ["key", "list"], ["agent", "run", "nobody", Canary[..6]]])
            said.Add((await Dai.RunAsync([.. words, "--json", "--home", dao.Home])).Story);
        said.AddRange(Directory.GetFiles(dao.Home, "*.log", SearchOption.AllDirectories).Select(ReadShared));
        Assert.Contains(said, text => text.Contains("is ready at", StringComparison.Ordinal));
        Assert.Contains(said, text => text.Contains("gen_ai_client_token_usage", StringComparison.Ordinal));

        string[] secrets = [Canary, File.ReadAllText(Path.Combine(dao.Home, "token")).Trim(),
            File.ReadAllText(Path.Combine(dao.Home, "keys", "password")).Trim()];
        Assert.All(secrets,
            secret => Assert.DoesNotContain(said, text => text.Contains(secret, StringComparison.Ordinal)));
    }

    // A node goes on writing to it.
    private static string ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private async Task PaidAsync()
    {
        var paid = await dao.AskAsync("Pay Hosting 20 USDC.");
        Assert.True(paid.Exit == 0, paid.Story);
    }

    private async Task<Ended> RunAsync(params IReadOnlyList<string> words)
    {
        var ended = await Dai.RunAsync([.. words, "--json", "--home", dao.Home]);
        Assert.True(ended.Exit == 0, ended.Story);
        return ended;
    }

    private static JsonElement Budget(Ended answer, string name) => answer.Json().GetProperty("budgets")
        .EnumerateArray().Single(budget => budget.GetProperty("name").GetString() == name);

    private static decimal Number(JsonElement budget, string member) =>
        decimal.Parse(budget.GetProperty(member).GetString()!, CultureInfo.InvariantCulture);
}
