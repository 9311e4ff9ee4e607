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
    private ulong _lastId;

    private ModelHostProcess(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>What the child said about itself when it had loaded.</summary>
    public LoadedReply Loaded { get; private set; } = new();

    /// <exception cref="ModelException">The program cannot be started.</exception>
    public static ModelHostProcess Start(ModelHostOptions options, Action<string> log)
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
            return new(process);
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or FileNotFoundException)
        {
            throw new ModelException(ModelException.HostDied,
                $"the model host '{start.FileName}' cannot be started ({e.Message}); check the .NET installation");
        }
    }

    /// <summary>Sends the file and its approved hash; the child checks both.</summary>
    public async Task<EngineFacts> LoadAsync(LlamaOptions model, CancellationToken cancellation)
    {
        var reply = await ExchangeAsync(new HostRequest
        {
            Load = new LoadRequest
            {
                Path = model.Path,
                Sha256 = ByteString.CopyFrom(model.Sha256.ToArray()),
                Level = model.Level,
                Gpu = model.Gpu,
                Context = (uint)model.Context,
                Threads = (uint)model.Threads,
            },
        }, cancellation);
        Loaded = reply.Loaded
            ?? throw new ModelException(ModelException.BadFrame, "the model host did not say what it loaded");
        return new(Bytes32.Of(Loaded.Sha256.Span), Loaded.Build, Loaded.Level, (int)Loaded.Threads, (int)Loaded.Ubatch,
            Loaded.KvTypes, Loaded.KvSplit, Loaded.Flash, (int)Loaded.Context,
            Loaded.HasMoneyMargin ? Loaded.MoneyMargin : null);
    }

    /// <summary>One request, its reply.</summary>
    /// <exception cref="ModelException">The child refused, is gone, or answers another question.</exception>
    public async Task<HostReply> ExchangeAsync(HostRequest request, CancellationToken cancellation)
    {
        request.Id = ++_lastId;
        HostReply? reply;
        try
        {
            await Frames.WriteAsync(_process.StandardInput.BaseStream, request, cancellation);
            reply = await Frames.ReadAsync(_process.StandardOutput.BaseStream, HostReply.Parser, cancellation);
        }
        catch (IOException)
        {
            reply = null;
        }
        if (reply is null)
            throw new ModelException(ModelException.HostDied,
                "the model host died while it was asked; it is started again");
        if (reply.Id != request.Id)
            throw new ModelException(ModelException.BadFrame,
                $"the model host answered request {reply.Id}, not {request.Id}");
        return reply.Refused is { } refused ? throw new ModelException(refused.Code, refused.Reason) : reply;
    }

    /// <summary>Ends the child at once.</summary>
    public void Dispose()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It was gone already.
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
