using System.Globalization;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Ledger;

/// <summary>Reads receipts as <see cref="ReceiptDocument.ToJson"/> writes them.</summary>
public static class ReceiptReader
{
    /// <summary>The receipt, or null for a text that is none, or one of a later edition.</summary>
    public static ReceiptDocument? Read(string canonical)
    {
        if (Jcs.TryParseCanonical(canonical) is not JcsValue.Map map || map.TextOf("schema") != "dai.receipt/1"
            || map["kv"] is not JcsValue.Map kv || Sampler(map["sampler"] as JcsValue.Map) is not { } sampler
            || Hash(map, "model") is not { } model || Hash(map, "template") is not { } template
            || Hash(map, "grammar") is not { } grammar || Hash(map, "prompt") is not { } prompt
            || Hash(map, "answer") is not { } answer || map.TextOf("build") is not { } build
            || map.TextOf("level") is not { } level || kv.TextOf("types") is not { } types
            || kv["split"] is not JcsValue.Truth split || map["flash"] is not JcsValue.Truth flash
            || Number(map, "threads") is not { } threads || Number(map, "ubatch") is not { } ubatch)
            return null;
        var receipt = new ReceiptDocument(model, Hash(map, "adapter"), template, build, level, threads, ubatch, types,
            split.Value, flash.Value, grammar, sampler, prompt, answer, Print(map["fingerprint"] as JcsValue.Map));
        // Whatever was not read would be missing here.
        return receipt.ToJson() == canonical ? receipt : null;
    }

    private static SamplerDocument? Sampler(JcsValue.Map? map) => map?.TextOf("kind") switch
    {
        "greedy" => new SamplerDocument.Greedy(),
        "philox" when ulong.TryParse(map.TextOf("seed"), CultureInfo.InvariantCulture, out var seed)
            && map.TextOf("temperature") is { } temperature => new SamplerDocument.Philox(seed, temperature),
        _ => null,
    };

    private static FingerprintDocument? Print(JcsValue.Map? map) => map is not null
        && Number(map, "every") is { } every && Number(map, "top") is { } top && Hash(map, "root") is { } root
        ? new FingerprintDocument(every, top, root)
        : null;

    private static Bytes32? Hash(JcsValue.Map map, string name) =>
        Bytes32.TryParse(map.TextOf(name) ?? "", out var hash) ? hash : null;

    private static int? Number(JcsValue.Map map, string name) =>
        map[name] is JcsValue.Integer { Value: >= 0 and <= int.MaxValue } number ? (int)number.Value : null;
}
