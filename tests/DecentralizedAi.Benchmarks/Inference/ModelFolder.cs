namespace DecentralizedAi.Benchmarks.Inference;

/// <summary>Where model files of a measurement lie while it runs.</summary>
internal sealed class ModelFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("dai-bench-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
