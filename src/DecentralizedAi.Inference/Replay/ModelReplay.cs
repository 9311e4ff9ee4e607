using DecentralizedAi.Domain.Bundles;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Inference.Chat;
using DecentralizedAi.Inference.Files;
using DecentralizedAi.Inference.Grammars;
using DecentralizedAi.Inference.Native;
using DecentralizedAi.Inference.Prompts;

namespace DecentralizedAi.Inference.Replay;

/// <summary>
/// Asks a model again what a receipt says that it was asked, through the same code as an agent, and compares the
/// answers token by token. Only runs of the exact class can be compared: quantised weights, a split cache, a pinned
/// instruction set, the same build.
/// </summary>
public sealed class ModelReplay
{
    private readonly LlamaEngine _engine;
    private readonly GgufHeader _header;
    private readonly ChatFormat _format;
    private readonly PromptShelf? _prompts;

    /// <param name="prompts">As of <see cref="ChatModel"/>.</param>
    public ModelReplay(LlamaEngine engine, GgufHeader header, PromptShelf? prompts) =>
        (_engine, _header, _format, _prompts) = (engine, header, ChatFormat.Of(header), prompts);

    /// <summary>Why a run is outside the exact class, or null for one inside.</summary>
    public static string? Outside(ReceiptDocument receipt, GgufHeader header) => receipt switch
    {
        { Level: not ("avx512" or "avx2" or "avx" or "none") } =>
            $"it ran on {receipt.Level}, whose bits are those of one machine",
        { KvSplit: false } => "its cache was shared by all prompts, so its bits depend on its neighbours",
        { Flash: true } => "it ran with flash attention, which no node here uses",
        { Adapter: not null } => "it ran with an adapter, which no node here loads",
        { Sampler: not SamplerDocument.Greedy } => "its tokens were drawn, and no node here draws",
        _ when !header.About.IsQuantised =>
            "its weights are not all quantised, so its bits depend on how much was read at once",
        _ => null,
    };

    /// <summary>One action.</summary>
    public async Task<ReplayReport> RunAsync(RecordedTurn recorded, CancellationToken cancellation)
    {
        if ((Outside(recorded.Receipt, _header) ?? Elsewhere(recorded.Receipt)) is { } why)
            return new(ReplayResult.NotReExecutable, why);
        var engine = new ReplayEngine(_engine);
        var model = new ChatModel(new LlamaChatClient(engine, _format), recorded.Receipt.Model, _prompts);
        var request = CallGrammar.Of(recorded.Request, _format.Form).Hash == recorded.Receipt.Grammar
            ? recorded.Request
            : recorded.Narrowed;
        var answer = await model.ProposeAsync(request, cancellation);
        var made = answer switch
        {
            ModelAnswer.Proposed proposed => proposed.Receipt,
            ModelAnswer.NoCall none => none.Receipt,
            _ => null,
        };
        if (made is null)
            return new(ReplayResult.NotReExecutable, ((ModelAnswer.Unavailable)answer).Reason);
        if (Another(recorded.Receipt, made) is { } other)
            return new(ReplayResult.NotReExecutable, $"the bundle does not give the same {other} again: "
                + $"the receipt has another hash of it than what can be rebuilt from instruction, policy and results");
        return made.Answer == recorded.Receipt.Answer
            ? new(ReplayResult.Equal, $"the same {engine.Ids.Count} tokens") { Tokens = engine.Ids.Count }
            : Compare(recorded, [.. engine.Ids]);
    }

    private string? Elsewhere(ReceiptDocument receipt)
    {
        var facts = _engine.Facts;
        return receipt.Level != facts.Level ? $"it ran on {receipt.Level}, this machine gives {facts.Level}"
            : receipt.Build != facts.Build ? $"it ran on llama.cpp {receipt.Build}, this is {facts.Build}"
            : receipt.KvTypes != facts.KvTypes ? $"its cache held {receipt.KvTypes}, this one {facts.KvTypes}"
            : receipt.Ubatch != facts.Ubatch ? $"it read {receipt.Ubatch} tokens at once, this reads {facts.Ubatch}"
            : null;
    }

    private static string? Another(ReceiptDocument recorded, ReceiptDocument made) =>
        recorded.Template != made.Template ? "template"
        : recorded.Grammar != made.Grammar ? "grammar"
        : recorded.Prompt != made.Prompt ? "prompt"
        : null;

    private ReplayReport Compare(RecordedTurn recorded, int[] here)
    {
        var call = _engine.Tokenize([new PromptSegment(_format.Form.Write(recorded.Call), true)]);
        var ids = AnswerDifference.Recorded(recorded.Receipt.Answer, here, call, _header.Vocabulary.Tokens);
        if (ids is null)
            return new(ReplayResult.Differs, "other tokens, and the receipt's hash does not give away which")
            {
                Tokens = here.Length,
            };
        var at = AnswerDifference.Position(here, ids);
        var (mine, theirs) = (At(here, at), At(ids, at));
        return new(ReplayResult.Differs, $"token {at} is {Shown(mine)} here and {Shown(theirs)} in the receipt")
        {
            Tokens = here.Length, Position = at, Here = mine, Recorded = theirs,
        };
    }

    private ReplayToken? At(int[] ids, int at) => at < ids.Length ? new(ids[at], _engine.Piece(ids[at])) : null;

    private static string Shown(ReplayToken? token) => token is { } one ? $"{one.Id} '{one.Text}'" : "the end";
}
