using DecentralizedAi.Benchmarks.Harness;
using LLama;
using LLama.Common;
using LLama.Native;

namespace DecentralizedAi.Benchmarks.Inference;

/// <summary><c>llama_decode</c> and nothing else, with the settings of our engine: what any engine over it is measured
/// by. Which tokens are fed does not matter to its time.</summary>
internal sealed class RawModel : IDisposable
{
    private const int Batch = 512;

    // The build and level of our engine; of the 200 lines of a load none is of use here.
    static RawModel() => NativeLibraryConfig.All.WithAvx(AvxLevel.Avx2).WithLogCallback((_, _) => { });

    private readonly LLamaWeights _weights;
    private readonly LLamaContext _context;
    private readonly LLamaBatch _batch = new();

    /// <param name="sequences">Of a split cache, each of <paramref name="tokens"/>.</param>
    public RawModel(string path, int sequences, int tokens)
    {
        var parameters = new ModelParams(path)
        {
            ContextSize = (uint)(sequences * tokens),
            BatchSize = Batch,
            UBatchSize = Batch,
            SeqMax = (uint)sequences,
            KVUnified = false,
            Threads = 1,
            BatchThreads = 1,
            GpuLayerCount = 0,
            FlashAttention = false,
            TypeK = GGMLType.GGML_TYPE_F16,
            TypeV = GGMLType.GGML_TYPE_F16,
        };
        _weights = LLamaWeights.LoadFromFile(parameters);
        _context = _weights.CreateContext(parameters);
    }

    /// <summary>Reads a prompt and writes an answer; gives the CPU nanoseconds of one token of it.</summary>
    public double Write(int prompt, int answer)
    {
        var start = CpuClock.Now;
        _context.NativeHandle.MemoryClear(true);
        Read(prompt);
        for (var i = 0; i < answer - 1; i++)
            Step(1, prompt + i);
        return (CpuClock.Now - start) / (double)answer;
    }

    /// <summary>Reads once what all sequences share, and copies it to each.</summary>
    public void Share(int sequences, int prefix)
    {
        _context.NativeHandle.MemoryClear(true);
        Read(prefix);
        for (var sequence = 1; sequence < sequences; sequence++)
            _context.NativeHandle.MemorySequenceCopy(LLamaSeqId.Zero, (LLamaSeqId)sequence, -1, -1);
    }

    /// <summary>Reads after what is shared each sequence's own, and writes an answer in each; gives the CPU nanoseconds
    /// of one token of them.</summary>
    public double WriteAll(int sequences, int prefix, int own, int answer)
    {
        var start = CpuClock.Now;
        for (var sequence = 0; sequence < sequences; sequence++)
        {
            _context.NativeHandle.MemorySequenceRemove((LLamaSeqId)sequence, prefix, -1);
            Put(sequence, prefix, own, sequence * own);
        }
        Decode();
        for (var i = 0; i < answer - 1; i++)
            Step(sequences, prefix + own + i);
        return (CpuClock.Now - start) / (double)(sequences * answer);
    }

    public void Dispose()
    {
        _context.Dispose();
        _weights.Dispose();
    }

    private void Read(int count)
    {
        for (var at = 0; at < count; at += Batch)
        {
            Put(0, at, Math.Min(Batch, count - at), at);
            Decode();
        }
    }

    private void Put(int sequence, int position, int count, int seed)
    {
        for (var i = 0; i < count; i++)
            _batch.Add(Token(seed + i), position + i, (LLamaSeqId)sequence, i == count - 1);
    }

    private void Step(int sequences, int position)
    {
        for (var sequence = 0; sequence < sequences; sequence++)
            _batch.Add(Token(position + sequence), position, (LLamaSeqId)sequence, true);
        Decode();
    }

    private void Decode()
    {
        if (_context.NativeHandle.Decode(_batch) is var result and not DecodeResult.Ok)
            throw new InvalidOperationException($"llama.cpp could not decode: {result}");
        _batch.Clear();
    }

    private static LLamaToken Token(int seed) => 'a' + seed * 7 % 26;
}
