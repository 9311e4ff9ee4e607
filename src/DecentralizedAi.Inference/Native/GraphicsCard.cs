using System.Runtime.InteropServices;

namespace DecentralizedAi.Inference.Native;

/// <summary>Why llama.cpp cannot run on a graphics card here. Asks files and the driver, starts nothing.</summary>
internal static class GraphicsCard
{
    private const int NoDevice = 100;

    /// <summary>In words, with what to do.</summary>
    public static string Missing() =>
        !HasBackend(AppContext.BaseDirectory)
            ? "this build has no CUDA backend (build with -p:UseCuda12=true, which takes LLamaSharp.Backend.Cuda12)"
            : !NativeLibrary.TryLoad(Driver, out var driver)
                ? $"there is no CUDA driver ({Driver} does not load; install the card's driver)"
                : Initialise(driver) switch
                {
                    0 => "the CUDA backend does not load beside this driver (it wants one for CUDA 12)",
                    NoDevice => "the driver sees no card",
                    var code => $"the driver does not start (cuInit gives {code})",
                };

    /// <summary>The libraries of the CUDA backend lie beside the program.</summary>
    internal static bool HasBackend(string folder) => Directory.Exists(Path.Combine(folder, "runtimes"))
        && Directory.EnumerateDirectories(Path.Combine(folder, "runtimes"), "cuda12", SearchOption.AllDirectories)
            .Any();

    private static string Driver => OperatingSystem.IsWindows() ? "nvcuda" : "libcuda.so.1";

    private static int Initialise(nint driver) => NativeLibrary.TryGetExport(driver, "cuInit", out var function)
        ? Marshal.GetDelegateForFunctionPointer<InitialiseFunction>(function)(0)
        : -1;

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int InitialiseFunction(uint flags);
}
