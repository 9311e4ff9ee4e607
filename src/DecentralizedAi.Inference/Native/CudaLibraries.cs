namespace DecentralizedAi.Inference.Native;

/// <summary>Where CUDA lies; compiled into the command line too, which loads no model.</summary>
internal static class CudaLibraries
{
    /// <summary>Installed with a graphics card.</summary>
    public static string Driver => OperatingSystem.IsWindows() ? "nvcuda" : "libcuda.so.1";

    /// <summary>Whether the backend lies beside a program.</summary>
    /// <param name="folder">Of the program.</param>
    public static bool AreIn(string folder) => Directory.Exists(Path.Combine(folder, "runtimes"))
        && Directory.EnumerateDirectories(Path.Combine(folder, "runtimes"), "cuda12", SearchOption.AllDirectories)
            .Any();
}
