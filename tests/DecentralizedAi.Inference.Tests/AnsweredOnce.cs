using System.Collections.Concurrent;
using System.Globalization;

namespace DecentralizedAi.Inference.Tests;

/// <summary>An engine that is asked each question once: an answer depends on nothing but its question, which
/// <see cref="ExactClassTests"/> and <see cref="LocalEngineTests"/> prove.</summary>
internal sealed class AnsweredOnce(IInferenceEngine engine) : IInferenceEngine
{
    private readonly ConcurrentDictionary<string, Lazy<Task<InferenceAnswer>>> _answers = new();
    private int _asked;

    /// <summary>Questions, and how many of them were new.</summary>
    public (int Asked, int New) Count => (_asked, _answers.Count);

    public Task<InferenceAnswer> AskAsync(InferenceQuestion question, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _asked);
        return _answers.GetOrAdd(
            Key(question), _ => new(() => engine.AskAsync(question, CancellationToken.None))).Value;
    }

    private static string Key(InferenceQuestion question) => string.Concat(question.Prompt
        .Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Control} {part.Text.Length} {part.Text}\n"))
        .Append(string.Create(CultureInfo.InvariantCulture, $"{question.MaxTokens} {question.Grammar}")));
}
