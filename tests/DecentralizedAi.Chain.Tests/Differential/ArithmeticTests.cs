using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using DecentralizedAi.Chain.Hosting;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Tests.Dao;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Domain.Budgets;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using Xunit;

namespace DecentralizedAi.Chain.Tests.Differential;

/// <summary>
/// One arithmetic in two languages: C# writes traces of buckets, limits, payee proofs, receipts, histories and signed
/// words; Solidity replays them on the chain's own EVM, and every digest has to be the same.
/// </summary>
[Collection(LocalDaoCollection.Name)]
public sealed class ArithmeticTests(LocalDao dao)
{
    private const int OneCall = 500;
    private readonly CancellationToken _patience = new CancellationTokenSource(TimeSpan.FromMinutes(20)).Token;

    // DAI_TRACES asks for more, as the deep suite does.
    private static int Traces =>
        int.Parse(Environment.GetEnvironmentVariable("DAI_TRACES") ?? "100000", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Solidity_and_the_node_agree_on_every_trace()
    {
        var replay = (await dao.Deployer.SendAsync(new Outgoing(null, await BuildAsync()), _patience)).Created!.Value;
        var random = new RandomTrace(new Random(5), dao.Contracts.ChainId);
        var replayed = 0;
        Task<int> answer = Task.FromResult(0);
        while (replayed < Traces)
        {
            var traces = Enumerable.Range(0, OneCall).Select(_ => random.Next()).ToList();
            // The chain replays one part while the next is written.
            replayed += await answer;
            answer = replayed < Traces ? CompareAsync(replay, traces) : answer;
        }
        Assert.True(replayed >= Traces);
    }

    [Fact]
    public async Task A_step_that_differs_by_one_has_another_digest()
    {
        var replay = (await dao.Deployer.SendAsync(new Outgoing(null, await BuildAsync()), _patience)).Created!.Value;
        var trace = new Trace();
        trace.Set(7, new BucketLimits(UInt256.Of(9), UInt256.Of(5), UInt256.Zero, UInt256.Of(99)));
        trace.Take(8, UInt256.Of(5));
        var words = trace.Words.ToList();
        Assert.Equal(trace.Digest, Assert.Single(await ReplayAsync(replay, 1, words)));
        // One more than has gathered: refused instead of taken.
        words[^1] = UInt256.Of(6).ToWord();
        Assert.NotEqual(trace.Digest, Assert.Single(await ReplayAsync(replay, 1, words)));
    }

    private async Task<int> CompareAsync(Address replay, List<Trace> traces)
    {
        var digests = await ReplayAsync(replay, traces.Count, traces.SelectMany(trace => trace.Words));
        for (var i = 0; i < traces.Count; i++)
        {
            if (traces[i].Digest != digests[i])
                Assert.Fail("Solidity makes something else of the trace " + string.Join(' ', traces[i].Words));
        }
        return traces.Count;
    }

    // run(address,bytes32[])
    private async Task<IReadOnlyList<Bytes32>> ReplayAsync(Address replay, int count, IEnumerable<Bytes32> words)
    {
        Bytes32[] all = [Word.Of((ulong)count), .. words];
        var data = new byte[4 + 32 * (3 + all.Length)];
        Keccak256.Hash("run(address,bytes32[])").ToArray().AsSpan(0, 4).CopyTo(data);
        Bytes32[] head = [dao.Contracts.PolicyRegistry.Word, Word.Of(64), Word.Of((ulong)all.Length)];
        for (var i = 0; i < head.Length + all.Length; i++)
            (i < head.Length ? head[i] : all[i - head.Length]).CopyTo(data.AsSpan(4 + 32 * i));
        var request = new { to = replay.ToLower(), data = Hex.Encode(data), gas = "0x77359400" };
        var answer = await dao.Chain.Rpc.CallAsync(new RpcCall("eth_call", request, "latest"), _patience);
        var bytes = Hex.Decode(answer.GetString()!);
        Assert.Equal(32 * (2 + count), bytes.Length);
        return [.. Enumerable.Range(2, count).Select(i => Bytes32.Of(bytes.AsSpan(32 * i, 32)))];
    }

    /// <summary>The creation code of the replay, compiled now with the sources of the contracts.</summary>
    private async Task<byte[]> BuildAsync()
    {
        var anvil = AnvilBinary.Find(AppContext.BaseDirectory);
        var packages = Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(anvil)))!;
        var platform = Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(anvil)))!;
        var forge = Path.Combine(packages, platform.Replace("anvil", "forge", StringComparison.Ordinal), "bin",
            RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? "forge.exe" : "forge");
        var scratch = Directory.CreateTempSubdirectory("dai-replay-").FullName;
        try
        {
            using var build = Process.Start(new ProcessStartInfo(forge,
            [
                "build", "test/differential/ArithmeticReplay.sol", "--out", Path.Combine(scratch, "out"),
                "--cache-path", Path.Combine(scratch, "cache"),
            ])
            {
                WorkingDirectory = Path.GetDirectoryName(Path.GetDirectoryName(packages))!,
                RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
            var told = build.StandardError.ReadToEndAsync(_patience);
            await build.StandardOutput.ReadToEndAsync(_patience);
            await build.WaitForExitAsync(_patience);
            Assert.True(build.ExitCode == 0, await told);
            using var artifact = JsonDocument.Parse(await File.ReadAllBytesAsync(
                Path.Combine(scratch, "out", "ArithmeticReplay.sol", "ArithmeticReplay.json"), _patience));
            return Hex.Decode(artifact.RootElement.GetProperty("bytecode").GetProperty("object").GetString()!);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }
}
