using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Ledger;

/// <summary>Everything an action stands under.</summary>
/// <param name="PolicyRoot">0 before the first publication.</param>
/// <param name="PolicyBlock">The head block at which the node last proved the root's slot.</param>
/// <param name="Composition">Hash of the composition document.</param>
/// <param name="OperatorId">Whose node wrote the leaf.</param>
/// <param name="LeaseEpoch">The epoch under which it was written.</param>
public readonly record struct Law(
    Bytes32 PolicyRoot, ulong PolicyBlock, Bytes32 Composition, UInt256 OperatorId, ulong LeaseEpoch)
{
    public Bytes32 Word => WordHash.Of(Schema.Law, PolicyRoot, Encoding.Word.Of(PolicyBlock), Composition,
        OperatorId.ToWord(), Encoding.Word.Of(LeaseEpoch));
}
