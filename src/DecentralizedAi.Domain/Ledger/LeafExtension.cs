using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Ledger;

/// <summary>What the extension word of a leaf is made of, where it is not a hash that stands elsewhere.</summary>
public abstract record LeafExtension
{
    private LeafExtension()
    {
    }

    public abstract Bytes32 Word { get; }

    /// <param name="Receipt">Salted hash of the receipt; 0 when no model was asked.</param>
    /// <param name="NotAfter">Unix milliseconds.</param>
    /// <param name="To">The payee; 0 without money.</param>
    public sealed record Opened(Bytes32 Receipt, ulong NotAfter, Address To) : LeafExtension
    {
        public override Bytes32 Word =>
            WordHash.Of(Schema.Opened, Receipt, Encoding.Word.Of(NotAfter), To.Word);
    }

    /// <param name="Deadline">Unix milliseconds.</param>
    public sealed record Awaiting(ulong Deadline) : LeafExtension
    {
        public override Bytes32 Word => WordHash.Of(Schema.Awaiting, Encoding.Word.Of(Deadline));
    }

    /// <param name="FromNode">The holder before; 0 if there was none.</param>
    /// <param name="FromEpoch">Its epoch; 0 if there was none.</param>
    public sealed record Takeover(Address FromNode, ulong FromEpoch) : LeafExtension
    {
        public override Bytes32 Word =>
            WordHash.Of(Schema.Takeover, FromNode.Word, Encoding.Word.Of(FromEpoch));
    }

    public sealed record Governed(Bytes32 OldRoot, Bytes32 NewRoot) : LeafExtension
    {
        public override Bytes32 Word => WordHash.Of(Schema.Governed, OldRoot, NewRoot);
    }
}
