using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Domain.Bundles.Verification;

/// <summary>Pre-images open the words of a leaf; one is null exactly where its word is 0.</summary>
internal static class WordOpening
{
    public static void Open(Workspace work, ChainLeaf leaf)
    {
        var (words, opens) = (leaf.Leaf, leaf.Opens);
        Opens(leaf, "law", opens.Law.Word, words.Law);
        Opens(leaf, "rule", RuleWord.Of(opens.Rule), words.Rule);
        Opens(leaf, "instructor", opens.Instructor?.Word, words.Instructor);
        Opens(leaf, "action", opens.Action?.Id.Value, words.Action);
        Opens(leaf, "purpose", opens.Purpose?.Word, words.Purpose);
        Asset(leaf);
        if (!leaf.Tag.IsKnownEvidence)
            work.NotChecked($"evidence {(byte)leaf.Tag.Evidence} of a later edition");
        if (leaf.Opens.LaterExtension is { } later)
            work.NotChecked($"extension '{later}' of a later edition");
        else
            Extension(leaf);
        if (opens.Instruction is not null && leaf.Kind != LeafKind.Instructed)
            throw new CheckFailure($"{leaf.Element}.instruction", $"{leaf.Kind} has no instruction of its own");
        if (leaf.Kind is not (LeafKind.Instructed or LeafKind.Approved))
            Workspace.Require(opens.TypedData is null && opens.Signature is null, leaf.Element,
                $"{leaf.Kind} is not signed");
    }

    private static void Opens(ChainLeaf leaf, string name, Bytes32? opened, Bytes32 word)
    {
        if ((opened ?? Bytes32.Zero) != word)
            throw new CheckFailure($"{leaf.Element}.{name}", $"opens to {opened ?? Bytes32.Zero}, the word is {word}");
    }

    private static void Asset(ChainLeaf leaf)
    {
        var element = $"{leaf.Element}.scope";
        Workspace.Require(Ledger.Asset.TryOfWord(leaf.Leaf.Asset, out var asset), leaf.Element,
            $"asset {leaf.Leaf.Asset} is neither a kind, an address nor a scope");
        Workspace.Require(asset.IsScoped == leaf.Opens.Scope is not null, element,
            asset.IsScoped ? "the id of the scope is missing" : "the asset has no scope");
        Workspace.Require(leaf.Opens.Scope is not { } scope || Ledger.Asset.Scoped(asset.ScopeKind, scope) == asset,
            element, "does not open the asset");
    }

    private static void Extension(ChainLeaf leaf)
    {
        var element = $"{leaf.Element}.extension";
        var extension = leaf.Opens.Extension;
        var fits = leaf.Kind switch
        {
            LeafKind.Opened => extension is LeafExtension.Opened,
            LeafKind.Awaiting => extension is LeafExtension.Awaiting,
            LeafKind.Takeover => extension is LeafExtension.Takeover,
            LeafKind.Governed => extension is LeafExtension.Governed,
            _ => extension is null,
        };
        Workspace.Require(fits, element, $"{leaf.Kind} has no such extension");
        if (extension is not null)
            Opens(leaf, "extension", extension.Word, leaf.Leaf.Extension);
        if (leaf.Kind is LeafKind.Refused or LeafKind.Expired or LeafKind.Answered)
            Workspace.Require(leaf.Leaf.Extension.IsZero, element, $"{leaf.Kind} has no extension");
    }
}
