using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Inference.Native;

/// <summary>How every answer of an engine is made.</summary>
/// <param name="Model">SHA-256 of the file.</param>
/// <param name="Build">llama.cpp commit.</param>
/// <param name="Level">Instruction set; <c>cuda+LEVEL</c> on a GPU.</param>
/// <param name="KvTypes">Types of keys and values, <c>f16,f16</c>.</param>
/// <param name="Context">Tokens of prompt and answer together, at most.</param>
public sealed record EngineFacts(
    Bytes32 Model, string Build, string Level, int Threads, int Ubatch, string KvTypes, bool KvSplit, bool Flash,
    int Context);

/// <summary>What an engine wrote.</summary>
/// <param name="PromptHash">keccak256 of the ids, each as four bytes, big-endian.</param>
/// <param name="AnswerHash">The same of the answer, without the token that ends it.</param>
/// <param name="Complete">False when the limit cut it.</param>
public sealed record EngineAnswer(
    string Text, int PromptTokens, int AnswerTokens, Bytes32 PromptHash, Bytes32 AnswerHash, bool Complete);
