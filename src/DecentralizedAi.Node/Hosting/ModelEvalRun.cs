using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Inference;
using DecentralizedAi.Inference.Evaluation;
using DecentralizedAi.Inference.Files;
using DecentralizedAi.Inference.Native;
using DecentralizedAi.Inference.Prompts;

namespace DecentralizedAi.Node.Hosting;

/// <summary>Asks a model every case of a file, in its child process, and writes the report; runs no tool.</summary>
internal static class ModelEvalRun
{
    /// <summary>Words: the file, then <c>--model FILE.gguf</c> and, if another file is an error, <c>--sha256</c>.
    /// </summary>
    /// <returns>0 with one JSON line; 2 usage or file; 4 the model does not run.</returns>
    public static Task<int> RunAsync(IReadOnlyList<string> words) => ModelRuns.EndAsync(async () =>
    {
        if (words.Count == 0)
            throw NodeCommandLine.Wrong("the file with the cases is missing");
        var values = NodeCommandLine.Pairs([.. words.Skip(1)], ["--model", "--sha256"]);
        var model = values.GetValueOrDefault("--model") ?? throw NodeCommandLine.Wrong("--model is missing");
        return (await EvaluateAsync(words[0], model, Approved(values, model))).ToJson();
    });

    /// <summary>The report of a model over a file of cases.</summary>
    /// <exception cref="NodeFaultException">DAI-6021: it is no file of cases.</exception>
    public static async Task<EvalReport> EvaluateAsync(string file, string model, Bytes32 approved)
    {
        var full = Path.GetFullPath(model);
        using var cases = new StreamReader(file);
        using var shelf = new ModelShelf(new Dictionary<Bytes32, string> { [approved] = full }, full,
            new LlamaOptions(full, approved), ModelShelf.OwnHost, new PromptShelf([]),
            TimeProvider.System, Console.Error.WriteLine);
        try
        {
            return await new ModelEval(shelf, approved, TimeProvider.System, ModelShelf.Format(full).Word)
                .RunAsync(cases, CancellationToken.None);
        }
        catch (FormatException wrong)
        {
            throw new NodeFaultException("DAI-6021", $"'{file}' is no file of cases: {wrong.Message}");
        }
    }

    // Nothing is at stake in an evaluation: without a hash the file itself says which model it is.
    private static Bytes32 Approved(Dictionary<string, string> values, string model) =>
        !values.TryGetValue("--sha256", out var text) ? ModelFile.Hash(model)
        : Bytes32.TryParse(text, out var hash) ? hash
        : throw NodeCommandLine.Wrong($"--sha256 '{text}' is not 0x and 64 hexadecimal digits");
}
