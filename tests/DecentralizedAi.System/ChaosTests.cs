using System.Text.Json;
using DecentralizedAi.Testing.Postgres;
using Xunit;

namespace DecentralizedAi.SystemTests;

/// <summary>Seeded faults under load; the referee reads the chain, the exported log and the messages alone.</summary>
[Trait("Suite", "chaos")]
public sealed class ChaosTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(9);

    [Fact]
    public async Task Killed_parted_and_stopped_nodes_double_lose_and_forge_nothing()
    {
        await using var dai = new DaiHome();
        var report = await PlayAsync(
            dai, "--seed", "7", "--faults", "kill=6,partition=2,pause=1,lie=2", "--minutes", "7");
        Assert.Equal((6, 2, 1, 2), (Number(report, "kills"), Number(report, "partitions"),
            Number(report, "pauses"), Number(report, "lies")));
    }

    [Fact]
    public async Task Kills_a_partition_a_blackout_and_a_chain_that_goes_back_do_no_harm_on_PostgreSQL()
    {
        await using var postgres = await PostgresServer.StartAsync();
        await using var dai = new DaiHome();
        dai.Variables["DAI_STORE_CONNECTION"] = "env:DAI_PG";
        dai.Variables["DAI_PG"] = await postgres.NewDatabaseAsync();
        var report = await PlayAsync(dai, "--seed", "5", "--faults",
            "kill=4,blackout=1,partition=1,reorg=1,outage=1,disk=1", "--minutes", "7", "--store", "postgres");
        Assert.Equal((4, 1, 1, 1, 1), (Number(report, "kills"), Number(report, "blackouts"),
            Number(report, "partitions"), Number(report, "reorgs"), Number(report, "full_disks")));
    }

    internal static async Task<JsonElement> PlayAsync(DaiHome dai, params string[] words)
    {
        using var running = dai.Start(["chaos", .. words]);
        var (exit, report) = await running.EndAsync(Patience);
        Assert.True(exit == 0, $"{exit} {report.GetRawText()}");
        Assert.Equal((0, 0, 0), (Number(report, "doubled"), Number(report, "lost"), Number(report, "forged")));
        Assert.InRange(Number(report, "unknown"), 0, Number(report, "in_flight_at_kills"));
        Assert.True(Number(report, "done") >= 20, $"next to nothing was done: {report.GetRawText()}");
        return report;
    }

    internal static int Number(JsonElement report, string name) => report.GetProperty(name).GetInt32();
}
