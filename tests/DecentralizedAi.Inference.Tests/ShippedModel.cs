using System.Text.Json;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Inference.Chat;
using DecentralizedAi.Inference.Native;

namespace DecentralizedAi.Inference.Tests;

/// <summary>The model of <c>agents/model</c>, in this process.</summary>
internal sealed class ShippedModel : IModel, IDisposable
{
    private readonly LocalEngine _engine;

    private ShippedModel(LocalEngine engine, Bytes32 sha256)
    {
        (_engine, Questions, Sha256) = (engine, new AnsweredOnce(engine), sha256);
        Chat = new ChatModel(new LlamaChatClient(Questions), sha256);
    }

    /// <summary>The path of its file.</summary>
    public static string File => Path.Combine(Folder(), "default.gguf");

    public Bytes32 Sha256 { get; }
    public AnsweredOnce Questions { get; }
    public ChatModel Chat { get; }

    public static ShippedModel Load()
    {
        var folder = Folder();
        using var card = JsonDocument.Parse(System.IO.File.ReadAllText(Path.Combine(folder, "default.json")));
        var sha256 = Bytes32.Parse("0x" + card.RootElement.GetProperty("sha256").GetString());
        var options = new LlamaOptions(File, sha256);
        return new(new LocalEngine(LlamaEngine.Load(options, TextWriter.Null)), sha256);
    }

    /// <summary>Whatever composition the test's DAO approved.</summary>
    public Task<ModelAnswer> ProposeAsync(ModelRequest request, CancellationToken cancellation) =>
        Chat.ProposeAsync(request with { Model = Sha256 }, cancellation);

    public void Dispose() => _engine.Dispose();

    private static string Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "agents", "model", "default.gguf")))
                return Path.Combine(folder.FullName, "agents", "model");
        throw new FileNotFoundException("agents/model/default.gguf is not in the repository");
    }
}
