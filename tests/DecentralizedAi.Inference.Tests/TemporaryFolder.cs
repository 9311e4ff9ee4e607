namespace DecentralizedAi.Inference.Tests;

/// <summary>A folder that lives as long as a test class.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("dai-inference-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
