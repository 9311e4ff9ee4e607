using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Testing;
using DecentralizedAi.Tools.Plugins;
using Xunit;

namespace DecentralizedAi.Node.Tests.Plugins;

/// <summary>The samples beside the SDK in processes of their own.</summary>
public sealed class SamplePluginTests : IAsyncLifetime
{
    private readonly PluginLab _lab = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _lab.DisposeAsync().AsTask();

    [Fact]
    public async Task A_long_task_says_how_far_it_is_and_ends_when_nobody_waits()
    {
        var command = PluginLab.InstallFile(Path.GetFullPath(Path.Combine(
            Path.GetDirectoryName(Vectors.PathOf("policy.json"))!, "..", "..", "src", "samples", "Primes", "bin", Build,
            "net10.0", "Primes.dll")));
        Assert.Empty(PluginCheck.Of([("Primes.dll", await File.ReadAllBytesAsync(command.Arguments[^1]))]));
        var plugin = _lab.Host(await _lab.DescribeAsync(command), command);
        var done = Assert.IsType<ToolOutcome.Done>(await PluginLab.CallAsync(plugin, "primes.count", ("below", "2000")));
        Assert.Equal("303", done.Text);
        await _lab.HearAsync(line => line.EndsWith("so far (1000 of 2000)", StringComparison.Ordinal));

        var before = plugin.ProcessId;
        using var enough = new CancellationTokenSource();
        var slow = PluginLab.CallAsync(plugin, "primes.count", enough.Token, ("below", "50000000"));
        await _lab.HearAsync(line => line.Contains("of 50000000", StringComparison.Ordinal));
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => slow);
        Assert.NotEqual(before, plugin.ProcessId);
        Assert.IsType<ToolOutcome.Done>(await PluginLab.CallAsync(plugin, "primes.count", ("below", "10")));
    }

    private static string Build => Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/')))!;
}
