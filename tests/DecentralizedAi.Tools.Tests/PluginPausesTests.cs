using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Plugin;
using DecentralizedAi.Tools.Plugins;
using Xunit;

namespace DecentralizedAi.Tools.Tests;

/// <summary>When a plugin that failed is started again.</summary>
public sealed class PluginPausesTests
{
    private static readonly PluginLimits Limits = new() { FirstPause = TimeSpan.FromSeconds(1) };

    [Fact]
    public async Task Who_waited_may_start_although_the_timer_rang_early()
    {
        var clock = new Hosted.StoppedClock();
        var pauses = new PluginPauses("acme", Limits, clock);
        pauses.Failed();
        var waited = pauses.WaitAsync(CancellationToken.None);

        clock.Now += TimeSpan.FromMilliseconds(999);
        clock.Expire!();
        Assert.Equal(ToolCode.Down, Assert.Throws<ToolException>(pauses.Demand).Code);
        Assert.False(waited.IsCompleted);

        clock.Now += TimeSpan.FromMilliseconds(1);
        clock.Expire!();
        await waited;
        pauses.Demand();
    }
}
