using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using DecentralizedAi.Cli.Development;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>Model files, which only the node's program reads and runs.</summary>
internal static class ModelVerbs
{
    private const int Shown = 12;

    private static readonly Argument<string> Cases = new("FILE.jsonl") { Description = "Cases, one a line" };
    private static readonly Argument<string> File = new("FILE") { Description = "A GGUF file" };

    private static readonly Option<string?> Model = new("--model")
    {
        Description = "Model to ask; default the one of the configuration", HelpName = "GGUF",
    };

    private static readonly Option<string> Agent = new("--agent")
    {
        Description = "Whose composition is to name it", HelpName = "NAME", Required = true,
    };

    private static readonly Option<string?> EvalCases = new("--cases")
    {
        Description = "Cases, one a line; default those of the treasurer", HelpName = "FILE",
    };

    public static Command Noun() => Verb.Noun("model", "Model files",
    [
        Verb.Make("model.show", "What a model file says of itself", ShowAsync, File),
        Verb.Make("model.add", "Proposes that an agent runs a model file", AddAsync, File, Agent, Common.As,
            Common.Out, Common.Reason),
        Verb.Make("model.bench", "Measures a model: cases and speed", BenchAsync, File, EvalCases),
        Verb.Make("model.eval", "Asks the model every case of a file; runs no tool", EvalAsync, Cases, Model),
        ReplayVerb.Make(Model),
        .. ModelFileVerbs.Make(),
    ]);

    /// <summary>The configuration's model where one is set; in a fresh clone the one that is shipped.</summary>
    public static string Default(VerbCall call) =>
        Settings.Read(call).Written["model.default"] is { Origin: not "default" } written
            ? Path.GetFullPath(written.Text, written.Folder)
            : Path.Combine(VerbCall.Root, "agents", "model", "default.gguf");

    /// <summary>Runs a verb of the node's program about a model and reads its one object.</summary>
    /// <exception cref="CliException">It said no; with its code and words.</exception>
    public static async Task<JsonObject> AskAsync(
        IEnumerable<string> words, string where, string fix, CancellationToken cancellation)
    {
        var node = await NodeTool.RunAsync(words, cancellation);
        return node.Exit == 0
            ? JsonNode.Parse(node.Output)!.AsObject()
            : throw new CliException(node.Exit == 4 ? ExitCode.Unreachable : ExitCode.Usage, node.Code("DAI-1085"),
                node.Fault, where, fix);
    }

    private static Task<JsonObject> ReadAsync(VerbCall call, CancellationToken cancellation) =>
        AskAsync(["model-show", call.Required(File)], call.Required(File),
            "name a GGUF file of a LLaMA-family model that brings its chat template", cancellation);

    private static async Task<Answer> ShowAsync(VerbCall call, CancellationToken cancellation)
    {
        var facts = await ReadAsync(call, cancellation);
        return Answer.Lines(facts, Lines(facts).Select(Terminal.Visible));
    }

    private static async Task<Answer> AddAsync(VerbCall call, CancellationToken cancellation)
    {
        var facts = await ReadAsync(call, cancellation);
        var folder = AgentFolders.Read(call, call.Parsed.GetRequiredValue(Agent));
        var composition = folder.Composition with
        {
            ModelSha256 = Bytes32.Parse((string)facts["sha256"]!), Template = (string)facts["template"]!,
        };
        if (composition.Hash() == folder.Composition.Hash())
            throw CliException.Usage("DAI-1083", $"agent '{folder.Name}' names this file already", "FILE",
                "name another file; 'dai model show' has the hash of each");
        using var dao = call.OpenDao();
        var agent = await dao.AgentAsync(folder.Name, cancellation);
        foreach (var line in Lines(facts))
            call.Terminal.Say(line);
        call.Terminal.Say($"once it is voted, write in '{Path.Combine(folder.Folder, "agent.yaml")}': "
            + $"model: {{ file: {call.Required(File)}, template: {composition.Template} }}");
        return await Proposing.ProposeAsync(call, dao,
            [dao.Agents.AssignCall(agent.Id, agent.Operator, composition.Hash())],
            $"Model of {folder.Name}: {facts["name"] ?? "without a name"}, SHA-256 {composition.ModelSha256}",
            cancellation, ($"the composition of {folder.Name}", Encoding.UTF8.GetBytes(composition.ToJson())));
    }

    private static async Task<Answer> BenchAsync(VerbCall call, CancellationToken cancellation)
    {
        var cases = call.Value(EvalCases)
            ?? Path.Combine(VerbCall.Root, "agents", "treasurer", "evals", "payments.jsonl");
        var facts = await AskAsync(["model-bench", call.Required(File), "--cases", cases], call.Required(File),
            "correct the file, or name others with --cases", cancellation);
        return new Answer(facts, writer =>
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"loads in {facts["seconds"]!["load"]} s, reads {facts["rates"]!["read"]} tokens/s, writes "
                + $"{facts["rates"]!["write"]} tokens/s"));
            Report(writer, facts["eval"]!.AsObject());
        });
    }

    private static async Task<Answer> EvalAsync(VerbCall call, CancellationToken cancellation)
    {
        var report = await AskAsync(
            ["model-eval", call.Required(Cases), "--model", call.Value(Model) ?? Default(call)], call.Required(Cases),
            "correct the file, or name another model with --model", cancellation);
        return new Answer(report, writer => Report(writer, report));
    }

    private static void Report(Page writer, JsonObject report)
    {
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{report["cases"]} cases, {report["exact"]} exact, {report["dangerous"]} dangerous, {report["invalid"]} "
            + $"invalid, {report["seconds"]} s"));
        foreach (var (name, register) in report["registers"]!.AsObject())
            writer.WriteLine($"  {name}: {register!["exact"]} of {register["cases"]} exact, "
                + $"{register["dangerous"]} dangerous");
    }

    private static IEnumerable<string> Lines(JsonObject facts)
    {
        var types = string.Join(", ", facts["types"]!.AsObject().Select(type => $"{type.Key} {type.Value}"));
        yield return $"{facts["name"] ?? "a model without a name"}: family {facts["family"]}, "
            + $"{facts["parameters"]} parameters, {facts["bytes"]} bytes";
        yield return $"  sha256    {facts["sha256"]}";
        yield return $"  weights   {types}; " + ((bool)facts["reexecutable"]!
            ? "runs can be executed again bit by bit"
            : "not all quantised: its runs are not re-executable");
        yield return $"  template  {facts["template"]}, {facts["templateHash"]}; "
            + ((bool)facts["takesTools"]! ? "takes tools" : "tools stand in its messages");
        yield return $"  calls     {((string)facts["call"]!).ReplaceLineEndings(" ")}";
        yield return $"  special   {Some(facts["control"]!)}; added words {Some(facts["added"]!)}";
        yield return $"  asks      {(facts["moneyMargin"] is { } margin
            ? $"below a lead of {margin} logits" : "never: it names no margin for payments")}";
        yield return $"  licence   {facts["license"] ?? "not named"}"
            + $"{(facts["licenseName"] is { } name ? $" ({name})" : "")}"
            + $"{(facts["licenseLink"] is { } link ? $", {link}" : "")}";
    }

    private static string Some(JsonNode list) => list.AsArray() is { Count: > 0 } words
        ? string.Join(' ', words.Take(Shown)) + (words.Count > Shown ? $" and {words.Count - Shown} more" : "")
        : "none";
}
