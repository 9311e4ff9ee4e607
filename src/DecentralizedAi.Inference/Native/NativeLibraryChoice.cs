using System.Runtime.InteropServices;
using LLama.Native;

namespace DecentralizedAi.Inference.Native;

/// <summary>Which build of llama.cpp this process has loaded. Chosen once, before anything else of LLamaSharp.
/// </summary>
/// <param name="Device"><c>cuda</c> or <c>cpu</c>.</param>
/// <param name="Level">Instruction set: <c>avx512, avx2, avx, none</c>.</param>
/// <param name="Build">Commit of llama.cpp, from the library itself.</param>
internal sealed record NativeLibraryChoice(string Device, string Level, string Build)
{
    private static readonly Lock Gate = new();
    private static NativeLibraryChoice? s_chosen;

    /// <summary>
    /// Tries CUDA when asked, then the pinned level, then what this machine has; says on <paramref name="log"/> what
    /// loaded and why not better. The first caller of a process decides.
    /// </summary>
    /// <exception cref="ModelException">No library loads, or a card is wanted and none serves.</exception>
    public static NativeLibraryChoice Make(LlamaOptions options, TextWriter log)
    {
        NativeLibraryChoice chosen;
        lock (Gate)
            chosen = s_chosen ??= Choose(options.Gpu, options.Level, log);
        return options is { Gpu: true, GpuLayers: > 0 } && chosen.Device != "cuda"
            ? throw new ModelException(ModelException.NoCard,
                $"model.gpu_layers is {options.GpuLayers} and CUDA does not serve: {GraphicsCard.Missing()}; "
                + "mend that, or write gpu_layers: auto to use the CPU")
            : chosen;
    }

    private static NativeLibraryChoice Choose(bool gpu, string level, TextWriter log)
    {
        var wanted = Enum.TryParse<AvxLevel>(level, ignoreCase: true, out var parsed)
            ? parsed
            : throw new ModelException(ModelException.LoadFailed, $"'{level}' is no level: avx512, avx2, avx or none");
        NativeLibraryConfig.All.WithLogCallback((severity, text) => Native(log, severity, text));
        NativeLibraryConfig.All.WithAvx(wanted).WithCuda(gpu && GraphicsCard.Open() is null).WithAutoFallback(true);
        if (!NativeLibraryConfig.LLama.DryRun(out var library) || library is null)
            throw new ModelException(ModelException.LoadFailed,
                $"no native llama.cpp loads on {RuntimeInformation.RuntimeIdentifier}; restore LLamaSharp.Backend.Cpu");
        NativeApi.llama_empty_call();
        // A backend that loads and finds no card computes on the processor, and the receipts must say so.
        var cuda = library.Metadata?.UseCuda == true && NativeApi.llama_supports_gpu_offload();
        var loaded = library.Metadata?.AvxLevel.ToString().ToLowerInvariant() ?? "none";
        if (gpu && !cuda)
            log.WriteLine($"model-host: CUDA did not load, the CPU serves: {GraphicsCard.Missing()}");
        if (!cuda && loaded != level)
            log.WriteLine($"model-host: level {level} was asked for, {loaded} loaded; receipts name {loaded}");
        var build = Commit();
        log.WriteLine($"model-host: llama.cpp {build} on {(cuda ? "cuda" : $"cpu/{loaded}")}");
        return new(cuda ? "cuda" : "cpu", loaded, build);
    }

    // One load prints some 200 lines; only complaints are worth a line of ours.
    private static void Native(TextWriter log, LLamaLogLevel severity, string text)
    {
        if (severity is LLamaLogLevel.Warning or LLamaLogLevel.Error)
            log.WriteLine($"llama.cpp {severity.ToString().ToLowerInvariant()}: {text.TrimEnd()}");
    }

    private static string Commit()
    {
        foreach (System.Diagnostics.ProcessModule module in System.Diagnostics.Process.GetCurrentProcess().Modules)
        {
            if (module.ModuleName.Contains("ggml-base", StringComparison.Ordinal)
                && NativeLibrary.TryLoad(module.FileName, out var handle)
                && NativeLibrary.TryGetExport(handle, "ggml_commit", out var function))
                return Marshal.PtrToStringUTF8(Marshal.GetDelegateForFunctionPointer<CommitFunction>(function)()) ?? "";
        }
        throw new ModelException(ModelException.LoadFailed, "the loaded llama.cpp does not say its commit");
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate nint CommitFunction();
}
