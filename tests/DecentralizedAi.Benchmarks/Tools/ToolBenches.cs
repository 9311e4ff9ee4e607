using System.ComponentModel;
using DecentralizedAi.Authoring;
using DecentralizedAi.Benchmarks.Harness;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Plugin;
using DecentralizedAi.Tools;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace DecentralizedAi.Benchmarks.Tools;

/// <summary>What governance costs a call of a tool, in the node's process and in a plugin's.</summary>
internal static class ToolBenches
{
    private const int Rounds = 15, Batch = 2_000;

    private const string Policy = """
        dai: policy/1
        chain: eip155:31337
        agent: clerk
        tools: { echo: { effect: read, args: { text: text } } }
        rules: [ { id: echo, permit: echo, when: { arg.text: { max_length: 100 } } } ]
        """;

    public static IEnumerable<Bench> All =>
    [
        new(["tools.gate", "tools.gate.bytes"], GateAsync),
        ProcessBench.Bench,
    ];

    // The same function of Semantic Kernel with nothing before it, and decided, checked, run once and reported.
    private static async Task<IReadOnlyList<Metric>> GateAsync(CancellationToken cancellation)
    {
        var (echo, kernel) = (new Echo(), new Kernel());
        var function = KernelFunctionFactory.CreateFromMethod(echo.Say).WithKernel(kernel);
        async Task BareAsync() => await function.InvokeAsync(
            new AIFunctionArguments { ["text"] = "hello" }, cancellation).ConfigureAwait(false);
        var law = ((CompileAnswer.Compiled)PolicyFile.Compile(Policy)).Snapshot;
        var host = new ToolHost(ToolCatalogue.Of(ToolMethod.Of(echo).Select(one => one.Declaration)),
            TimeProvider.System, echo);
        var call = ToolCall.Of("echo", new ToolArgument("text", "hello"));
        var facts = new Facts
        {
            Instructor = Instructor.Operator, Time = TimeProvider.System.GetUtcNow(),
            Turn = LabelSet.Of(Label.Instruction),
        };
        async Task GovernedAsync()
        {
            if (PolicyRules.Decide(call, law, facts) is not Decision.Allowed
                || await host.RunAsync(new ToolRun(Bytes32.Zero, 1, call, DateTimeOffset.MaxValue), cancellation)
                    .ConfigureAwait(false) is not ToolOutcome.Done { Text: "hello" })
                throw new InvalidOperationException("the tool did not run");
        }
        var medians = await Harness.Rounds.MediansAsync(
            Rounds, Repeated("bare", BareAsync), Repeated("governed", GovernedAsync)).ConfigureAwait(false);
        var bytes = await BytesAsync(GovernedAsync).ConfigureAwait(false)
            - await BytesAsync(BareAsync).ConfigureAwait(false);
        return
        [
            new("tools.gate", "us", (medians[1] - medians[0]) / 1_000, null, medians[0] / 1_000, 5),
            new("tools.gate.bytes", "B", bytes, null, null, 2_048),
        ];
    }

    private static Subject Repeated(string name, Func<Task> call) => new(name, async () =>
    {
        var start = CpuClock.Now;
        for (var i = 0; i < Batch; i++)
            await call().ConfigureAwait(false);
        return (CpuClock.Now - start) / (double)Batch;
    });

    private static async Task<double> BytesAsync(Func<Task> call)
    {
        await call().ConfigureAwait(false);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var i = 0; i < Batch; i++)
            await call().ConfigureAwait(false);
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Batch;
    }

    /// <summary>A tool that does nothing, so that what is measured is not it.</summary>
    private sealed class Echo
    {
        [KernelFunction, DaiTool("echo", ToolEffect.Read, Idempotency.Safe), Description("Says it again.")]
        public string Say(string text) => text;
    }
}
