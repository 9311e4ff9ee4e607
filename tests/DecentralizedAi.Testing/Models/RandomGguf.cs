namespace DecentralizedAi.Testing.Models;

/// <summary>How the weights of a <see cref="RandomGguf"/> are quantised: blocks of 32 with one scale.</summary>
public enum BlockType : uint
{
    Q4 = 2,
    Q8 = 8,
}

/// <summary>
/// A LLaMA of a chosen size whose quantised weights are drawn: it writes nonsense, always the same, and computes what
/// a trained one of its shape does. Tied embeddings, the vocabulary of <see cref="TinyGguf"/>.
/// </summary>
/// <param name="Width">A multiple of 32 and of <paramref name="Heads"/>.</param>
/// <param name="Hidden">A multiple of 32.</param>
/// <param name="Context">Tokens.</param>
public sealed record RandomGguf(
    BlockType Type, int Width, int Hidden, int Layers, int Heads, int KvHeads, int Context, int Seed = 1)
{
    private const int BlockSize = 32;

    /// <summary>30 million parameters.</summary>
    public static RandomGguf Of30M(BlockType type) => new(type, 512, 1408, 10, 8, 4, 1024);

    /// <summary>The matrices of <see cref="Of30M"/> in two layers instead of ten.</summary>
    public static RandomGguf Of6M(BlockType type) => Of30M(type) with { Layers = 2 };

    private int KvWidth => Width / Heads * KvHeads;

    /// <summary>Writes the file and gives its path.</summary>
    public string Write(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"random-{Type}-{Width}x{Layers}-{Seed}.gguf");
        using var stream = File.Create(path);
        var tensors = LlamaLayout.Tensors(TinyGguf.Vocabulary.Count, Width, KvWidth, Hidden, Layers).ToList();
        var header = new GgufText().Bytes("GGUF"u8.ToArray()).U32(3).U64((ulong)tensors.Count).U64(21);
        Shape(header);
        TinyGguf.Words(header);
        ulong offset = 0;
        foreach (var (name, columns, rows) in tensors)
        {
            header.Tensor(name, LlamaLayout.Shape(columns, rows), rows == 1 ? 0 : (uint)Type, offset);
            offset += (ulong)(Bytes(columns, rows) + 31) / 32 * 32;
        }
        stream.Write(header.Pad().ToArray());
        var random = new Random(Seed);
        foreach (var (_, columns, rows) in tensors)
        {
            stream.Write(rows == 1 ? LlamaLayout.Ones(columns) : Blocks(columns, rows, random));
            stream.Write(new byte[(32 - stream.Position % 32) % 32]);
        }
        return path;
    }

    private int BlockBytes => 2 + (Type == BlockType.Q8 ? BlockSize : BlockSize / 2);

    private int Bytes(int columns, int rows) => rows == 1 ? columns * 4 : rows * columns / BlockSize * BlockBytes;

    private void Shape(GgufText file) => file
        .Entry("general.architecture", "llama")
        .Entry("general.name", "random test model")
        .Entry("general.file_type", Type == BlockType.Q8 ? 7u : 2u)
        .Entry("llama.context_length", (uint)Context)
        .Entry("llama.embedding_length", (uint)Width)
        .Entry("llama.block_count", (uint)Layers)
        .Entry("llama.feed_forward_length", (uint)Hidden)
        .Entry("llama.attention.head_count", (uint)Heads)
        .Entry("llama.attention.head_count_kv", (uint)KvHeads)
        .Entry("llama.attention.layer_norm_rms_epsilon", 1e-5f)
        .Entry("llama.rope.dimension_count", (uint)(Width / Heads))
        .Entry("llama.vocab_size", (uint)TinyGguf.Vocabulary.Count);

    // Scales that keep a layer's output about as large as its input.
    private byte[] Blocks(int columns, int rows, Random random)
    {
        var spread = Type == BlockType.Q8 ? 73.9f : 4.6f;
        var bytes = new byte[Bytes(columns, rows)];
        random.NextBytes(bytes);
        for (var at = 0; at < bytes.Length; at += BlockBytes)
        {
            var scale = (0.75f + random.NextSingle() / 2) / (spread * MathF.Sqrt(columns));
            BitConverter.TryWriteBytes(bytes.AsSpan(at), (Half)scale);
        }
        return bytes;
    }
}
