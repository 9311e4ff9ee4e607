using System.Text;
using DecentralizedAi.Domain.Models;
using LLama;
using LLama.Common;
using LLama.Native;

namespace DecentralizedAi.ModelTrainer;

/// <summary>The exported file under llama.cpp: greedy, one thread, no grammar.</summary>
internal sealed class LlamaRunner : IDisposable
{
    private const int MaxOutput = 160;

    private readonly LLamaWeights _weights;
    private readonly LLamaContext _context;

    static LlamaRunner() => NativeLibraryConfig.All.WithLogCallback((_, _) => { });

    public LlamaRunner(string path)
    {
        var parameters = new ModelParams(path) { ContextSize = LlamaShape.Context, Threads = 1, BatchThreads = 1, GpuLayerCount = 0 };
        _weights = LLamaWeights.LoadFromFile(parameters);
        _context = _weights.CreateContext(parameters);
    }

    /// <summary>The ids that llama.cpp gives a text in which control words count.</summary>
    public int[] Tokenize(string text) =>
        [.. _weights.Tokenize(text, false, true, Encoding.UTF8).Select(token => (int)token)];

    /// <summary>What the model writes for this turn, and how sure it was of the least sure id (difference of the two best logits).</summary>
    public (string Output, float Margin) Answer(Turn turn)
    {
        var prompt = _weights.Tokenize(PromptFormat.Text(PromptFormat.Render(turn)), false, true, Encoding.UTF8);
        var handle = _context.NativeHandle;
        handle.MemoryClear(true);
        var batch = new LLamaBatch();
        var position = 0;
        foreach (var chunk in prompt.Chunk(512))
        {
            batch.Clear();
            foreach (var token in chunk)
                batch.Add(token, position++, (LLamaSeqId)0, position == prompt.Length);
            handle.Decode(batch);
        }
        var decoder = new StreamingTokenDecoder(Encoding.UTF8, _weights) { DecodeSpecialTokens = true };
        var margin = float.MaxValue;
        for (var made = 0; made < MaxOutput && position < LlamaShape.Context - 1; made++)
        {
            var (best, lead) = Best(handle.GetLogitsIth(batch.TokenCount - 1));
            margin = Math.Min(margin, lead);
            if (best == _weights.Vocab.EOS)
                break;
            decoder.Add(best);
            batch.Clear();
            batch.Add(best, position++, (LLamaSeqId)0, true);
            handle.Decode(batch);
        }
        return (decoder.Read(), margin);
    }

    public void Dispose()
    {
        _context.Dispose();
        _weights.Dispose();
    }

    private static (LLamaToken Best, float Lead) Best(Span<float> logits)
    {
        var (best, first, second) = (0, float.MinValue, float.MinValue);
        for (var i = 0; i < logits.Length; i++)
        {
            if (logits[i] > first)
                (best, first, second) = (i, logits[i], first);
            else if (logits[i] > second)
                second = logits[i];
        }
        return (best, first - second);
    }
}
