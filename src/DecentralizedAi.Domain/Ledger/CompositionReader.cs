using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Ledger;

/// <summary>Reads compositions as <see cref="CompositionDocument.ToJson"/> writes them.</summary>
public static class CompositionReader
{
    /// <summary>The composition, or null for a text that is none, or one of a later edition.</summary>
    public static CompositionDocument? Read(string canonical)
    {
        if (Jcs.TryParseCanonical(canonical) is not JcsValue.Map map || map["model"] is not JcsValue.Map model
            || model.TextOf("template") is not { } template || Hash(model["sha256"]) is not { } sha256
            || Hashes(map["plugins"]) is not { } plugins || Hashes(map["prompts"]) is not { } prompts
            || Hash(map["tools"]) is not { } tools)
            return null;
        var read = new CompositionDocument(sha256, template, Hash(map["adapter"]), plugins, prompts, tools);
        return read.ToJson() == canonical ? read : null;
    }

    private static Bytes32? Hash(JcsValue? value) =>
        value is JcsValue.Text text && Bytes32.TryParse(text.Value, out var hash) ? hash : null;

    private static Bytes32[]? Hashes(JcsValue? value)
    {
        var hashes = (value as JcsValue.List)?.Items.Select(Hash).ToArray();
        return hashes is null || hashes.Contains(null) ? null : [.. hashes.Select(hash => hash!.Value)];
    }
}
