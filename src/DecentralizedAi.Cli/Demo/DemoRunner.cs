using System.Globalization;
using System.Text.Json.Nodes;
using DecentralizedAi.Chain;
using DecentralizedAi.Cli.Nodes;
using DecentralizedAi.Cli.Output;

namespace DecentralizedAi.Cli.Demo;

/// <summary>Plays the steps in order and says of each whether it held.</summary>
/// <param name="terminal">Gets progress for people.</param>
internal sealed class DemoRunner(DemoWorld world, IReadOnlyList<DemoStep> steps, Terminal terminal)
{
    // Without these there is nothing to play on.
    private static readonly string[] Foundations = ["chain", "dao", "cluster"];

    /// <summary>Plays all; a step that fails does not stop the others, unless it is a foundation.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        string? broken = null;
        foreach (var step in steps)
        {
            if (broken is not null)
            {
                Tell(step, ok: false, TimeSpan.Zero, new JsonObject { ["error"] = $"not played: {broken} failed" });
                continue;
            }
            var started = world.Clock.GetTimestamp();
            terminal.Meanwhile($"{step.Id}: {step.Claim}");
            var (ok, detail) = await PlayAsync(step, cancellation);
            Tell(step, ok, world.Clock.GetElapsedTime(started), detail);
            if (!ok && Foundations.Contains(step.Id))
                broken = step.Id;
        }
    }

    private async Task<(bool Ok, JsonObject Detail)> PlayAsync(DemoStep step, CancellationToken cancellation)
    {
        try
        {
            return (true, await step.RunAsync(world, cancellation));
        }
        catch (Exception failure) when (Expected(failure) && !cancellation.IsCancellationRequested)
        {
            return (false, new JsonObject { ["error"] = failure.Message });
        }
    }

    // What a step may meet: a claim that does not hold, a chain or node that refuses or is gone, a wait that ends.
    private static bool Expected(Exception failure) => failure is StepFailedException or ChainException or NodeException
        or DecentralizedAi.Chain.Writing.ContractRevertedException or IOException or InvalidOperationException
        or OperationCanceledException or HttpRequestException;

    private void Tell(DemoStep step, bool ok, TimeSpan took, JsonObject detail)
    {
        world.Report.Add(step.Id, ok, took, detail);
        terminal.Over();
        terminal.Say(string.Create(CultureInfo.InvariantCulture,
            $"{(ok ? "held  " : "FAILED")}  {step.Id,-8} {took.TotalSeconds,5:0.0} s  {step.Claim}"));
        if (!ok)
            terminal.Say($"        {(string?)detail["error"]}");
    }
}
