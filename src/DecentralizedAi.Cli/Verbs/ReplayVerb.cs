using System.CommandLine;
using DecentralizedAi.Cli.Log;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>Asks a model again what it was asked before an action.</summary>
internal static class ReplayVerb
{
    private static readonly Argument<string> Action = new("ACTION") { Description = "The whole action id" };

    private static readonly Option<string?> Bundle = new("--bundle")
    {
        Description = "A bundle; without it the home's own log is exported first", HelpName = "F",
    };

    private static readonly Option<string?> Trust = new("--trust")
    {
        Description = "Hash of a block that you trust; without it the bundle's own block is taken at its word",
        HelpName = "HASH",
    };

    /// <param name="model">The option that names the model file.</param>
    public static Command Make(Option<string?> model) => Verb.Make("model.replay",
        "Runs a model again and compares the answer with a receipt",
        (call, cancellation) => RunAsync(call, model, cancellation), Action, Bundle, Trust, model);

    private static async Task<Answer> RunAsync(VerbCall call, Option<string?> model, CancellationToken cancellation)
    {
        var action = Bytes32.Parse(call.Required(Action));
        var (bytes, own) = await LogVerbs.ReadAsync(call, call.Value(Bundle), cancellation);
        var trust = call.Value(Trust) is { } given ? Bytes32.Parse(given) : own;
        var verified = LogVerify.Verify(bytes, trust, null);
        if (verified.Failure is { } failure)
            throw new CliException(ExitCode.Unproven, "DAI-5001", $"check {failure.Check} failed: {failure.Reason}",
                failure.Element, "do not rely on this bundle; export it again from a node that you trust");
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
