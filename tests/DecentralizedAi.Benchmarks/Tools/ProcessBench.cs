using System.Collections.Immutable;
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

/// <summary>A call of a plugin in its confined process, and of the same plugin within this one, by the clock on the wall:
/// two processes take turns, so the time of one is not what a caller waits. The limit of the first is as many bytes to
/// <c>cat</c> and back.</summary>
internal static class ProcessBench
{
    // Until both processes run what their compilers make last.
    private const int Warm = 20_000, Calls = 2_000;

    // What a call and its answer have, about.
    private static readonly byte[] Line = [.. Encoding.UTF8.GetBytes(new string('x', 400)), (byte)'\n'];

    public static Bench Bench { get; } = new(["tools.process", "tools.inside"], RunAsync);

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
            var capabilities = new PluginCapabilities(pages, new NoVault(), home.FullName);
            await using var outside = new HostedPlugin(
                manifest, command, limits, capabilities, TimeProvider.System, Quiet);
            await using var inside = new HostedPlugin(
                manifest, command, limits, capabilities, TimeProvider.System, Quiet) { Within = Assemblies };
            return
            [
                new("tools.process", "ms", await CallAsync(outside, cancellation).ConfigureAwait(false), null,
                    await EchoAsync(cancellation).ConfigureAwait(false), 0.3),
                new("tools.inside", "us", await CallAsync(inside, cancellation).ConfigureAwait(false) * 1_000, null,
                    null, null),
            ];
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    private static Task<double> CallAsync(HostedPlugin plugin, CancellationToken cancellation)
    {
        var host = new ToolHost(ToolCatalogue.Of(), TimeProvider.System, [plugin], []);
        var call = ToolCall.Of("primes.count", new ToolArgument("below", "3"));
        return MedianAsync(async () =>
        {
            var run = new ToolRun(Bytes32.Zero, 1, call, DateTimeOffset.MaxValue) { Plugins = [plugin.Package] };
            if (await host.RunAsync(run, cancellation).ConfigureAwait(false) is not ToolOutcome.Done { Text: "1" })
                throw new InvalidOperationException("the plugin did not run");
        });
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

    private static string Built(params ReadOnlySpan<string> project) =>
        Path.Combine([Root, "src", .. project, "bin", "Release", "net10.0"]);

    private static PluginCommand Command()
    {
        var plugin = Built("samples", "Primes");
        return new(Environment.ProcessPath!, ["exec",
            Path.Combine(Built("DecentralizedAi.Node"), "DecentralizedAi.Node.dll"), "plugin-host",
            Path.Combine(plugin, "Primes.dll")], plugin);
    }

    private static ImmutableArray<(string Name, byte[] Bytes)> Assemblies() =>
        [("Primes.dll", File.ReadAllBytes(Path.Combine(Built("samples", "Primes"), "Primes.dll")))];

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
