using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Plugin;
using DecentralizedAi.Plugin.Testing;
using Xunit;

namespace Acme.Plugin.Tests;

/// <summary>What the tools do, called as the methods they are.</summary>
public sealed class UnitTests
{
    private readonly Runway _runway = new(
        new TestChain(new AssetBalance("USDC", "1000.5"), new AssetBalance("DAI", "7")), new TestStorage());

    [Fact]
    public async Task A_vault_lasts_as_long_as_the_plan_says()
    {
        await _runway.PlanAsync("USDC", 250, "servers", CancellationToken.None);
        Assert.Equal(
            [new Reach("USDC", "1000.5", 4, "servers"), new Reach("DAI", "7", null, null)],
            await _runway.RunwayAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData("USDC", 0, "RUNWAY-1")]
    [InlineData("../USDC", 250, ToolException.Capability)]
    public async Task What_is_no_plan_is_not_kept(string asset, int monthly, string code)
    {
        var refusal = await Assert.ThrowsAsync<ToolException>(
            () => _runway.PlanAsync(asset, monthly, "servers", CancellationToken.None));
        Assert.Equal(code, refusal.Code);
    }
}
