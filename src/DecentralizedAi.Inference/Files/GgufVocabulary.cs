namespace DecentralizedAi.Inference.Files;

/// <summary>A token that stands for itself and is made of no others.</summary>
/// <param name="Control">A control token, which plain text never becomes; else one of the words that were added to
/// the vocabulary, which llama.cpp finds in plain text too.</param>
public readonly record struct SpecialToken(int Id, string Text, bool Control);

/// <summary>The tokenizer of a file.</summary>
/// <param name="Model">Its algorithm: <c>gpt2</c> (byte-level BPE) or <c>llama</c> (SentencePiece); empty when the
/// file names none.</param>
/// <param name="Cut">How text is cut before BPE, as llama.cpp names it; null when the file does not say.</param>
/// <param name="Special">By id.</param>
/// <param name="Begin">Text of the token that begins a prompt; empty without one.</param>
/// <param name="End">Text of the token that ends an answer; empty without one.</param>
/// <param name="AddsBegin">Prompts of this model begin with <paramref name="Begin"/>.</param>
public sealed record GgufVocabulary(
    string Model, string? Cut, int Tokens, IReadOnlyList<SpecialToken> Special, string Begin, string End,
    bool AddsBegin)
{
    private const int Unknown = 2, Control = 3, Added = 4;

    internal static GgufVocabulary Of(IReadOnlyDictionary<string, object?> known)
    {
        var texts = (known.GetValueOrDefault(GgufTokens.Tokens) as GgufArray)?.Texts ?? [];
        var types = (known.GetValueOrDefault(GgufTokens.Types) as GgufArray)?.Numbers ?? [];
        var model = known.GetValueOrDefault("tokenizer.ggml.model") as string ?? "";
        string Word(string name) => known.GetValueOrDefault($"tokenizer.ggml.{name}_token_id") is uint id
            && id < texts.Count
            ? texts[(int)id]
            : "";
        return new(model, known.GetValueOrDefault("tokenizer.ggml.pre") as string, texts.Count,
            [.. types.Index().Where(one => one.Item is Unknown or Control or Added && texts[one.Index].Length > 0)
                .Select(one => new SpecialToken(one.Index, texts[one.Index], one.Item != Added))],
            Word("bos"), Word("eos"),
            known.GetValueOrDefault("tokenizer.ggml.add_bos_token") as bool? ?? model == "llama");
    }
}
