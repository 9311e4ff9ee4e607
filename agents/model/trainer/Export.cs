using DecentralizedAi.Domain.Models;
using DecentralizedAi.Inference.Files;

namespace DecentralizedAi.ModelTrainer;

/// <summary>Writes a network and its tokenizer as a GGUF that llama.cpp loads.</summary>
internal static class Export
{
    private const int TokenNormal = 1, TokenControl = 3, TokenUser = 4;

    public static void Gguf(LlamaNetwork network, Tokenizer tokenizer, string name, float margin, string path)
    {
        var shape = network.Shape;
        var file = new GgufFile();
        file.Set("general.architecture", "llama");
        file.Set("general.name", name);
        file.Set("general.file_type", 7u);
        file.Set("general.quantization_version", 2u);
        file.Set("llama.context_length", (uint)LlamaShape.Context);
        file.Set("llama.embedding_length", (uint)shape.Width);
        file.Set("llama.block_count", (uint)shape.Layers);
        file.Set("llama.feed_forward_length", (uint)shape.Hidden);
        file.Set("llama.attention.head_count", (uint)shape.Heads);
        file.Set("llama.attention.head_count_kv", (uint)shape.KeyHeads);
        file.Set("llama.attention.layer_norm_rms_epsilon", LlamaShape.Epsilon);
        file.Set("llama.rope.dimension_count", (uint)shape.HeadSize);
        file.Set("llama.rope.freq_base", LlamaShape.RopeBase);
        file.Set("llama.vocab_size", (uint)shape.Vocabulary);
        file.Set(GgufHeader.MoneyMarginKey, margin);
        Words(file, tokenizer);
        foreach (var (tensorName, data, rows, columns) in network.Export())
            file.Add(tensorName, data, rows, columns);
        file.Save(path);
    }

    private static void Words(GgufFile file, Tokenizer tokenizer)
    {
        var tokens = tokenizer.Tokens;
        file.Set("tokenizer.ggml.model", "gpt2");
        file.Set("tokenizer.ggml.pre", "smollm");
        file.Set("tokenizer.ggml.tokens", tokens);
        file.Set("tokenizer.ggml.token_type", [.. Enumerable.Range(0, tokens.Count).Select(id =>
            id < tokenizer.Normal ? TokenNormal
            : id < tokenizer.Normal + Tokenizer.Control.Count ? TokenControl
            : TokenUser)]);
        file.Set("tokenizer.ggml.merges",
            [.. tokenizer.Merges.Select(merge => $"{tokens[merge.Left]} {tokens[merge.Right]}")]);
        file.Set("tokenizer.ggml.bos_token_id", (uint)tokenizer.Id(PromptFormat.Padding));
        file.Set("tokenizer.ggml.padding_token_id", (uint)tokenizer.Id(PromptFormat.Padding));
        file.Set("tokenizer.ggml.eos_token_id", (uint)tokenizer.Id(PromptFormat.Close));
        file.Set("tokenizer.ggml.add_bos_token", false);
        file.Set("tokenizer.chat_template", PromptFormat.ChatTemplate);
    }
}
