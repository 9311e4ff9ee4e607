using System.Runtime.InteropServices;

namespace DecentralizedAi.Inference.Native;

/// <summary>Whether llama.cpp can run on a graphics card here, and why not.</summary>
internal static unsafe class GraphicsCard
{
    private const int NoDevice = 100;

    private static readonly Lazy<string?> Opened = new(Start);

    /// <summary>Starts the driver and takes a context of every card, once. A driver asks the system for more than a model
    /// does, so this comes before a process gives that up.</summary>
    /// <returns>Null where a card serves; else why not, in words, with what to do.</returns>
    public static string? Open() => Opened.Value;

    /// <summary>Why CUDA did not serve, in words, with what to do.</summary>
    public static string Missing() =>
        Open() ?? "the CUDA backend does not load beside this driver (it wants one for CUDA 12)";

    private static string? Start() =>
        !CudaLibraries.AreIn(AppContext.BaseDirectory)
            ? "this build has no CUDA backend (build with -p:UseCuda12=true, which takes LLamaSharp.Backend.Cuda12)"
            : !NativeLibrary.TryLoad(CudaLibraries.Driver, out var driver)
                ? $"there is no CUDA driver ({CudaLibraries.Driver} does not load; install the card's driver)"
                : Start(driver) switch
                {
                    0 => null,
                    NoDevice => "the driver sees no card",
                    var code => $"the driver does not start (CUDA error {code})",
                };

    private static int Start(nint driver)
    {
        var initialise = (delegate* unmanaged<uint, int>)NativeLibrary.GetExport(driver, "cuInit");
        var count = (delegate* unmanaged<int*, int>)NativeLibrary.GetExport(driver, "cuDeviceGetCount");
        var find = (delegate* unmanaged<int*, int, int>)NativeLibrary.GetExport(driver, "cuDeviceGet");
        var retain = (delegate* unmanaged<nint*, int, int>)NativeLibrary.GetExport(driver, "cuDevicePrimaryCtxRetain");
        var (cards, card) = (0, 0);
        nint context = 0;
        var error = initialise(0);
        if (error == 0)
            error = count(&cards);
        if (error == 0 && cards == 0)
            error = NoDevice;
        for (var i = 0; error == 0 && i < cards; i++)
            if ((error = find(&card, i)) == 0)
                error = retain(&context, card);
        return error;
    }
}
