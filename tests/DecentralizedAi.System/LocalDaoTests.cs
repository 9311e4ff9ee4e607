using Xunit;

namespace DecentralizedAi.SystemTests;

/// <summary><c>up</c>, <c>down</c> and what may come between, with real processes.</summary>
public sealed class LocalDaoTests
{
    [Fact]
    public async Task An_interrupted_start_leaves_nothing_running_and_the_next_one_holds()
    {
        await using var dai = new DaiHome();
        using (var first = dai.Start("up", "--detach", "--nodes", "1"))
        {
            await first.StartsNodes.WaitAsync(TimeSpan.FromMinutes(2));
            await first.InterruptAsync();
            Assert.Equal(130, (await first.EndAsync(TimeSpan.FromMinutes(1))).Exit);
        }
        Assert.Empty(dai.Processes());

        Assert.Equal(0, (await dai.RunAsync("up", "--detach", "--nodes", "1")).Exit);
        var (exit, second) = await dai.RunAsync("up", "--detach", "--nodes", "1");
        Assert.Equal((2, "DAI-1060"), (exit, second.GetProperty("error").GetProperty("code").GetString()));
        Assert.Equal(0, (await dai.RunAsync("status")).Exit);

        var (_, stopped) = await dai.RunAsync("down");
        Assert.Equal((1, true), (stopped.GetProperty("nodes").GetInt32(), stopped.GetProperty("chain").GetBoolean()));
        Assert.Empty(dai.Processes());
        Assert.Equal(4, (await dai.RunAsync("status")).Exit);
    }
}
