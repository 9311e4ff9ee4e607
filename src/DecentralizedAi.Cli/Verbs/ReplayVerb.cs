using System.CommandLine;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>Asks a model again what it was asked before an action.</summary>
internal static class ReplayVerb
{
    /// <param name="model">The option that names the model file.</param>
    public static Command Make(Option<string?> model) => Verb.Make("model.replay",
        "Runs a model again and compares the answer with a receipt",
        (call, cancellation) => RunAsync(call, model, cancellation),
        TrustedLog.Action, TrustedLog.Bundle, TrustedLog.Trust, model);

    private static async Task<Answer> RunAsync(VerbCall call, Option<string?> model, CancellationToken cancellation)
    {
        var action = Bytes32.Parse(call.Required(TrustedLog.Action));
        var (bytes, trust) = await TrustedLog.ReadAsync(call, null, cancellation);
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, bytes, cancellation);
            var report = await ModelVerbs.AskAsync(
                ["model-replay", file, "--action", action.ToString(),
                    "--model", call.Value(model) ?? ModelVerbs.Default(call),
                    "--agents", Path.Combine(VerbCall.Root, "agents")],
                "--model", "name the file whose SHA-256 the receipt has", cancellation);
            report["trust"] = trust.ToString();
            var result = (string)report["result"]!;
            return new Answer(report, writer => writer.WriteLine(Terminal.Visible($"{result}: {report["reason"]}")),
                result switch
                {
                    "equal" => ExitCode.Ok,
                    "differs" => ExitCode.Unproven,
                    _ => ExitCode.Failed,
                });
        }
        finally
        {
            File.Delete(file);
        }
    }
}
