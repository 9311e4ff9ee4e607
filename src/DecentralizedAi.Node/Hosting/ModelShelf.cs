using System.Collections.Concurrent;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Inference.Chat;
using DecentralizedAi.Inference.Hosting;
using DecentralizedAi.Inference.Native;

namespace DecentralizedAi.Node.Hosting;

/// <summary>
/// The models of a node by approved hash. Each runs in a child process of its own, which loads the file only when its
/// bytes have exactly the hash that the agent's composition approves.
/// </summary>
internal sealed class ModelShelf(
    IReadOnlyDictionary<Bytes32, string> files, string otherwise, LlamaOptions shape, TimeProvider clock,
    Action<string> log) : IModel, IDisposable
{
    private readonly ConcurrentDictionary<Bytes32, (ModelHostClient Host, ChatModel Model)> _models = new();

    public Task<ModelAnswer> ProposeAsync(ModelRequest request, CancellationToken cancellation) =>
        _models.GetOrAdd(request.Model, Start).Model.ProposeAsync(request, cancellation);

    /// <summary>Loads a model before anybody asks; a failure is said to the log and again to whoever asks.</summary>
    public async Task WarmAsync(Bytes32 approved, CancellationToken cancellation)
    {
        try
        {
            await _models.GetOrAdd(approved, Start).Host.StartAsync(cancellation);
        }
        catch (Inference.ModelException failure)
        {
            log(failure.Message);
        }
    }

    public void Dispose()
    {
        foreach (var (host, _) in _models.Values)
            host.Dispose();
    }

    private (ModelHostClient Host, ChatModel Model) Start(Bytes32 approved)
    {
        var file = files.GetValueOrDefault(approved, otherwise);
        var options = new ModelHostOptions(
            Environment.ProcessPath ?? "dotnet", Arguments(), shape with { Path = file, Sha256 = approved });
        var host = new ModelHostClient(options, clock, log);
        return (host, new ChatModel(new LlamaChatClient(host), approved));
    }

    // Started as 'dotnet X.dll' the process is dotnet and wants the program's file; as an app host it is the program.
    private static string[] Arguments() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
            ? ["exec", typeof(ModelShelf).Assembly.Location, "model-host"]
            : ["model-host"];
}
