using Xunit;

namespace DecentralizedAi.Inference.Tests;

/// <summary>A test of the suite <c>gpu</c>; where it cannot run it is skipped and says why.</summary>
public sealed class GpuFactAttribute : FactAttribute
{
    public GpuFactAttribute() => Skip = Missing();

    private static string? Missing()
    {
        var backend = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "cuda12");
        return !Directory.Exists(backend)
            ? "not run: gpu (built without LLamaSharp.Backend.Cuda12; build with -p:UseCuda12=true)"
            : !File.Exists("/dev/nvidiactl")
                ? "not run: gpu (no CUDA device on this machine)"
                : null;
    }
}
