using System.Buffers.Binary;
using System.Text;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Inference.Files;
using DecentralizedAi.Inference.Grammars;
using LLama;
using LLama.Common;
using LLama.Native;

namespace DecentralizedAi.Inference.Native;

/// <summary>
/// One loaded model. Greedy, split KV cache, one sequence for each answer: with quantised weights the same prompt and
/// grammar give the same bits, alone or beside others. Not thread-safe: one owner.
/// </summary>
public sealed class LlamaEngine : IDisposable
{
    /// <summary>Answers at once, at most.</summary>
    public const int MaxSequences = 32;

    private const int Batch = 512;

    private readonly LLamaWeights _weights;
    private readonly LLamaContext _context;
    private readonly PromptTokens _tokens;
    private readonly BatchDecoder _decoder;

    private LlamaEngine(
        LLamaWeights weights, LLamaContext context, PromptTokens tokens, EngineFacts facts, int together)
    {
        (_weights, _context, _tokens, Facts) = (weights, context, tokens, facts);
        _decoder = new(context.NativeHandle, facts.Sequences, Batch, facts.Context, together);
    }

    /// <summary>What a receipt says about every run of this engine.</summary>
    public EngineFacts Facts { get; }

    /// <summary>Checks hash and header, chooses the native library, loads.</summary>
    /// <exception cref="ModelException">Each of these may refuse.</exception>
    public static LlamaEngine Load(LlamaOptions options, TextWriter log)
    {
        var file = ModelFile.Open(options.Path, options.Sha256);
        var library = NativeLibraryChoice.Make(options, log);
        var parameters = Parameters(options, library.Device == "cuda");
        LLamaWeights? weights = null;
        try
        {
            weights = LLamaWeights.LoadFromFile(parameters);
            var tokens = Math.Min(options.Context, weights.ContextSize);
            var sequences = Sequences(options, weights.NativeHandle, tokens);
            (parameters.SeqMax, parameters.ContextSize) = ((uint)sequences, (uint)(tokens * sequences));
            var context = weights.CreateContext(parameters);
            var facts = new EngineFacts(file.Sha256, library.Build,
                library.Device == "cuda" ? $"cuda+{library.Level}" : library.Level, options.Threads, Batch, "f16,f16",
                KvSplit: true, Flash: false, (int)context.ContextSize / sequences, file.Header.MoneyMargin)
            {
                Sequences = sequences,
            };
            return new(weights, context, new PromptTokens(weights, file.Header.Vocabulary), facts,
                Together(file.Header.About, library.Device));
        }
        catch (Exception e) when (e is LLama.Exceptions.RuntimeError or ArgumentException or IOException)
        {
            weights?.Dispose();
            throw new ModelException(ModelException.LoadFailed,
                $"llama.cpp {library.Build} refuses the approved file {file.Sha256} ({e.GetType().Name}); "
                + "its architecture may be newer than this build");
        }
    }

    /// <summary>The token ids of a prompt; outside control segments a control word is plain text.</summary>
    public int[] Tokenize(IEnumerable<PromptSegment> prompt) => _tokens.Of(prompt);

    /// <summary>What a token writes.</summary>
    internal string Piece(int token)
    {
        var piece = new byte[256];
        var length = (int)_weights.NativeHandle.TokenToSpan(token, piece, 0, true);
        return Encoding.UTF8.GetString(piece.AsSpan(0, Math.Min(length, piece.Length)));
    }

    /// <summary>Writes greedily until the model ends, the grammar has no more, or the limit.</summary>
    /// <param name="grammar">GBNF, checked again here; empty writes freely.</param>
    /// <exception cref="ModelException">The prompt does not fit, or the grammar is refused.</exception>
    public EngineAnswer Ask(IReadOnlyList<int> prompt, string grammar, int maxTokens)
    {
        var run = Begin(prompt, grammar, maxTokens);
        try
        {
            while (!run.IsOver)
                Step();
            return run.Answer ?? throw run.Fault!;
        }
        finally
        {
            End(run);
        }
    }

    /// <summary>Whether <see cref="Begin"/> may be called.</summary>
    internal bool HasRoom => _decoder.HasRoom;

    /// <summary>Begins an answer; <see cref="Step"/> writes it beside the others, <see cref="End"/> makes room.
    /// </summary>
    /// <exception cref="ModelException">As of <see cref="Ask"/>.</exception>
    internal AnswerRun Begin(IReadOnlyList<int> prompt, string grammar, int maxTokens, Action<string>? written = null,
        LogitsSeen? seen = null)
    {
        if (prompt.Count == 0 || maxTokens < 1 || prompt.Count + maxTokens > Facts.Context)
            throw new ModelException(ModelException.TooLong,
                $"a prompt of {prompt.Count} tokens and an answer of {maxTokens} do not fit {Facts.Context}");
        if (grammar.Length > 0)
            GbnfChecker.Check(grammar);
        var run = new AnswerRun(
            _weights.NativeHandle, prompt, grammar, Facts.MoneyMargin is not null, maxTokens, written) { Seen = seen };
        _decoder.Begin(run);
        return run;
    }

    /// <summary>One pass over the model for all answers.</summary>
    /// <exception cref="ModelException">Native code failed, and so did all answers.</exception>
    internal void Step() => _decoder.Step();

    internal void End(AnswerRun run) => _decoder.End(run);

    public void Dispose()
    {
        _context.Dispose();
        _weights.Dispose();
    }

    /// <summary>keccak256 of the ids, each as four bytes, big-endian.</summary>
    public static Bytes32 Hash(IReadOnlyList<int> ids)
    {
        var bytes = new byte[ids.Count * 4];
        for (var i = 0; i < ids.Count; i++)
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(i * 4), ids[i]);
        return Keccak256.Hash(bytes);
    }

    private static ModelParams Parameters(LlamaOptions options, bool cuda) => new(options.Path)
    {
        BatchSize = Batch,
        UBatchSize = Batch,
        KVUnified = false,
        Threads = options.Threads,
        BatchThreads = options.Threads,
        GpuLayerCount = cuda ? options.GpuLayers ?? 999 : 0,
        FlashAttention = false,
        TypeK = GGMLType.GGML_TYPE_F16,
        TypeV = GGMLType.GGML_TYPE_F16,
    };

    // One pass of the library's kernels over Q8_0 for two to seven answers takes up to twice as long as a pass for
    // each, unless the matrices are small. The bits are the same either way.
    private static int Together(GgufAbout about, string device) =>
        device != "cuda" && about is { MainType: "Q8_0", Width: >= 512 } ? 8 : 2;

    // Keys and values of every sequence are held from the start.
    private static int Sequences(LlamaOptions options, SafeLlamaModelHandle model, int tokens)
    {
        const long keysAndValues = 2, bytes = 2;
        var width = (long)model.EmbeddingSize * model.KVHeadCount / model.HeadCount;
        var one = keysAndValues * bytes * width * model.LayerCount * tokens;
        return (int)Math.Clamp(options.CacheBytes / one, 1, Math.Clamp(options.Sequences, 1, MaxSequences));
    }
}
