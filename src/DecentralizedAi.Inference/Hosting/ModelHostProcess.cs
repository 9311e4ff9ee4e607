using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Inference.Native;
using DecentralizedAi.Inference.Protos;
using Google.Protobuf;

namespace DecentralizedAi.Inference.Hosting;

/// <summary>One running child: started with an empty environment and limits, spoken to over its pipes.</summary>
internal sealed class ModelHostProcess : IDisposable
{
    // What a GPU driver needs to be found; nothing else of the parent's environment is handed on.
    private static readonly string[] GpuVariables =
        ["CUDA_PATH", "CUDA_VERSION", "CUDA_VISIBLE_DEVICES", "LD_LIBRARY_PATH"];

    private readonly Process _process;
    private readonly Conversation _conversation;

    private ModelHostProcess(Process process, TimeProvider time) => (Id, _process, _conversation) = (process.Id,
        process, new Conversation(process.StandardInput.BaseStream, process.StandardOutput.BaseStream, time));

    public int Id { get; }

    /// <summary>Ends with what ended the conversation with it, though nobody asks.</summary>
    public Task<ModelException> Over => _conversation.Over;

    /// <summary>What the child said about itself when it had loaded.</summary>
    public LoadedReply Loaded { get; private set; } = new();

    /// <exception cref="ModelException">The program cannot be started.</exception>
    public static ModelHostProcess Start(ModelHostOptions options, TimeProvider time, Action<string> log)
    {
        var start = StartInfo(options);
        try
        {
            var process = Process.Start(start)!;
            process.ErrorDataReceived += (_, line) =>
            {
                if (!string.IsNullOrWhiteSpace(line.Data))
                    log(line.Data);
            };
            process.BeginErrorReadLine();
            return new(process, time);
        }
        catch (Exception e) when (e is Win32Exception or FileNotFoundException)
        {
            throw new ModelException(ModelException.HostDied,
                $"the model host '{start.FileName}' cannot be started ({e.Message}); check the .NET installation");
        }
    }

    /// <summary>Sends the file and its approved hash; the child checks both.</summary>
    /// <exception cref="ModelException">It refuses, died, or took longer than <paramref name="limit"/>.</exception>
    public async Task<EngineFacts> LoadAsync(LlamaOptions model, TimeSpan limit)
    {
        var request = new HostRequest
        {
            Load = new LoadRequest
            {
                Path = model.Path,
                Sha256 = ByteString.CopyFrom(model.Sha256.ToArray()),
                Level = model.Level,
                Gpu = model.Gpu,
                Context = (uint)model.Context,
                Threads = (uint)model.Threads,
                Sequences = (uint)model.Sequences,
                CacheBytes = model.CacheBytes,
            },
        };
        if (model.GpuLayers is { } layers)
            request.Load.GpuLayers = (uint)layers;
        var reply = await _conversation.ExchangeAsync(request, null, new(limit, "load its model"), default);
        Loaded = reply.Loaded
            ?? throw new ModelException(ModelException.BadFrame, "the model host did not say what it loaded");
        return new(Bytes32.Of(Loaded.Sha256.Span), Loaded.Build, Loaded.Level, (int)Loaded.Threads, (int)Loaded.Ubatch,
            Loaded.KvTypes, Loaded.KvSplit, Loaded.Flash, (int)Loaded.Context,
            Loaded.HasMoneyMargin ? Loaded.MoneyMargin : null)
        {
            Sequences = (int)Loaded.Sequences,
        };
    }

    /// <summary>One question.</summary>
    /// <exception cref="ModelException">The child refused, is gone, or was silent for longer than
    /// <paramref name="limit"/>.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up; the child is told.</exception>
    public async Task<AnswerReply> AskAsync(
        AskRequest ask, Action<string>? written, TimeSpan limit, CancellationToken cancellation)
    {
        var request = new HostRequest { Ask = ask };
        return (await _conversation.ExchangeAsync(request, written, new(limit, "answer"), cancellation)).Answer
            ?? throw new ModelException(ModelException.BadFrame, "the model host did not answer the question");
    }

    /// <summary>Ends the child at once.</summary>
    public void Dispose()
    {
        _conversation.Dispose();
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It was gone already, or a child of it was.
        }
        _process.Dispose();
    }

    private static ProcessStartInfo StartInfo(ModelHostOptions options)
    {
        var limiter = Limiter(options);
        var start = new ProcessStartInfo(limiter.Count > 0 ? limiter[0] : options.Program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var argument in limiter.Skip(1).Concat(options.Arguments))
            start.ArgumentList.Add(argument);
        start.Environment.Clear();
        start.Environment["DOTNET_GCHeapHardLimit"] = options.HeapBytes.ToString("x", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        if (options.Model.Gpu)
            foreach (var name in GpuVariables)
                if (Environment.GetEnvironmentVariable(name) is { } value)
                    start.Environment[name] = value;
        return start;
    }

    // prlimit replaces itself by the program, so that the child's id stays the one we know.
    private static List<string> Limiter(ModelHostOptions options)
    {
        string[] places = ["/usr/bin/prlimit", "/bin/prlimit"];
        return places.FirstOrDefault(File.Exists) is { } path
            ? [path, "--core=0", $"--data={options.MemoryBytes}", "--", options.Program]
            : [];
    }
}
