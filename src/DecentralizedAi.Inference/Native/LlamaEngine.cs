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
/// One loaded model and one sequence. Greedy, one thread, split KV cache, cleared before every question: the same
/// prompt and grammar give the same bits. Not thread-safe: one owner.
/// </summary>
public sealed class LlamaEngine : IDisposable
{
    private const int Batch = 512;

    private readonly LLamaWeights _weights;
    private readonly LLamaContext _context;
    private readonly PromptTokens _tokens;

    private LlamaEngine(LLamaWeights weights, LLamaContext context, PromptTokens tokens, EngineFacts facts) =>
        (_weights, _context, _tokens, Facts) = (weights, context, tokens, facts);

    /// <summary>What a receipt says about every run of this engine.</summary>
    public EngineFacts Facts { get; }

    /// <summary>Checks hash and header, chooses the native library, loads.</summary>
    /// <exception cref="ModelException">Each of these may refuse.</exception>
    public static LlamaEngine Load(LlamaOptions options, TextWriter log)
    {
        var file = ModelFile.Open(options.Path, options.Sha256);
        var library = NativeLibraryChoice.Make(options.Gpu, options.Level, log);
        var parameters = new ModelParams(file.Path)
        {
            ContextSize = (uint)options.Context,
            BatchSize = Batch,
            UBatchSize = Batch,
            SeqMax = 1,
            KVUnified = false,
            Threads = options.Threads,
            BatchThreads = options.Threads,
            GpuLayerCount = library.Device == "cuda" ? 999 : 0,
            FlashAttention = false,
            TypeK = GGMLType.GGML_TYPE_F16,
            TypeV = GGMLType.GGML_TYPE_F16,
        };
        LLamaWeights? weights = null;
        try
        {
            weights = LLamaWeights.LoadFromFile(parameters);
            parameters.ContextSize = (uint)Math.Min(options.Context, weights.ContextSize);
            var context = weights.CreateContext(parameters);
            var facts = new EngineFacts(file.Sha256, library.Build,
                library.Device == "cuda" ? $"cuda+{library.Level}" : library.Level, options.Threads, Batch, "f16,f16",
                KvSplit: true, Flash: false, (int)context.ContextSize, file.Header.MoneyMargin);
            return new(weights, context, new PromptTokens(weights, file.Header.Vocabulary), facts);
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

    /// <summary>Writes greedily until the model ends, the grammar has no more, or the limit.</summary>
    /// <param name="grammar">GBNF, checked again here; empty writes freely.</param>
    /// <exception cref="ModelException">The prompt does not fit, or the grammar is refused.</exception>
    public EngineAnswer Ask(IReadOnlyList<int> prompt, string grammar, int maxTokens)
    {
        if (prompt.Count == 0 || prompt.Count + maxTokens > Facts.Context)
            throw new ModelException(ModelException.TooLong,
                $"a prompt of {prompt.Count} tokens and an answer of {maxTokens} do not fit {Facts.Context}");
        if (grammar.Length > 0)
            GbnfChecker.Check(grammar);
        _context.NativeHandle.MemoryClear(true);
        using var sampler = new GreedySampler(_weights.Vocab, grammar);
        var last = Read(prompt);
        var ids = new List<int>();
        var text = new List<byte>();
        var leads = new List<TokenLead>();
        var batch = new LLamaBatch();
        while (ids.Count < maxTokens)
        {
            var logits = _context.NativeHandle.GetLogitsIth(last);
            var (token, lead) = Facts.MoneyMargin is null ? (sampler.Next(logits), 0) : sampler.Measure(logits);
            if (token.IsEndOfGeneration(_weights.Vocab))
                return Answer(prompt, ids, text, leads, true);
            ids.Add((int)token);
            Append(token, text);
            if (Facts.MoneyMargin is not null)
                leads.Add(new(text.Count, lead));
            batch.Clear();
            batch.Add(token, prompt.Count + ids.Count - 1, LLamaSeqId.Zero, true);
            Decode(batch);
            last = 0;
        }
        return Answer(prompt, ids, text, leads, false);
    }

    public void Dispose()
    {
        _context.Dispose();
        _weights.Dispose();
    }

    // Index of the last token's logits within its batch.
    private int Read(IReadOnlyList<int> prompt)
    {
        var batch = new LLamaBatch();
        var at = 0;
        for (var start = 0; start < prompt.Count; start += Batch)
        {
            batch.Clear();
            for (var i = start; i < Math.Min(start + Batch, prompt.Count); i++)
                at = batch.Add(prompt[i], i, LLamaSeqId.Zero, i == prompt.Count - 1);
            Decode(batch);
        }
        return at;
    }

    private void Decode(LLamaBatch batch)
    {
        var result = _context.NativeHandle.Decode(batch);
        if (result != DecodeResult.Ok)
            throw new ModelException(ModelException.LoadFailed, $"llama.cpp could not decode: {result}");
    }

    private void Append(LLamaToken token, List<byte> text)
    {
        Span<byte> piece = stackalloc byte[256];
        var length = (int)_weights.NativeHandle.TokenToSpan(token, piece, 0, true);
        if (length > piece.Length)
        {
            piece = new byte[length];
            _weights.NativeHandle.TokenToSpan(token, piece, 0, true);
        }
        text.AddRange(piece[..length]);
    }

    private static EngineAnswer Answer(
        IReadOnlyList<int> prompt, List<int> ids, List<byte> text, List<TokenLead> leads, bool complete)
    {
        var answer = new EngineAnswer(
            Encoding.UTF8.GetString([.. text]), prompt.Count, ids.Count, Hash(prompt), Hash(ids), complete);
        return leads.Count == 0 ? answer : answer with { Leads = leads };
    }

    /// <summary>keccak256 of the ids, each as four bytes, big-endian.</summary>
    public static Bytes32 Hash(IReadOnlyList<int> ids)
    {
        var bytes = new byte[ids.Count * 4];
        for (var i = 0; i < ids.Count; i++)
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(i * 4), ids[i]);
        return Keccak256.Hash(bytes);
    }
}
