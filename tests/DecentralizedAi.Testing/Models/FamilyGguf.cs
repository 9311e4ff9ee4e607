using System.Text.Json.Nodes;

namespace DecentralizedAi.Testing.Models;

/// <summary>
/// A model of one layer with made-up weights that carries the real vocabulary and chat template of a family, as
/// <c>tests/tokenizers.mjs</c> hands them out: llama.cpp loads it and it writes nonsense, always the same.
/// </summary>
public static class FamilyGguf
{
    private const int Width = 32, Hidden = 64, Context = 8192;

    /// <summary>Writes the file and gives its path.</summary>
    /// <param name="vocabulary">The answer to <c>vocabulary</c>.</param>
    public static string Write(string folder, string family, string architecture, JsonObject vocabulary)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{family}.gguf");
        File.WriteAllBytes(path, Bytes(architecture, vocabulary));
        return path;
    }

    private static byte[] Bytes(string architecture, JsonObject vocabulary)
    {
        var tokens = Texts(vocabulary["tokens"]);
        var tensors = Tensors(architecture, tokens.Length);
        var words = Words(architecture, vocabulary, tokens);
        var file = new GgufText().Bytes("GGUF"u8.ToArray()).U32(3).U64((ulong)tensors.Count).U64((ulong)words.Count);
        foreach (var write in words)
            write(file);
        ulong offset = 0;
        foreach (var (name, shape, type, data) in tensors)
        {
            file.Tensor(name, shape, type, offset);
            offset += (ulong)(data.Length + 31) / 32 * 32;
        }
        foreach (var (_, _, _, data) in tensors)
            file.Pad().Bytes(data);
        return file.Pad().ToArray();
    }

    private static List<Action<GgufText>> Words(string architecture, JsonObject vocabulary, string[] tokens)
    {
        var entries = new List<Action<GgufText>>
        {
            file => file.Entry("general.architecture", architecture),
            file => file.Entry("general.name", "random weights, real words"),
            file => file.Entry("general.license", "apache-2.0"),
            file => file.Entry($"{architecture}.context_length", (uint)Context),
            file => file.Entry($"{architecture}.embedding_length", (uint)Width),
            file => file.Entry($"{architecture}.block_count", 1u),
            file => file.Entry($"{architecture}.feed_forward_length", (uint)Hidden),
            file => file.Entry($"{architecture}.attention.head_count", 1u),
            file => file.Entry($"{architecture}.attention.head_count_kv", 1u),
            file => file.Entry($"{architecture}.attention.layer_norm_rms_epsilon", 1e-5f),
            file => file.Entry($"{architecture}.rope.dimension_count", (uint)Width),
            file => file.Entry($"{architecture}.vocab_size", (uint)tokens.Length),
            file => file.Entry("tokenizer.ggml.model", $"{vocabulary["model"]}"),
            file => file.Entry("tokenizer.ggml.tokens", tokens),
            file => file.Entry("tokenizer.ggml.token_type",
                [.. vocabulary["types"]!.AsArray().Select(type => type!.GetValue<int>())]),
            file => file.Entry("tokenizer.ggml.eos_token_id", (uint)Array.IndexOf(tokens, $"{vocabulary["end"]}")),
            file => file.Entry("tokenizer.chat_template", $"{vocabulary["template"]}"),
        };
        if (vocabulary["cut"] is { } cut)
            entries.Add(file => file.Entry("tokenizer.ggml.pre", $"{cut}"));
        if (vocabulary["merges"] is { } merges)
            entries.Add(file => file.Entry("tokenizer.ggml.merges", Texts(merges)));
        if (vocabulary["scores"] is { } scores)
            entries.Add(file => file.Entry("tokenizer.ggml.scores",
                [.. scores.AsArray().Select(score => (float)score!.GetValue<int>())]));
        if (vocabulary["begin"] is { } begin)
            entries.Add(file => file.Entry("tokenizer.ggml.bos_token_id", (uint)Array.IndexOf(tokens, $"{begin}")));
        return entries;
    }

    private static List<(string Name, ulong[] Shape, uint Type, byte[] Data)> Tensors(string architecture, int tokens)
    {
        var random = new Random(1);
        var layout = LlamaLayout.Tensors(tokens, Width, Width, Hidden, layers: 1);
        if (architecture == "qwen3")
            layout = layout.Concat([("blk.0.attn_q_norm.weight", Width, 1), ("blk.0.attn_k_norm.weight", Width, 1)]);
        return [.. layout.Select(tensor => (tensor.Name, LlamaLayout.Shape(tensor.Columns, tensor.Rows),
            tensor.Rows == 1 ? 0u : 8u,
            tensor.Rows == 1 ? LlamaLayout.Ones(tensor.Columns) : Noise(tensor.Columns * tensor.Rows, random)))];
    }

    // Q8_0: for 32 values a scale in half precision, then a signed byte each.
    private static byte[] Noise(int count, Random random)
    {
        var bytes = new byte[count / 32 * 34];
        random.NextBytes(bytes);
        for (var block = 0; block < bytes.Length; block += 34)
            BitConverter.TryWriteBytes(bytes.AsSpan(block), (Half)0.004f);
        return bytes;
    }

    private static string[] Texts(JsonNode? list) => [.. list!.AsArray().Select(text => text!.GetValue<string>())];
}
