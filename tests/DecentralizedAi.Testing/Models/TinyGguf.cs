using DecentralizedAi.Domain.Models;

namespace DecentralizedAi.Testing.Models;

/// <summary>
/// A LLaMA of one layer with made-up weights: llama.cpp loads it and it writes nonsense, always the same. It has the
/// vocabulary of the default model's kind: bytes, ChatML, references.
/// </summary>
public static class TinyGguf
{
    private const int Width = 32, Hidden = 64, Context = 2048;

    /// <summary>Token texts by id.</summary>
    public static IReadOnlyList<string> Vocabulary { get; } =
    [
        .. Alphabet(), PromptFormat.Padding, PromptFormat.Open, PromptFormat.Close, .. ReferenceKinds.AllTokens(),
    ];

    /// <summary>The file's bytes; another seed is another model.</summary>
    /// <param name="margin">The lead that its payments need, in logits; null for a file that names none.</param>
    public static byte[] Bytes(uint seed = 1, float? margin = null)
    {
        var tensors = Tensors(seed);
        var entries = margin is null ? 21UL : 22UL;
        var file = new GgufText().Bytes("GGUF"u8.ToArray()).U32(3).U64((ulong)tensors.Count).U64(entries);
        if (margin is { } least)
            file.Entry("dai.money_margin", least);
        Shape(file);
        Words(file);
        ulong offset = 0;
        foreach (var (name, shape, data) in tensors)
        {
            file.Tensor(name, shape, 0, offset);
            offset += (ulong)(data.Length * 4 + 31) / 32 * 32;
        }
        foreach (var (_, _, data) in tensors)
        {
            file.Pad();
            var bytes = new byte[data.Length * 4];
            Buffer.BlockCopy(data, 0, bytes, 0, bytes.Length);
            file.Bytes(bytes);
        }
        return file.Pad().ToArray();
    }

    /// <summary>Writes the file and gives its path.</summary>
    public static string Write(string folder, uint seed = 1, float? margin = null)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"tiny-{seed}.gguf");
        File.WriteAllBytes(path, Bytes(seed, margin));
        return path;
    }

    private static void Shape(GgufText file) => file
        .Entry("general.architecture", "llama")
        .Entry("general.name", "tiny test model")
        .Entry("general.file_type", 0u)
        .Entry("llama.context_length", (uint)Context)
        .Entry("llama.embedding_length", (uint)Width)
        .Entry("llama.block_count", 1u)
        .Entry("llama.feed_forward_length", (uint)Hidden)
        .Entry("llama.attention.head_count", 1u)
        .Entry("llama.attention.head_count_kv", 1u)
        .Entry("llama.attention.layer_norm_rms_epsilon", 1e-5f)
        .Entry("llama.rope.dimension_count", (uint)Width)
        .Entry("llama.vocab_size", (uint)Vocabulary.Count);

    internal static void Words(GgufText file) => file
        .Entry("tokenizer.ggml.model", "gpt2")
        .Entry("tokenizer.ggml.pre", "smollm")
        .Entry("tokenizer.ggml.tokens", Vocabulary)
        .Entry("tokenizer.ggml.token_type", [.. Enumerable.Range(0, Vocabulary.Count).Select(id =>
            id < 256 ? 1 : id < 259 ? 3 : 4)])
        .Entry("tokenizer.ggml.merges", new[] { "q q" })
        .Entry("tokenizer.ggml.bos_token_id", 256u)
        .Entry("tokenizer.ggml.eos_token_id", 258u)
        .Entry("tokenizer.ggml.add_bos_token", false)
        .Entry("tokenizer.chat_template", PromptFormat.ChatTemplate);

    private static List<(string Name, ulong[] Shape, float[] Data)> Tensors(uint seed)
    {
        var state = seed;
        return [.. LlamaLayout.Tensors(Vocabulary.Count, Width, Width, Hidden, layers: 1).Select(tensor =>
            (tensor.Name, LlamaLayout.Shape(tensor.Columns, tensor.Rows), tensor.Rows == 1
                ? Enumerable.Repeat(1f, Width).ToArray()
                : Noise(tensor.Columns * tensor.Rows, ref state)))];
    }

    private static float[] Noise(int count, ref uint state)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            values[i] = (state & 0xffff) / 65536f - 0.5f;
        }
        return values;
    }

    // The printable form of each byte, as byte-level BPE writes it.
    private static IEnumerable<string> Alphabet()
    {
        var next = 256;
        for (var b = 0; b < 256; b++)
        {
            var printable = b is (>= '!' and <= '~') or (>= 0xa1 and <= 0xac) or >= 0xae;
            yield return ((char)(printable ? b : next++)).ToString();
        }
    }
}
