using DecentralizedAi.Domain.Models;
using DecentralizedAi.Inference.Native;

namespace DecentralizedAi.Inference;

/// <summary>Something that writes on from a prompt: llama.cpp in this process, or in a child process.</summary>
public interface IInferenceEngine
{
    /// <summary>One question at a time; others wait.</summary>
    /// <exception cref="ModelException">It did not run.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up; the engine may still finish.</exception>
    Task<InferenceAnswer> AskAsync(InferenceQuestion question, CancellationToken cancellation);
}

/// <summary>A rendered prompt and what may follow.</summary>
/// <param name="Grammar">GBNF; empty writes freely.</param>
/// <param name="MaxTokens">The answer is cut here.</param>
public sealed record InferenceQuestion(IReadOnlyList<PromptSegment> Prompt, string Grammar, int MaxTokens);

/// <summary>What was written, and how.</summary>
public sealed record InferenceAnswer(EngineAnswer Answer, EngineFacts Facts);
