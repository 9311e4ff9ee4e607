using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using DecentralizedAi.Benchmarks.Harness;
using DecentralizedAi.Testing;
using DecentralizedAi.Testing.Models;

namespace DecentralizedAi.Benchmarks.Inference;

/// <summary>
/// The figures of inference: CPU time of our whole stack, from the chat client through the pipe to the child, beside
/// <c>llama_decode</c> alone on the same file. The files are random weights of the shape of small models; the default
/// model where its words matter.
/// </summary>
internal static class InferenceBenches
{
    private const int Rounds = 5, Prompt = 200, Answer = 64;
    private const int Agents = 8, Shared = 1_024, Own = 24;

    // 0.1 thousand million parameters: 12 layers of 768.
    private static readonly RandomGguf Small = new(BlockType.Q8, 768, 2_048, 12, 12, 12, 2_048);

    public static IEnumerable<Bench> All =>
    [
        new(["inference.stack"], StackAsync),
        new(["inference.batch", "inference.batch.alone", "inference.prefix"], BatchAsync),
        new(["inference.pair"], PairAsync),
        CallBench.Bench,
        .. RuntimeInformation.RuntimeIdentifier == "linux-x64"
            ? [new Bench(["inference.peer", "inference.peer.avx512"], PeerAsync)]
            : Array.Empty<Bench>(),
    ];

    private static async Task<IReadOnlyList<Metric>> StackAsync(CancellationToken cancellation)
    {
        using var folder = new ModelFolder();
        var path = Small.Write(folder.Path);
        using var hosted = new HostedModel(path, 512, sequences: 8);
        await hosted.StartAsync(cancellation).ConfigureAwait(false);
        using var raw = new RawModel(path, 1, 512);
        var medians = await Harness.Rounds.MediansAsync(Rounds,
            new("raw", () => Task.FromResult(raw.Write(Prompt, Answer))), Single(hosted, cancellation))
            .ConfigureAwait(false);
        return [new("inference.stack", "us/token", medians[1] / 1e3, medians[0] / 1e3, null, 0.97)];
    }

    private static async Task<IReadOnlyList<Metric>> BatchAsync(CancellationToken cancellation)
    {
        const int tokens = Shared + 256;
        using var folder = new ModelFolder();
        var path = (Small with { Type = BlockType.Q4 }).Write(folder.Path);
        using var hosted = new HostedModel(path, tokens, Agents);
        await hosted.StartAsync(cancellation).ConfigureAwait(false);
        using var raw = new RawModel(path, Agents, tokens);
        raw.Share(Agents, Shared);
        // A prefix that nobody has read, then the one that all share.
        var cold = new Subject("cold", () => hosted.CostAsync(
            () => hosted.AskAsync(0, Shared + Own, 1, cancellation)), IsElsewhere: true);
        var known = new Subject("known", () => hosted.CostAsync(
            () => hosted.AskAsync(Shared, Own, 1, cancellation)), IsElsewhere: true);
        var first = await Harness.Rounds.MediansAsync(3, cold, known).ConfigureAwait(false);
        var together = new Subject("together", async () => await hosted.CostAsync(() => Task.WhenAll(Enumerable
            .Range(0, Agents).Select(_ => hosted.AskAsync(Shared, Own, Answer, cancellation))))
            .ConfigureAwait(false) / (Agents * Answer), IsElsewhere: true);
        var alone = new Subject("alone", async () => await hosted.CostAsync(async () =>
        {
            for (var agent = 0; agent < Agents; agent++)
                await hosted.AskAsync(Shared, Own, Answer, cancellation).ConfigureAwait(false);
        }).ConfigureAwait(false) / (Agents * Answer), IsElsewhere: true);
        var batch = new Subject("raw", () => Task.FromResult(raw.WriteAll(Agents, Shared, Own, Answer)), true);
        var medians = await Harness.Rounds.MediansAsync(3, batch, together, alone).ConfigureAwait(false);
        return
        [
            new("inference.batch", "us/token", medians[1] / 1e3, medians[0] / 1e3, null, 0.95),
            new("inference.batch.alone", "us/token", medians[1] / 1e3, medians[2] / 1e3, null, 2.2),
            new("inference.prefix", "ms", first[1] / 1e6, first[0] / 1e6, null, 20),
        ];
    }

    /// <summary>Two agents that answer at the same time, beside two sequences in every pass of the library.</summary>
    private static async Task<IReadOnlyList<Metric>> PairAsync(CancellationToken cancellation)
    {
        using var folder = new ModelFolder();
        var path = Small.Write(folder.Path);
        using var hosted = new HostedModel(path, 512, sequences: 2);
        await hosted.StartAsync(cancellation).ConfigureAwait(false);
        using var raw = new RawModel(path, 2, 512);
        raw.Share(2, Prompt);
        var medians = await Harness.Rounds.MediansAsync(Rounds,
            new("raw", () => Task.FromResult(raw.WriteAll(2, Prompt, Own, Answer)), true),
            new("pair", async () => await hosted.CostAsync(() => Task.WhenAll(
                hosted.AskAsync(Prompt, Own, Answer, cancellation), hosted.AskAsync(Prompt, Own, Answer, cancellation)))
                .ConfigureAwait(false) / (2 * Answer), IsElsewhere: true)).ConfigureAwait(false);
        return [new("inference.pair", "us/token", medians[1] / 1e3, medians[0] / 1e3, null, null)];
    }

    private static async Task<IReadOnlyList<Metric>> PeerAsync(CancellationToken cancellation)
    {
        using var folder = new ModelFolder();
        var path = Small.Write(folder.Path);
        using var pinned = new HostedModel(path, 512);
        using var widest = new HostedModel(path, 512, level: "avx512");
        await pinned.StartAsync(cancellation).ConfigureAwait(false);
        await widest.StartAsync(cancellation).ConfigureAwait(false);
        await using var peer = PeerProcess.StartLlama();
        await peer.AskAsync(new() { ["op"] = "load", ["path"] = path, ["context"] = 512 }, cancellation)
            .ConfigureAwait(false);
        var asked = 0;
        var theirs = new Subject("node-llama-cpp", async () => (double)(await peer.AskAsync(
            Written(asked++), cancellation).ConfigureAwait(false))["nanoseconds"]!, IsElsewhere: true);
        var medians = await Harness.Rounds.MediansAsync(
            Rounds, theirs, Single(pinned, cancellation), Single(widest, cancellation)).ConfigureAwait(false);
        return
        [
            new("inference.peer", "us/token", medians[1] / 1e3, medians[0] / 1e3, null, 1),
            new("inference.peer.avx512", "us/token", medians[2] / 1e3, medians[0] / 1e3, null, null),
        ];
    }

    private static JsonObject Written(int number) => new()
    {
        ["op"] = "write",
        ["prompt"] = new JsonArray(
            [.. Enumerable.Range(0, Prompt).Select(i => JsonValue.Create('a' + (i + number) % 26))]),
        ["answer"] = Answer,
    };

    private static Subject Single(HostedModel hosted, CancellationToken cancellation) => new("single", async () =>
        await hosted.CostAsync(() => hosted.AskAsync(0, Prompt, Answer, cancellation)).ConfigureAwait(false) / Answer,
        IsElsewhere: true);
}
