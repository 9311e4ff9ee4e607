using System.Text.Json.Nodes;
using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Bundles;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Inference.Chat;
using DecentralizedAi.Inference.Files;
using DecentralizedAi.Inference.Native;
using DecentralizedAi.Node.Hosting;
using DecentralizedAi.Testing.Agents;
using DecentralizedAi.Testing.Models;
using Xunit;

namespace DecentralizedAi.Node.Tests;

/// <summary>What an agent did with the shipped model, asked again from its log alone.</summary>
public sealed class ModelReplayTests : IDisposable
{
    private const string Invoice = "Invoice 7 of Hosting: 40 USDC for June.";

    private readonly string _model = Path.Combine(Root(), "agents", "model", "default.gguf");
    private readonly Bytes32 _sha256;
    private readonly LlamaEngine _engine;
    private readonly LocalEngine _local;
    private readonly PolicySnapshot _policy = TestDao.Policy();
    private readonly CompositionDocument _composition;
    private readonly AgentWorld _world;

    public ModelReplayTests()
    {
        _sha256 = ModelFile.Hash(_model);
        _engine = LlamaEngine.Load(new LlamaOptions(_model, _sha256), TextWriter.Null);
        _local = new LocalEngine(_engine);
        _composition = TestDao.Composition with { ModelSha256 = _sha256 };
        _world = new AgentWorld(policy: _policy, composition: _composition,
            asked: new ChatModel(new LlamaChatClient(_local), _sha256), tools: run => Task.FromResult<ToolOutcome>(
                new ToolOutcome.Done(JcsValue.Members(("text", JcsValue.Of(Invoice))).ToJson(), Invoice, Label.Foreign,
                    0, Bytes32.Zero)));
    }

    public void Dispose() => _local.Dispose();

    [Theory]
    [InlineData("Pay 40 USDC to Hosting.", "wallet.pay")]
    [InlineData("How much do we have?", "wallet.balance")]
    public async Task A_run_that_is_asked_again_gives_the_same_tokens(string text, string tool)
    {
        var action = Act(text);
        Assert.Equal(tool, action.Call.Call.Tool);
        var report = await ReplayAsync(Bundle(), action.Id.Value);
        Assert.Equal("equal", $"{report["result"]}");
        Assert.InRange((int)report["tokens"]!, 5, 100);
        Assert.Equal(_sha256.ToString(), $"{report["receipt"]!["model"]}");
    }

    [Fact]
    public async Task What_was_read_before_is_read_again()
    {
        var read = Act("Pay the invoice in invoice.txt.");
        Assert.Equal("document.read", read.Call.Call.Tool);
        Assert.InRange(_world.Agent.State.Actions.Count, 2, 6);
        foreach (var action in _world.Agent.State.Actions.Keys)
            Assert.Equal("equal", $"{(await ReplayAsync(Bundle(), action))["result"]}");
    }

    [Fact]
    public async Task A_token_that_was_exchanged_in_the_receipt_is_found()
    {
        var action = Act("Pay 40 USDC to Hosting.");
        var ids = Ids(action);
        var forged = await ReplayAsync(Bundle(receipt => receipt with
        {
            Answer = LlamaEngine.Hash([.. ids[..3], ids[3] + 1, .. ids[4..]]),
        }), action.Id.Value);
        Assert.Equal("differs", $"{forged["result"]}");
        Assert.Equal((3, ids[3], ids[3] + 1),
            ((int)forged["position"]!, (int)forged["here"]!["id"]!, (int)forged["recorded"]!["id"]!));
        var cut = await ReplayAsync(Bundle(receipt => receipt with { Answer = LlamaEngine.Hash(ids[..^1]) }),
            action.Id.Value);
        Assert.Equal(ids.Length - 1, (int)cut["position"]!);
        Assert.Null(cut["recorded"]);
    }

    [Fact]
    public async Task Another_call_in_the_log_than_the_model_made_is_found()
    {
        var action = Act("Pay 40 USDC to Hosting.");
        var other = new ProposedCall("wallet.pay", [new("to", "@a1"), new("amount", "@n1 USDC"), new("note", "x")]);
        var otherIds = _engine.Tokenize([new PromptSegment(other.ToJson(), true)]);
        var report = await ReplayAsync(
            Bundle(receipt => receipt with { Answer = LlamaEngine.Hash(otherIds) },
                ("\"to\"", "\"note\":\"x\",\"to\"")), action.Id.Value);
        Assert.Equal("differs", $"{report["result"]}");
        Assert.Equal(Ids(action).AsSpan().CommonPrefixLength(otherIds), (int)report["position"]!);
    }

    [Fact]
    public async Task An_answer_that_nothing_explains_differs_without_a_place()
    {
        var action = Act("Pay 40 USDC to Hosting.");
        var report = await ReplayAsync(
            Bundle(receipt => receipt with { Answer = Keccak256.Hash("another") }), action.Id.Value);
        Assert.Equal("differs", $"{report["result"]}");
        Assert.Null(report["position"]);
    }

    public static TheoryData<string, Func<ReceiptDocument, ReceiptDocument>> Outside => new()
    {
        { "on cuda+avx2", receipt => receipt with { Level = "cuda+avx2" } },
        { "its cache was shared", receipt => receipt with { KvSplit = false } },
        { "flash attention", receipt => receipt with { Flash = true } },
        { "adapter", receipt => receipt with { Adapter = Bytes32.Zero } },
        { "were drawn", receipt => receipt with { Sampler = new SamplerDocument.Philox(1, "0.8") } },
        { "this is", receipt => receipt with { Build = "b6123" } },
        { "tokens at once", receipt => receipt with { Ubatch = 64 } },
        { "the same grammar", receipt => receipt with { Grammar = Bytes32.Zero } },
        { "the same prompt", receipt => receipt with { Prompt = Bytes32.Zero } },
        { "the same template", receipt => receipt with { Template = Bytes32.Zero } },
    };

    [Theory]
    [MemberData(nameof(Outside))]
    public async Task What_is_outside_the_exact_class_is_labelled(
        string why, Func<ReceiptDocument, ReceiptDocument> change)
    {
        var action = Act("Pay 40 USDC to Hosting.");
        var report = await ReplayAsync(Bundle(change), action.Id.Value);
        Assert.Equal("not re-executable", $"{report["result"]}");
        Assert.Contains(why, $"{report["reason"]}");
    }

    [Fact]
    public void Weights_that_are_not_quantised_are_outside()
    {
        var action = Act("Pay 40 USDC to Hosting.");
        var receipt = RecordedTurn.Of(Bundle(), action.Id.Value, [ToolCatalogue.Default]).Turn!.Receipt;
        var header = GgufHeader.Read(new MemoryStream(TinyGguf.Bytes()));
        Assert.Contains("not all quantised", Inference.Replay.ModelReplay.Outside(receipt, header));
    }

    [Fact]
    public async Task What_the_bundle_lacks_is_named()
    {
        var action = Act("Pay 40 USDC to Hosting.");
        var bundle = Bundle();
        async Task<string> WhyAsync(Bundle one, Bytes32 id) => $"{(await ReplayAsync(one, id))["reason"]}";
        Assert.Contains("no such action", await WhyAsync(bundle, Keccak256.Hash("another")));
        Assert.Contains("policy", await WhyAsync(bundle with { Documents = new Dictionary<Bytes32, string>() },
            action.Id.Value));
        Assert.Contains("receipt is not in the bundle", await WhyAsync(Edited(bundle, record =>
            record with { Receipt = null }), action.Id.Value));
        Assert.Contains("erased", await WhyAsync(Edited(bundle, record => record with { Body = null }),
            action.Id.Value));
    }

    private ActionState Act(string text)
    {
        _world.Agent.Instruct(text);
        _world.Agent.Drive();
        return _world.Agent.State.Actions.Values.MinBy(action => (action.At, action.Place.Turn))!;
    }

    private int[] Ids(ActionState action)
    {
        var recorded = RecordedTurn.Of(Bundle(), action.Id.Value, [ToolCatalogue.Default]).Turn!;
        var ids = _engine.Tokenize([new PromptSegment(recorded.Call.ToJson(), true)]);
        Assert.Equal(recorded.Receipt.Answer, LlamaEngine.Hash(ids));
        return ids;
    }

    private Task<JsonObject> ReplayAsync(Bundle bundle, Bytes32 action) =>
        ModelReplayRun.ReplayAsync(bundle, action, _model, [], TextWriter.Null);

    // The log as it stands, with another receipt and other words in the calls.
    private Bundle Bundle(
        Func<ReceiptDocument, ReceiptDocument>? change = null, (string Old, string New) words = default) =>
        Edited(new Bundle
        {
            ChainId = UInt256.Of(31337), Header = [], Proofs = [], Agents = [], Freezes = [], Operators = [],
            Nodes = [], Entries = [], Proposals = [],
            Contracts = new(default, default, default, default, default, null),
            Unanchored = [.. _world.Agent.Leaves.Select(Record)],
            Documents = new Dictionary<Bytes32, string>
            {
                [_policy.Root] = System.Text.Encoding.UTF8.GetString(_policy.Canonical.Span),
                [_composition.Hash()] = _composition.ToJson(),
            },
        }, record => record with
        {
            Receipt = record.Receipt is { } receipt && change is not null
                ? new SaltedDocument(receipt.Salt, change(ReceiptReader.Read(receipt.Text)!).ToJson())
                : record.Receipt,
            Body = record.Body is { } body && words.Old is not null
                ? new SaltedDocument(body.Salt, body.Text.Replace(words.Old, words.New))
                : record.Body,
        });

    private static Bundle Edited(Bundle bundle, Func<LeafRecord, LeafRecord> edit) =>
        bundle with { Unanchored = [.. bundle.Unanchored.Select(edit)] };

    private LeafRecord Record(LoggedLeaf logged)
    {
        var documents = _world.Agent.Documents;
        return new(logged.Leaf.ToWords(), logged.Opens, documents.GetValueOrDefault(logged.Leaf.Facts),
            documents.GetValueOrDefault(logged.Leaf.Body), documents.GetValueOrDefault(logged.Receipt));
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "DecentralizedAi.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("no DecentralizedAi.sln above the tests");
        return folder.FullName;
    }
}
