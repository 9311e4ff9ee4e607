using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Inference.Native;

/// <summary>How every answer of an engine is made.</summary>
/// <param name="Model">SHA-256 of the file.</param>
/// <param name="Build">llama.cpp commit.</param>
/// <param name="Level">Instruction set; <c>cuda+LEVEL</c> on a GPU.</param>
/// <param name="KvTypes">Types of keys and values, <c>f16,f16</c>.</param>
/// <param name="Context">Tokens of prompt and answer together, at most.</param>
/// <param name="MoneyMargin">The lead, in logits, that a payment needs in order to be proposed; null without one.
/// </param>
public sealed record EngineFacts(
    Bytes32 Model, string Build, string Level, int Threads, int Ubatch, string KvTypes, bool KvSplit, bool Flash,
    int Context, float? MoneyMargin = null)
{
    /// <summary>Answers at once.</summary>
    public int Sequences { get; init; } = 1;
}

/// <summary>What an engine wrote.</summary>
/// <param name="PromptHash">keccak256 of the ids, each as four bytes, big-endian.</param>
/// <param name="AnswerHash">The same of the answer, without the token that ends it.</param>
/// <param name="Complete">False when the limit cut it.</param>
public sealed record EngineAnswer(
    string Text, int PromptTokens, int AnswerTokens, Bytes32 PromptHash, Bytes32 AnswerHash, bool Complete)
{
    /// <summary>One for each token of the answer; empty when the model has no margin.</summary>
    public IReadOnlyList<TokenLead> Leads { get; init; } = [];
}

/// <summary>How sure a token was.</summary>
/// <param name="End">Bytes of the answer up to and with this token.</param>
/// <param name="Lead">Its logit minus that of the next best which the grammar allows. When fewer than two of the eight
/// best are allowed: minus that of the eighth, which is at most the true lead. Infinite where nothing else is allowed.
/// </param>
public readonly record struct TokenLead(int End, float Lead);
