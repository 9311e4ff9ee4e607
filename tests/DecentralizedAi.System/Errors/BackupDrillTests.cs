using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Domain.Encoding;
using Xunit;

namespace DecentralizedAi.SystemTests.Errors;

/// <summary>
/// The place of an operator is lost: its database comes back elsewhere from a backup, its agents go on, and nothing is
/// paid twice.
/// </summary>
public sealed class BackupDrillTests(LocalDao dao) : IClassFixture<LocalDao>, IDisposable
{
    private const string Order = "Pay Hosting 20 USDC.";

    private readonly string _elsewhere = Directory.CreateTempSubdirectory("dai-elsewhere-").FullName;
    private readonly string _backups = Directory.CreateTempSubdirectory("dai-backups-").FullName;

    private Address Hosting => KeystoreFile.AccountOf(Path.Combine(dao.Home, "keys", "vendor-0.json"));

    public void Dispose()
    {
        Directory.Delete(_elsewhere, recursive: true);
        Directory.Delete(_backups, recursive: true);
    }

    [Fact]
    public async Task Agents_go_on_elsewhere_from_the_last_backup_and_an_older_one_is_refused()
    {
        var (older, newer) = (Path.Combine(_backups, "older"), Path.Combine(_backups, "newer"));
        await BackupAsync(older);
        var id = Keccak256.Hash("the same order").ToString();
        var paid = await RunAsync(
            dao.Home, "agent", "run", LocalDao.Agent, Order, "--as", "manager", "--id", id, "--wait");
        Assert.Equal("allowed", paid.Json().GetProperty("actions")[0].GetProperty("verdict").GetString());
        await dao.UntilAsync(QuietAsync);
        await BackupAsync(newer);
        var before = await dao.MoneyAsync(Hosting);
        var places = await LoseAsync();
        MoveKeys();

        Refusal.Is(await Dai.RunAsync("restore", older, "--yes", "--json", "--home", _elsewhere), 3, "DAI-1221",
            "the backup is older than the chain");
        Assert.False(File.Exists(Path.Combine(_elsewhere, "journal.db")));
        await RunAsync(_elsewhere, "restore", newer, "--yes");
        var nodes = places.Select((port, index) => StartNode(index, port)).ToList();
        try
        {
            await dao.UntilAsync(async () => nodes.Exists(node => node.HasExited)
                || (await Dai.RunAsync("status", "--json", "--home", _elsewhere)).Exit == 0);
            // Whoever asked did not hear the answer and asks again: the same order is not a second payment.
            await Dai.RunAsync("agent", "run", LocalDao.Agent, Order, "--as", "manager", "--id", id, "--wait", "--json",
                "--home", _elsewhere);
            Assert.Equal(before, await dao.MoneyAsync(Hosting));
            await RunAsync(_elsewhere, "agent", "run", LocalDao.Agent, Order, "--as", "manager", "--wait");
            var after = await dao.MoneyAsync(Hosting);
            Assert.Equal((before.Spends + 1, before.Has + UInt256.Of(20_000_000)), after);
        }
        finally
        {
            foreach (var node in nodes)
                await EndAsync(node);
        }
        await OldCopyByHandAsync(older);
    }

    /// <summary>Whoever puts the old file there without asking finds a node that does not start.</summary>
    private async Task OldCopyByHandAsync(string older)
    {
        foreach (var file in Directory.GetFiles(_elsewhere, "journal.db*"))
            File.Delete(file);
        File.Copy(Path.Combine(older, "journal.db"), Path.Combine(_elsewhere, "journal.db"));
        var refused = 0;
        for (var index = 0; index < 3; index++)
        {
            using var node = StartNode(index, "0");
            var error = node.StandardError.ReadToEndAsync();
            // One that never anchored anything has nothing to compare; it is stopped.
            var ended = node.WaitForExitAsync();
            await dao.UntilAsync(() => Task.FromResult(ended.IsCompleted
                || File.Exists(Path.Combine(_elsewhere, "nodes", $"{index}", "node.json"))));
            if (ended.IsCompleted && (await error).Contains("DAI-6030", StringComparison.Ordinal))
                refused++;
            await EndAsync(node);
        }
        Assert.True(refused > 0, "a node started from a database that the chain has left behind");
    }

    private async Task BackupAsync(string folder)
    {
        var made = (await RunAsync(dao.Home, "backup", "--out", folder)).Json();
        Assert.Equal(new FileInfo(Path.Combine(folder, "journal.db")).Length, made.GetProperty("bytes").GetInt64());
    }

    // All leaves are in checkpoints that the nodes have seen on chain.
    private async Task<bool> QuietAsync()
    {
        for (var node = 0; node < 3; node++)
        {
            var health = await dao.HealthAsync(node);
            if (health.GetProperty("pendingLeaves").GetInt32() > 0
                || health.GetProperty("queuedTransactions").GetInt32() > 0)
                return false;
        }
        return true;
    }

    /// <summary>Kills every node.</summary>
    /// <returns>The ports on which they spoke with each other, by index.</returns>
    private async Task<IReadOnlyList<string>> LoseAsync()
    {
        var ports = new List<string>();
        for (var index = 0; index < 3; index++)
        {
            var card = JsonElement.Parse(File.ReadAllText(Path.Combine(dao.Home, "nodes", $"{index}", "node.json")));
            ports.Add(card.GetProperty("akka").GetString()!.Split(':')[^1]);
            await Dai.SignalAsync("KILL", card.GetProperty("pid").GetInt32());
        }
        return ports;
    }

    // What an operator keeps apart from its database: keys, token, manifest, configuration.
    private void MoveKeys()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(dao.Home, "keys")).Append(Path.Combine(dao.Home, "token"))
            .Append(Path.Combine(dao.Home, "dao.json")).Concat(Enumerable.Range(0, 3).SelectMany(index =>
                Directory.GetFiles(Path.Combine(dao.Home, "nodes", $"{index}"), "*r.json"))))
        {
            var to = Path.Combine(_elsewhere, Path.GetRelativePath(dao.Home, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
        var configuration = File.ReadAllText(Path.Combine(dao.Home, "dai.yaml"));
        File.WriteAllText(Path.Combine(_elsewhere, "dai.yaml"),
            configuration.Replace(dao.Home, _elsewhere, StringComparison.Ordinal));
        Directory.CreateDirectory(Path.Combine(_elsewhere, "chain"));
        File.Copy(Path.Combine(dao.Home, "chain", "chain.json"), Path.Combine(_elsewhere, "chain", "chain.json"));
    }

    private Process StartNode(int index, string port) => Dai.Start(Dai.Command("bash",
        [Path.Combine(Dai.Root, "dai"), "node", "run", index.ToString(CultureInfo.InvariantCulture),
            "--cluster-port", port, "--config", Path.Combine(_elsewhere, "dai.yaml"), "--json", "--home", _elsewhere]));

    private static async Task EndAsync(Process node)
    {
        if (!node.HasExited)
            await Dai.SignalAsync("TERM", node.Id);
        await node.WaitForExitAsync().WaitAsync(Dai.Patience);
        node.Dispose();
    }

    private static async Task<Ended> RunAsync(string home, params IReadOnlyList<string> words)
    {
        var ended = await Dai.RunAsync([.. words, "--json", "--home", home]);
        Assert.True(ended.Exit == 0, ended.Story);
        return ended;
    }
}
