using DecentralizedAi.Testing.Postgres;
using Xunit;

namespace DecentralizedAi.SystemTests;

/// <summary>
/// Three nodes on hosts of their own, as far as the kernel can tell: cables are pulled, routes swallow packets. Runs in
/// a network namespace with nothing in it.
/// </summary>
[Trait("Suite", "namespaces")]
public sealed class HostsTests
{
    [Fact]
    public async Task Hosts_that_vanish_hear_half_or_lose_packets_double_lose_and_forge_nothing()
    {
        await using var postgres = await PostgresServer.StartAsync();
        await using var dai = new DaiHome();
        dai.Variables["DAI_STORE_CONNECTION"] = "env:DAI_PG";
        dai.Variables["DAI_PG"] = await postgres.NewDatabaseAsync();
        var loss = HasNft ? 1 : 0;
        var report = await ChaosTests.PlayAsync(dai, "--hosts", "--store", "postgres", "--seed", "4", "--minutes", "7",
            "--faults", $"partition=3,vanish=2,kill=2,pause=1,loss={loss}");
        Assert.Equal((3, 2, 2, 1, loss), (
            ChaosTests.Number(report, "partitions"), ChaosTests.Number(report, "vanished"),
            ChaosTests.Number(report, "kills"), ChaosTests.Number(report, "pauses"),
            ChaosTests.Number(report, "losses")));
    }

    private static bool HasNft => Environment.GetEnvironmentVariable("PATH")!.Split(':')
        .Any(folder => File.Exists(Path.Combine(folder, "nft")));
}
