using System.Text.Json;
using System.Text.Json.Nodes;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Inference;
using DecentralizedAi.Inference.Files;
using DecentralizedAi.Inference.Hosting;
using DecentralizedAi.Inference.Native;

namespace DecentralizedAi.Node.Hosting;

/// <summary>Measures a model in its child process: how well it answers a file of cases, and how fast.</summary>
internal static class ModelBenchRun
{
    private const int ReadTokens = 256, WrittenTokens = 128;

    /// <summary>Words: the model, then <c>--cases FILE.jsonl</c>.</summary>
    /// <returns>0 with one JSON line <c>{sha256, seconds: {load}, rates: {read, write}, eval}</c>, tokens a second.
    /// </returns>
    public static Task<int> RunAsync(IReadOnlyList<string> words) => ModelRuns.EndAsync(async () =>
    {
        if (words.Count == 0)
            throw NodeCommandLine.Wrong("the model file is missing");
        var values = NodeCommandLine.Pairs([.. words.Skip(1)], ["--cases"]);
        var cases = values.GetValueOrDefault("--cases") ?? throw NodeCommandLine.Wrong("--cases is missing");
        var path = Path.GetFullPath(words[0]);
        var sha256 = ModelFile.OpenUnapproved(path).Sha256;
        var (load, read, write) = await SpeedAsync(new LlamaOptions(path, sha256), TimeProvider.System);
        var eval = await ModelEvalRun.EvaluateAsync(cases, path, sha256);
        return new JsonObject
        {
            ["sha256"] = sha256.ToString(),
            ["seconds"] = new JsonObject { ["load"] = Math.Round(load, 3) },
            ["rates"] = new JsonObject { ["read"] = Math.Round(read), ["write"] = Math.Round(write) },
            ["eval"] = JsonNode.Parse(eval.ToJson()),
        }.ToJsonString();
    });

    // A start with a load, a long prompt with one token of answer, a short prompt with a long answer.
    private static async Task<(double Load, double Read, double Write)> SpeedAsync(
        LlamaOptions model, TimeProvider time)
    {
        var host = ModelShelf.OwnHost;
        using var child = new ModelHostClient(
            new ModelHostOptions(host[0], [.. host.Skip(1)], model), time, Console.Error.WriteLine);
        var started = time.GetTimestamp();
        await child.StartAsync(CancellationToken.None);
        var load = time.GetElapsedTime(started).TotalSeconds;
        var words = string.Join(' ', Enumerable.Range(0, ReadTokens / 2).Select(i => $"word{i % 10}"));
        var read = await RateAsync(child, words, 1, answer => answer.PromptTokens, time);
        return (load, read, await RateAsync(child, "Once", WrittenTokens, answer => answer.AnswerTokens, time));
    }

    // The first question of a kind warms up, the second counts.
    private static async Task<double> RateAsync(
        ModelHostClient child, string text, int most, Func<EngineAnswer, int> count, TimeProvider time)
    {
        // Letters without an end, so that a model that would stop at once writes on.
        var question = new InferenceQuestion([new PromptSegment(text, false)], "root ::= [a-z ]{900,1000}", most);
        await child.AskAsync(question, CancellationToken.None);
        var started = time.GetTimestamp();
        var answer = await child.AskAsync(
            question with { Prompt = [new PromptSegment("x" + text, false)] }, CancellationToken.None);
        return count(answer.Answer) / time.GetElapsedTime(started).TotalSeconds;
    }
}
