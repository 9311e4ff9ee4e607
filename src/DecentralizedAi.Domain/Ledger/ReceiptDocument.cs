using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Ledger;

/// <summary>How the next token is chosen.</summary>
public abstract record SamplerDocument
{
    private SamplerDocument()
    {
    }

    public abstract JcsValue ToJcs();

    public sealed record Greedy : SamplerDocument
    {
        public override JcsValue ToJcs() => JcsValue.Members(("kind", JcsValue.Of("greedy")));
    }

    /// <summary>Keyed by seed and position, so that any token can be checked alone.</summary>
    /// <param name="Seed">64 bits.</param>
    /// <param name="Temperature">Decimal text.</param>
    public sealed record Philox(ulong Seed, string Temperature) : SamplerDocument
    {
        public override JcsValue ToJcs() => JcsValue.Members(
            ("kind", JcsValue.Of("philox")), ("seed", JcsValue.Of(UInt256.Of(Seed).ToString())),
            ("temperature", JcsValue.Of(Temperature)));
    }
}

/// <summary>Hidden states of a run, sampled, from which parts of it can be checked.</summary>
public readonly record struct FingerprintDocument(int Every, int Top, Bytes32 Root);

/// <summary>How a model was run, so that it can be run again; salted, its hash stands in an Opened leaf.</summary>
/// <param name="Model">SHA-256 of the model file.</param>
/// <param name="Adapter">SHA-256 of the adapter file, or null.</param>
/// <param name="Template">Hash of the chat template.</param>
/// <param name="Build">llama.cpp commit.</param>
/// <param name="Level">Instruction-set level.</param>
/// <param name="Threads">Threads of the run.</param>
/// <param name="Ubatch">Physical batch size.</param>
/// <param name="KvTypes">Types of the KV cache.</param>
/// <param name="KvSplit">Whether each sequence has its own part of the cache.</param>
/// <param name="Flash">Flash attention.</param>
/// <param name="Grammar">Hash of the grammar.</param>
/// <param name="Sampler">How tokens were chosen.</param>
/// <param name="Prompt">Hash of the prompt's token ids.</param>
/// <param name="Answer">Hash of the answer's token ids.</param>
/// <param name="Fingerprint">Or null.</param>
public sealed record ReceiptDocument(
    Bytes32 Model, Bytes32? Adapter, Bytes32 Template, string Build, string Level, int Threads, int Ubatch,
    string KvTypes, bool KvSplit, bool Flash, Bytes32 Grammar, SamplerDocument Sampler, Bytes32 Prompt,
    Bytes32 Answer, FingerprintDocument? Fingerprint)
{
    public string ToJson() => JcsValue.Members(
        ("schema", JcsValue.Of("dai.receipt/1")),
        ("model", JcsValue.Of(Model.ToString())),
        ("adapter", JcsValue.OrNull(Adapter?.ToString())),
        ("template", JcsValue.Of(Template.ToString())),
        ("build", JcsValue.Of(Build)),
        ("level", JcsValue.Of(Level)),
        ("threads", JcsValue.Of(Threads)),
        ("ubatch", JcsValue.Of(Ubatch)),
        ("kv", JcsValue.Members(("types", JcsValue.Of(KvTypes)), ("split", JcsValue.Of(KvSplit)))),
        ("flash", JcsValue.Of(Flash)),
        ("grammar", JcsValue.Of(Grammar.ToString())),
        ("sampler", Sampler.ToJcs()),
        ("prompt", JcsValue.Of(Prompt.ToString())),
        ("answer", JcsValue.Of(Answer.ToString())),
        ("fingerprint", Fingerprint is { } print
            ? JcsValue.Members(("every", JcsValue.Of(print.Every)), ("top", JcsValue.Of(print.Top)),
                ("root", JcsValue.Of(print.Root.ToString())))
            : JcsValue.Null)).ToJson();
}
