namespace DecentralizedAi.ModelTrainer;

/// <summary>The sizes of a model. Head size is <see cref="Width"/> / <see cref="Heads"/>, rotated in full.</summary>
internal sealed record LlamaShape(int Vocabulary, int Width, int Layers, int Heads, int KeyHeads, int Hidden)
{
    public const int Context = 1024;
    public const float RopeBase = 10_000f;
    public const float Epsilon = 1e-5f;

    public int HeadSize => Width / Heads;
    public int KeyWidth => KeyHeads * HeadSize;

    public long Parameters => (long)Vocabulary * Width + Width
        + (long)Layers * (2L * Width + (long)Width * (Width + 2 * KeyWidth) + (long)Width * Width + 3L * Width * Hidden);
}
