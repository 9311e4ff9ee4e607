using System.Diagnostics;
using System.Text;
using DecentralizedAi.Benchmarks.Harness;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Testing;
using DecentralizedAi.Tools;
using DecentralizedAi.Tools.Plugins;
using DecentralizedAi.Tools.Web;

namespace DecentralizedAi.Benchmarks.Tools;

/// <summary>A call of a plugin in its confined process, by the clock on the wall: two processes take turns, so the time
/// of one is not what a caller waits. The limit is as many bytes to <c>cat</c> and back.</summary>
internal static class ProcessBench
{
    private const int Warm = 2_000, Calls = 2_000;

    // What a call and its answer have, about.
    private static readonly byte[] Line = [.. Encoding.UTF8.GetBytes(new string('x', 400)), (byte)'\n'];

    public static Bench Bench { get; } = new(["tools.process"], RunAsync);

    private static string Root { get; } =
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Vectors.PathOf("policy.json"))!, "..", ".."));

    private static async Task<IReadOnlyList<Metric>> RunAsync(CancellationToken cancellation)
    {
        var home = Directory.CreateTempSubdirectory("dai-bench-");
        try
        {
            using var pages = new PageReader();
            var command = Command();
            var limits = new PluginLimits();
            var manifest = await PluginProbe.DescribeAsync(
                command, limits, TimeProvider.System, Quiet, cancellation).ConfigureAwait(false);
            await using var plugin = new HostedPlugin(manifest, command, limits,
                new PluginCapabilities(pages, new NoVault(), home.FullName), TimeProvider.System, Quiet);
            var host = new ToolHost(ToolCatalogue.Of(), TimeProvider.System, [plugin], []);
            var call = ToolCall.Of("primes.count", new ToolArgument("below", "3"));
            var ours = await MedianAsync(async () =>
            {
                var run = new ToolRun(Bytes32.Zero, 1, call, DateTimeOffset.MaxValue) { Plugins = [plugin.Package] };
                if (await host.RunAsync(run, cancellation).ConfigureAwait(false) is not ToolOutcome.Done { Text: "1" })
                    throw new InvalidOperationException("the plugin did not run");
            }).ConfigureAwait(false);
            return [new("tools.process", "ms", ours, null, await EchoAsync(cancellation).ConfigureAwait(false), 0.3)];
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    private static async Task<double> EchoAsync(CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("cat") { RedirectStandardInput = true, RedirectStandardOutput = true };
        using var echo = Process.Start(start)!;
        var (to, from, read) = (echo.StandardInput.BaseStream, echo.StandardOutput.BaseStream, new byte[Line.Length]);
        var median = await MedianAsync(async () =>
        {
            await to.WriteAsync(Line, cancellation).ConfigureAwait(false);
            await to.FlushAsync(cancellation).ConfigureAwait(false);
            await from.ReadExactlyAsync(read, cancellation).ConfigureAwait(false);
        }).ConfigureAwait(false);
        to.Close();
        await echo.WaitForExitAsync(cancellation).ConfigureAwait(false);
        return median;
    }

    // In milliseconds.
    private static async Task<double> MedianAsync(Func<Task> work)
    {
        for (var i = 0; i < Warm; i++)
            await work().ConfigureAwait(false);
        var figures = new double[Calls];
        for (var i = 0; i < Calls; i++)
        {
            var start = TimeProvider.System.GetTimestamp();
            await work().ConfigureAwait(false);
            figures[i] = TimeProvider.System.GetElapsedTime(start).TotalMilliseconds;
        }
        return Rounds.Median(figures);
    }

    private static PluginCommand Command()
    {
        var bin = Path.Combine("bin", "Release", "net10.0");
        var plugin = Path.Combine(Root, "src", "samples", "Primes", bin);
        var dotnet = Environment.ProcessPath!;
        return new(dotnet, ["exec", Path.Combine(Root, "src", "DecentralizedAi.Node", bin, "DecentralizedAi.Node.dll"),
            "plugin-host", Path.Combine(plugin, "Primes.dll")], plugin);
    }

    private static void Quiet(string line)
    {
    }

    private sealed class NoVault : IVaultBalance
    {
        public Task<IReadOnlyList<AssetBalance>> ReadAsync(
            ulong agent, Address? of, CancellationToken cancellation) =>
            Task.FromResult<IReadOnlyList<AssetBalance>>([]);
    }
}
