using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Inference.Native;

/// <summary>How a model is run. What is fixed here is in every receipt.</summary>
/// <param name="Path">The GGUF file.</param>
/// <param name="Sha256">The approved hash; another file is not loaded.</param>
public sealed record LlamaOptions(string Path, Bytes32 Sha256)
{
    /// <summary>Instruction set that is pinned, so that the bits are equal on every node.</summary>
    public string Level { get; init; } = "avx2";

    /// <summary>Try CUDA before the CPU. The bits are then another class; the receipt names it.</summary>
    public bool Gpu { get; init; }

    /// <summary>Layers on the card: null for as many as there are, where the CPU serves when no card does. A number
    /// from 1 wants the card, and without one nothing loads.</summary>
    public int? GpuLayers { get; init; }

    /// <summary>Tokens of prompt and answer together, at most; the model's own limit counts too.</summary>
    public int Context { get; init; } = 4096;

    /// <summary>Answers at once, at most 32; fewer where their keys and values need more than
    /// <see cref="CacheBytes"/>.</summary>
    public int Sequences { get; init; } = 8;

    /// <summary>Memory for the keys and values of all answers, in bytes; one answer always gets its own.</summary>
    public long CacheBytes { get; init; } = 1L << 30;

    /// <summary>1 is fastest for small models: threads spin at every layer.</summary>
    public int Threads { get; init; } = 1;
}
