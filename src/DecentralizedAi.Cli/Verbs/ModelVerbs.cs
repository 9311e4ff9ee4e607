using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using DecentralizedAi.Cli.Development;
using DecentralizedAi.Cli.Output;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>Models: what needs native inference is done by the node program.</summary>
internal static class ModelVerbs
{
    private static readonly Argument<string> Cases = new("FILE.jsonl") { Description = "Cases with the calls they expect" };

    private static readonly Option<string?> Model = new("--model")
    {
        Description = "A GGUF file; default the shipped model", HelpName = "GGUF",
    };

    public static Command Noun() => Verb.Noun("model", "Models",
        Verb.Make("model.eval", "Runs cases through an agent's prompt and grammar, executing nothing", EvalAsync,
            Cases, Model));

    private static async Task<Answer> EvalAsync(VerbCall call, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true, UseShellExecute = false,
            ArgumentList =
            {
                NodeProcess.Program(), "model-eval", Path.GetFullPath(call.Required(Cases)), "--model",
                Path.GetFullPath(call.Value(Model) ?? Path.Combine(VerbCall.Root, "agents", "model", "default.gguf")),
            },
        };
        using var process = Process.Start(start)!;
        var text = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        if (process.ExitCode != 0 || JsonNode.Parse(text) is not JsonObject report)
            throw new CliException(ExitCode.Failed, "DAI-1065", $"the node program ended with {process.ExitCode}",
                "model eval", "read the lines above");
        return Answer.Lines(report,
            $"{report["cases"]} cases, {report["exact"]} exact, {report["dangerous"]} dangerous, {report["invalid"]} invalid, "
            + $"{report["seconds"]} s");
    }
}
