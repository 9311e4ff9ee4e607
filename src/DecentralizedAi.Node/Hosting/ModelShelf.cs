using System.Collections.Concurrent;
using System.Text.Json;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Inference;
using DecentralizedAi.Inference.Chat;
using DecentralizedAi.Inference.Files;
using DecentralizedAi.Inference.Hosting;
using DecentralizedAi.Inference.Native;
using DecentralizedAi.Inference.Prompts;

namespace DecentralizedAi.Node.Hosting;

/// <summary>
/// The models of a node by approved hash. Each runs in a child process of its own, which loads the file only when its
/// bytes have exactly the hash that the agent's composition approves.
/// </summary>
/// <param name="files">Model files by their SHA-256.</param>
/// <param name="otherwise">The file that is offered for any other hash, and refused with both hashes named.</param>
/// <param name="shape">How each is loaded; its path and hash are replaced.</param>
/// <param name="prompts">Of the agents, for models that were trained to read them.</param>
/// <param name="host">Program and arguments of the child, <see cref="OwnHost"/> but in tests.</param>
internal sealed class ModelShelf(
    IReadOnlyDictionary<Bytes32, string> files, string otherwise, LlamaOptions shape, IReadOnlyList<string> host,
    PromptShelf prompts, TimeProvider clock, Action<string> log) : IModel, IDisposable
{
    /// <summary>This very program as a model host.</summary>
    public static IReadOnlyList<string> OwnHost { get; } = [OwnProgram.Path, .. OwnProgram.Words, "model-host"];

    private readonly ConcurrentDictionary<Bytes32, (ModelHostClient Host, ChatModel Model)> _models = new();

    public async Task<ModelAnswer> ProposeAsync(ModelRequest request, CancellationToken cancellation)
    {
        try
        {
            return await _models.GetOrAdd(request.Model, Start).Model.ProposeAsync(request, cancellation);
        }
        catch (ModelException unknown)
        {
            return new ModelAnswer.Unavailable(unknown.Message);
        }
    }

    /// <summary>Loads a model before anybody asks; a failure is said to the log and again to whoever asks.</summary>
    public async Task WarmAsync(Bytes32 approved, CancellationToken cancellation)
    {
        try
        {
            await _models.GetOrAdd(approved, Start).Host.StartAsync(cancellation);
        }
        catch (ModelException failure)
        {
            log(failure.Message);
        }
    }

    public void Dispose()
    {
        foreach (var (child, _) in _models.Values)
            child.Dispose();
    }

    private (ModelHostClient Host, ChatModel Model) Start(Bytes32 approved)
    {
        var file = files.GetValueOrDefault(approved, otherwise);
        var options = new ModelHostOptions(host[0], [.. host.Skip(1)], shape with { Path = file, Sha256 = approved });
        var child = new ModelHostClient(options, clock, log);
        var client = new LlamaChatClient(child, Format(file));
        return (child, new ChatModel(client, approved, ReadsPrompts(file) ? prompts : null));
    }

    /// <summary>How a file is written to. One that cannot be read is refused by the child, which also knows whether it
    /// is the approved one.</summary>
    /// <exception cref="ModelException">Another family of models, or a template that cannot be used.</exception>
    internal static ChatFormat Format(string file)
    {
        GgufHeader header;
        try
        {
            using var stream = File.OpenRead(file);
            header = GgufHeader.Read(stream);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException
            or ModelException { Code: ModelException.BadHeader })
        {
            return ChatFormat.Own;
        }
        return ChatFormat.Of(header);
    }

    // The card beside the file says so; a model without a card is of the common kind, which reads a system text.
    internal static bool ReadsPrompts(string file)
    {
        var card = Path.ChangeExtension(file, ".json");
        if (!File.Exists(card))
            return true;
        using var document = JsonDocument.Parse(File.ReadAllBytes(card));
        return !document.RootElement.TryGetProperty("systemText", out var reads)
            || reads.ValueKind != JsonValueKind.False;
    }
}
