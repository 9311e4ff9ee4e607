using System.Diagnostics;
using System.Text.Json;
using DecentralizedAi.Testing.Postgres;
using Xunit;

namespace DecentralizedAi.SystemTests;

/// <summary>Three node processes whose only common thing is a PostgreSQL server.</summary>
public sealed class PostgresDaoTests
{
    [Fact]
    public async Task A_killed_nodes_agent_pays_on_from_PostgreSQL_and_nothing_happens_twice()
    {
        await using var postgres = await PostgresServer.StartAsync();
        await using var dai = new DaiHome();
        dai.Variables["DAI_STORE_KIND"] = "postgres";
        dai.Variables["DAI_STORE_CONNECTION"] = "env:DAI_PG";
        dai.Variables["DAI_PG"] = await postgres.NewDatabaseAsync();

        var nodes = (await WellAsync(dai, "up", "--detach")).GetProperty("nodes").EnumerateArray().ToList();
        Assert.Equal(3, nodes.Count);
        Assert.Contains("connection: env:DAI_PG", await File.ReadAllTextAsync(Path.Combine(dai.Home, "dai.yaml")));
        await PayAsync(dai, 20);
        var older = Path.Combine(dai.Home, "backups", "older");
        await WellAsync(dai, "backup", "--out", older);
        var home = (await WellAsync(dai, "agent", "show", "treasurer")).GetProperty("node").GetString();
        var victim = nodes.Single(node => node.GetProperty("anchor").GetString() == home);
        using (var process = Process.GetProcessById(victim.GetProperty("pid").GetInt32()))
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
        await PayAsync(dai, 30);

        var agent = await WellAsync(dai, "agent", "show", "treasurer");
        Assert.NotEqual(home, agent.GetProperty("node").GetString());
        Assert.Equal("2", (await WellAsync(dai, "vault", "show", "treasurer")).GetProperty("spends").GetString());
        await AssertLogAsync(dai);
        await RestoreElsewhereAsync(dai, postgres, nodes, older);
        Assert.False(File.Exists(Path.Combine(dai.Home, "journal.db")));
        // Running nodes hold some of the files.
        await WellAsync(dai, "down");
        AssertSecret(dai.Home, postgres.Password);
    }

    [Fact]
    public async Task A_wrong_connection_string_is_named_and_not_shown()
    {
        await using var dai = new DaiHome();
        dai.Variables["DAI_STORE_KIND"] = "postgres";
        dai.Variables["DAI_STORE_CONNECTION"] = "env:DAI_PG";
        dai.Variables["DAI_PG"] = "Host=db.example;Password=open-sesame;Databse=dai";
        var (exit, answer) = await dai.RunAsync("up", "--detach", "--nodes", "1");
        Assert.NotEqual(0, exit);
        Assert.Contains("DAI-7005", answer.GetRawText());
        Assert.DoesNotContain("sesame", answer.GetRawText());
        AssertSecret(dai.Home, "sesame");
    }

    /// <summary>The server is lost with all nodes: its database comes back on another one from a backup, agents go on,
    /// and nothing is paid twice.</summary>
    private static async Task RestoreElsewhereAsync(
        DaiHome dai, PostgresServer postgres, IReadOnlyList<JsonElement> nodes, string older)
    {
        string[] order = ["agent", "run", "treasurer", "Pay Hosting 40 USDC.", "--as", "manager", "--wait", "--id",
            "0x" + new string('4', 64)];
        await WellAsync(dai, order);
        await QuietAsync(dai);
        var newer = Path.Combine(dai.Home, "backups", "newer");
        await WellAsync(dai, "backup", "--out", newer);
        foreach (var pid in nodes.Select(node => node.GetProperty("pid").GetInt32()))
            await Dai.RunAsync(Dai.Command("bash", ["-c", $"kill -KILL {pid} 2>/dev/null; true"]));

        dai.Variables["DAI_PG"] = await postgres.NewDatabaseAsync();
        await RefusedAsync(dai, 3, "DAI-1221", "restore", older, "--yes");
        await WellAsync(dai, "restore", newer, "--yes");
        await RefusedAsync(dai, 2, "DAI-7007", "restore", newer, "--yes");
        await WellAsync(dai, "down");
        await WellAsync(dai, "up", "--detach");
        // Whoever asked did not hear the answer and asks again: the same order is not a second payment.
        await WellAsync(dai, order);
        Assert.Equal("3", (await WellAsync(dai, "vault", "show", "treasurer")).GetProperty("spends").GetString());
        await PayAsync(dai, 50);
        Assert.Equal("4", (await WellAsync(dai, "vault", "show", "treasurer")).GetProperty("spends").GetString());
        await AssertLogAsync(dai);
    }

    // All leaves are in checkpoints that the nodes have seen on chain.
    private static async Task QuietAsync(DaiHome dai)
    {
        while (true)
        {
            var (_, status) = await dai.RunAsync("status");
            if (status.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("view"))
                .Where(view => view.ValueKind == JsonValueKind.Object)
                .All(view => view.GetProperty("pendingLeaves").GetInt32() == 0
                    && view.GetProperty("queuedTransactions").GetInt32() == 0))
                return;
        }
    }

    private static async Task RefusedAsync(DaiHome dai, int exit, string code, params string[] words)
    {
        var (found, answer) = await dai.RunAsync(words);
        Assert.Equal((exit, code), (found, answer.GetProperty("error").GetProperty("code").GetString()));
    }

    private static async Task PayAsync(DaiHome dai, int amount)
    {
        var run = await WellAsync(
            dai, "agent", "run", "treasurer", $"Pay Hosting {amount} USDC.", "--as", "manager", "--wait");
        var action = Assert.Single(run.GetProperty("actions").EnumerateArray());
        Assert.Equal("done", action.GetProperty("outcome").GetString());
    }

    private static async Task AssertLogAsync(DaiHome dai)
    {
        var bundle = Path.Combine(dai.Home, "log.json");
        var exported = await WellAsync(dai, "log", "export", "--out", bundle);
        var verified = await WellAsync(dai, "log", "verify", bundle,
            "--trust", exported.GetProperty("trust").GetString()!,
            "--dao", exported.GetProperty("manifest").GetString()!);
        Assert.True(verified.GetProperty("ok").GetBoolean());
    }

    private static async Task<JsonElement> WellAsync(DaiHome dai, params string[] words)
    {
        var (exit, answer) = await dai.RunAsync(words);
        Assert.True(exit == 0, $"{string.Join(' ', words)}: {exit} {answer.GetRawText()}");
        return answer;
    }

    private static void AssertSecret(string folder, string secret)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            Assert.False(
                File.ReadAllText(file).Contains(secret, StringComparison.Ordinal), $"'{file}' holds the password");
    }
}
