using System.Text.Json.Nodes;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Inference.Chat;
using DecentralizedAi.Inference.Files;
using DecentralizedAi.Inference.Native;
using DecentralizedAi.Testing;
using DecentralizedAi.Testing.Models;
using Xunit;

namespace DecentralizedAi.Inference.Tests.Families;

/// <summary>The three files of random weights with real words, and the tokenizers that they are compared with.
/// </summary>
public sealed class FamilyFixture : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, Family> _families = [];

    internal PeerProcess Peer { get; } = PeerProcess.StartTokenizers();

    internal Family this[string name] => _families[name];

    public async Task InitializeAsync()
    {
        foreach (var (name, architecture) in new[]
            { ("llama3.1", "llama"), ("qwen3", "qwen3"), ("mistral", "llama") })
        {
            var words = await Peer.AskAsync(
                new JsonObject { ["op"] = "vocabulary", ["family"] = name }, CancellationToken.None);
            _families[name] = Family.Load(Peer, name, FamilyGguf.Write(_folder.Path, name, architecture, words));
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var family in _families.Values)
            family.Dispose();
        await Peer.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>One of them, loaded.</summary>
internal sealed class Family : IDisposable
{
    private readonly PeerProcess _peer;
    private readonly string _name;

    private Family(PeerProcess peer, string name, string path, LlamaEngine engine, GgufHeader header) =>
        (_peer, _name, Path, Engine, Header, Format) = (peer, name, path, engine, header, ChatFormat.Of(header));

    public string Path { get; }
    public LlamaEngine Engine { get; }
    public GgufHeader Header { get; }
    public ChatFormat Format { get; }

    public static Family Load(PeerProcess peer, string name, string path)
    {
        var file = ModelFile.OpenUnapproved(path);
        var options = new LlamaOptions(path, file.Sha256) { Context = 8192 };
        return new(peer, name, path, LlamaEngine.Load(options, TextWriter.Null), file.Header);
    }

    /// <summary>What the reference tokenizer makes of texts; null for one that it changes before it looks.</summary>
    /// <param name="special">Words of control tokens count.</param>
    public async Task<IReadOnlyList<int[]?>> ReferenceAsync(IEnumerable<string> texts, bool special)
    {
        var answer = await _peer.AskAsync(new JsonObject
        {
            ["op"] = "encode", ["family"] = _name, ["special"] = special,
            ["texts"] = new JsonArray([.. texts.Select(text => (JsonNode)text)]),
        }, CancellationToken.None);
        return [.. answer["ids"]!.AsArray().Zip(answer["kept"]!.AsArray()).Select(one => one.Second!.GetValue<bool>()
            ? one.First!.AsArray().Select(id => id!.GetValue<int>()).ToArray()
            : null)];
    }

    public int[] Plain(string text) => Engine.Tokenize([new PromptSegment(text, false)]);

    public void Dispose() => Engine.Dispose();
}
