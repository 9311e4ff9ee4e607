using DecentralizedAi.Domain.Models;
using DecentralizedAi.Inference.Native;

namespace DecentralizedAi.Inference;

/// <summary>Something that writes on from a prompt: llama.cpp in this process, or in a child process.</summary>
public interface IInferenceEngine
{
    /// <summary>Several questions are answered at once, others wait, each agent in its turn; an answer does not depend
    /// on its neighbours.</summary>
    /// <exception cref="ModelException">It did not run; <see cref="ModelException.Busy"/> at once when too many wait.
    /// </exception>
    /// <exception cref="OperationCanceledException">The caller gave up; no more is written.</exception>
    Task<InferenceAnswer> AskAsync(InferenceQuestion question, CancellationToken cancellation);
}

/// <summary>A rendered prompt and what may follow.</summary>
/// <param name="Grammar">GBNF; empty writes freely.</param>
/// <param name="MaxTokens">The answer is cut here.</param>
public sealed record InferenceQuestion(IReadOnlyList<PromptSegment> Prompt, string Grammar, int MaxTokens)
{
    /// <summary>Whose question it is: those of one agent wait for each other before they keep others waiting.</summary>
    public string Agent { get; init; } = "";

    /// <summary>Takes each piece of text as it is written, on a thread of the engine; null when nobody listens.
    /// </summary>
    public Action<string>? Written { get; init; }
}

/// <summary>What was written, and how.</summary>
public sealed record InferenceAnswer(EngineAnswer Answer, EngineFacts Facts);
