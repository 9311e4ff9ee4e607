using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Domain.Bundles.Verification;

/// <summary>Check 9: contents hash to their words, and proposals are what was voted.</summary>
internal static class ContentCheck
{
    public static IReadOnlyList<string> Run(Workspace work)
    {
        var contents = 0;
        foreach (var leaf in work.Agents.SelectMany(agent => agent.Leaves).Where(leaf => leaf.Tag.IsKnownKind))
        {
            var facts = Read(work, leaf, "facts", leaf.Record.Facts, leaf.Leaf.Facts);
            var body = Read(work, leaf, "body", leaf.Record.Body, leaf.Leaf.Body);
            var receipt = leaf.Opens.LaterExtension is null
                ? Read(work, leaf, "receipt", leaf.Record.Receipt, ReceiptWord(leaf))
                : null;
            contents += (facts is null ? 0 : 1) + (body is null ? 0 : 1) + (receipt is null ? 0 : 1);
            if (body is not null)
                Body(leaf, body, facts);
        }
        var proposals = VoteCheck.Run(work);
        return [$"{contents} contents", .. proposals];
    }

    private static Bytes32 ReceiptWord(ChainLeaf leaf) =>
        leaf.Opens.Extension is LeafExtension.Opened opened ? opened.Receipt : Bytes32.Zero;

    private static JcsValue? Read(
        Workspace work, ChainLeaf leaf, string name, SaltedDocument? document, Bytes32 word)
    {
        if (document is null)
        {
            if (!word.IsZero)
                work.NotChecked($"{name} that is erased or private");
            return null;
        }
        var element = $"{leaf.Element}.{name}";
        Workspace.Require(document.Word == word, element, $"hashes to {document.Word}, the word is {word}");
        return Jcs.TryParseCanonical(document.Text)
            ?? throw new CheckFailure(element, "is no canonical JSON (RFC 8785)");
    }

    private static void Body(ChainLeaf leaf, JcsValue body, JcsValue? facts)
    {
        var type = leaf.Kind switch
        {
            LeafKind.Instructed or LeafKind.Answered => "text",
            LeafKind.Awaiting or LeafKind.Opened or LeafKind.Refused => "call",
            LeafKind.Closed => "result",
            _ => null,
        };
        if (type is null)
            return;
        var element = $"{leaf.Element}.body";
        var map = body as JcsValue.Map;
        Workspace.Require(map?.TextOf("schema") == BodyDocument.Schema && map.TextOf("type") == type
            && map["content"] is not null, element, $"is no {BodyDocument.Schema} of type {type}");
        if (type == "text")
            Workspace.Require(map!["content"] is JcsValue.Text, element, "its content is no text");
        if (type == "call" && (facts as JcsValue.Map)?["call"] is { } call)
            Workspace.Require(map!["content"]!.Same(call), element, "is another call than that of its facts");
    }
}
