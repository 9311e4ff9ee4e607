using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Ledger;

/// <summary>The job, deal or round an action belongs to.</summary>
public readonly record struct Purpose(UInt256 ChainId, Address Contract, Bytes32 Id)
{
    public Bytes32 Word => WordHash.Of(Schema.Purpose, ChainId.ToWord(), Contract.Word, Id);
}
