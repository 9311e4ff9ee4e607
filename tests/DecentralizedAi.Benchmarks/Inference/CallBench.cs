using System.Diagnostics;
using DecentralizedAi.Benchmarks.Harness;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Inference.Chat;
using DecentralizedAi.Testing;

namespace DecentralizedAi.Benchmarks.Inference;

/// <summary>Calls of the default model under the grammar of all tools, as an agent gets them: rendering, grammar, pipe,
/// measured leads, parsing and receipt included.</summary>
internal static class CallBench
{
    private const int Rounds = 9, Starts = 3, Warm = 30;

    private static readonly string[] Instructions =
    [
        "Pay 40 USDC to Hosting.", "What is our balance?", "Read invoice.txt and tell me what it asks for.",
        "Please send 12.5 DAI to Design for the new logo.", "Look up what we paid Hosting last month.",
    ];

    public static Bench Bench { get; } =
        new(["inference.grammar", "inference.load", "inference.idle"], RunAsync);

    private static int s_asked;

    private static string DefaultModel { get; } = Path.GetFullPath(Path.Combine(
        Path.GetDirectoryName(Vectors.PathOf("policy.json"))!, "..", "..", "agents", "model", "default.gguf"));

    private static async Task<IReadOnlyList<Metric>> RunAsync(CancellationToken cancellation)
    {
        var loads = new double[Starts];
        for (var i = 0; i < Starts; i++)
            loads[i] = await LoadAsync(cancellation).ConfigureAwait(false);
        using var hosted = new HostedModel(DefaultModel, 1_024);
        var used = new List<ModelUsage>();
        // Until the compiler has made its last version of our side.
        for (var i = 0; i < Warm; i++)
            used = await AskAllAsync(hosted, cancellation).ConfigureAwait(false);
        var idle = Memory(hosted.ProcessId);
        using var raw = new RawModel(DefaultModel, 1, 1_024);
        var ours = new Subject("calls", async () =>
        {
            var cost = await hosted.CostAsync(async () =>
                used = await AskAllAsync(hosted, cancellation).ConfigureAwait(false)).ConfigureAwait(false);
            return cost / used.Sum(usage => usage.Answer);
        }, IsElsewhere: true);
        // The same lengths again. The token that ends an answer is chosen after the last one was read.
        var alone = new Subject("raw", () => Task.FromResult(
            used.Sum(usage => raw.Write(usage.Prompt, usage.Answer + 1) * (usage.Answer + 1))
            / used.Sum(usage => usage.Answer)));
        var medians = await Harness.Rounds.MediansAsync(Rounds, ours, alone).ConfigureAwait(false);
        return
        [
            new("inference.grammar", "us/token", medians[0] / 1e3, medians[1] / 1e3, null, 0.9),
            new("inference.load", "s", Harness.Rounds.Median(loads), null, null, 1),
            new("inference.idle", "MB", idle, null, null, null),
        ];
    }

    // From nothing to the first call.
    private static async Task<double> LoadAsync(CancellationToken cancellation)
    {
        var start = TimeProvider.System.GetTimestamp();
        using var hosted = new HostedModel(DefaultModel, 1_024);
        await AskAsync(hosted, Instructions[0], cancellation).ConfigureAwait(false);
        return TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<List<ModelUsage>> AskAllAsync(HostedModel hosted, CancellationToken cancellation)
    {
        var used = new List<ModelUsage>();
        // Each begins like no other, or its prompt would be known.
        foreach (var instruction in Instructions)
            used.Add(await AskAsync(hosted, $"{Next()}, {instruction}", cancellation).ConfigureAwait(false));
        return used;
    }

    private static async Task<ModelUsage> AskAsync(
        HostedModel hosted, string instruction, CancellationToken cancellation)
    {
        var turn = Turn.Start(new TurnContext(["USDC", "DAI"],
            [
                new("Hosting", "0x52908400098527886E0F7030069857D2E4169EE7", "vendors"),
                new("Design", "0x8617E340B3D01FA5F11F306F4090FD50E238070D", "vendors"),
            ], "")).AddInstruction(instruction);
        var request = new ModelRequest(turn, ToolCatalogue.Default.Tools, hosted.Sha256);
        var model = new ChatModel(new LlamaChatClient(hosted.Engine), hosted.Sha256);
        return await model.ProposeAsync(request, cancellation).ConfigureAwait(false) is ModelAnswer.Proposed proposed
            ? proposed.Usage
            : throw new InvalidOperationException($"the default model proposes nothing for '{instruction}'");
    }

    // A word of four letters; a number would be a reference.
    private static string Next()
    {
        var letters = new char[4];
        for (var (i, number) = (0, s_asked++); i < letters.Length; i++, number /= 26)
            letters[i] = (char)('a' + number % 26);
        return new string(letters);
    }

    // Resident, the mapped model file and the runtime's own pages included.
    private static double Memory(int process)
    {
        using var child = Process.GetProcessById(process);
        return child.WorkingSet64 / 1e6;
    }
}
