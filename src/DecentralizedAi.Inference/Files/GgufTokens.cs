namespace DecentralizedAi.Inference.Files;

/// <summary>An array among the entries: the type of its elements and how many there are.</summary>
internal sealed record GgufArray(uint Type, ulong Count)
{
    /// <summary>Its texts where they are the tokens; else empty.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>Its numbers where they are the types of the tokens; else empty.</summary>
    public IReadOnlyList<int> Numbers { get; init; } = [];
}

/// <summary>
/// The lists of the tokenizer. Native code reads them side by side, by the number of tokens and by the type that it
/// expects: a shorter list, or one of smaller elements, is read beyond its end.
/// </summary>
internal static class GgufTokens
{
    /// <summary>The key of the texts.</summary>
    public const string Tokens = "tokenizer.ggml.tokens";

    /// <summary>The key of their types.</summary>
    public const string Types = "tokenizer.ggml.token_type";

    private const uint Int32 = 5, Float32 = 6, Text = 8;

    private static readonly (string Key, uint Type, bool Beside)[] Lists =
    [
        (Tokens, Text, true), ("tokenizer.ggml.scores", Float32, true), (Types, Int32, true),
        ("tokenizer.ggml.merges", Text, false),
    ];

    /// <exception cref="ModelException"><see cref="ModelException.BadHeader"/>.</exception>
    public static void Check(GgufReader reader, Dictionary<string, object?> known)
    {
        var tokens = (known.GetValueOrDefault(Tokens) as GgufArray)?.Count ?? 0;
        foreach (var (key, type, beside) in Lists)
        {
            if (!known.TryGetValue(key, out var value))
                continue;
            if (value is not GgufArray list || list.Type != type)
                throw reader.Bad($"'{key}' is no array of type {type}");
            if (beside && list.Count != tokens)
                throw reader.Bad($"'{key}' has {list.Count} elements beside {tokens} tokens");
        }
    }
}
