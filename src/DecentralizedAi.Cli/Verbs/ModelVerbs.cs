using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using DecentralizedAi.Cli.Development;
using DecentralizedAi.Cli.Output;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>The model, which only the node's program runs.</summary>
internal static class ModelVerbs
{
    private static readonly Argument<string> Cases = new("FILE.jsonl") { Description = "Cases, one a line" };

    private static readonly Option<string?> Model = new("--model")
    {
        Description = "Model to ask; default the one of the configuration", HelpName = "GGUF",
    };

    public static Command Noun() => Verb.Noun("model", "The model",
        Verb.Make("model.eval", "Asks the model every case of a file; runs no tool", EvalAsync, Cases, Model));

    private static async Task<Answer> EvalAsync(VerbCall call, CancellationToken cancellation)
    {
        var model = call.Value(Model) ?? Default(call);
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in (string[])[NodeProcess.Program(), "model-eval", call.Required(Cases), "--model", model])
            start.ArgumentList.Add(word);
        using var node = Process.Start(start)!;
        using var interrupted = cancellation.Register(() => node.Kill(entireProcessTree: true));
        var said = node.StandardError.ReadToEndAsync(cancellation);
        var report = await node.StandardOutput.ReadToEndAsync(cancellation);
        await node.WaitForExitAsync(cancellation);
        var words = (await said).Trim();
        if (node.ExitCode == 0)
            return Shown(JsonNode.Parse(report)!.AsObject());
        throw new CliException(node.ExitCode == 4 ? ExitCode.Unreachable : ExitCode.Usage, CodeIn(words),
            words.Split('\n')[^1], call.Required(Cases), "correct the file, or name another model with --model");
    }

    // The configuration's model where one is set; in a fresh clone the one that is shipped.
    private static string Default(VerbCall call) =>
        Settings.Read(call).Written["model.default"] is { Origin: not "default" } written
            ? Path.GetFullPath(written.Text, written.Folder)
            : Path.Combine(VerbCall.Root, "agents", "model", "default.gguf");

    private static Answer Shown(JsonObject report) => new(report, writer =>
    {
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{report["cases"]} cases, {report["exact"]} exact, {report["dangerous"]} dangerous, {report["invalid"]} "
            + $"invalid, {report["seconds"]} s"));
        foreach (var (name, register) in report["registers"]!.AsObject())
            writer.WriteLine($"  {name}: {register!["exact"]} of {register["cases"]} exact, "
                + $"{register["dangerous"]} dangerous");
    });

    private static string CodeIn(string words)
    {
        var at = words.LastIndexOf("DAI-", StringComparison.Ordinal);
        return at >= 0 && words.Length >= at + 8 ? words.Substring(at, 8) : "DAI-1060";
    }
}
