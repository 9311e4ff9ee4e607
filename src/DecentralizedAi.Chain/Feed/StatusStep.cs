using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Chain.Feed;

/// <summary>A status from this block on. No chain of hashes: the slot holds the last one.</summary>
internal readonly record struct StatusStep(byte Status) : IHistoryStep
{
    public Bytes32 After(Bytes32 before) => Word.Of(Status);
}
