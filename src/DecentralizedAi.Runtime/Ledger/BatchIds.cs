using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Transactions;

namespace DecentralizedAi.Runtime.Ledger;

/// <summary>Ids under which a ledger asks its queue for the transactions of batches.</summary>
/// <remarks>A queue answers an id with its old end for ever: what is sent anew needs another one.</remarks>
internal sealed class BatchIds
{
    private readonly HashSet<Bytes32> _failed = [];

    /// <summary>The id of a batch, the same after a restart; another where the same leaves failed before.</summary>
    public Bytes32 Of(StoredBatch batch)
    {
        var id = WordHash.Of(batch.Node.Word, Word.Of(batch.Number), batch.Batch.StreamsRoot);
        while (_failed.Contains(id))
            id = WordHash.Of(id, Word.Of(1));
        return id;
    }

    /// <summary>The transaction of this id had no effect and will have none.</summary>
    public void Fail(Bytes32 id) => _failed.Add(id);

    /// <summary>The id after a reorganisation took the transaction back: the same while the queue still remembers it
    /// and sends it again by itself, then one that a restart finds too.</summary>
    public static Bytes32 After(Bytes32 id, CallEnd.Mined undone, ulong head) =>
        head > undone.Block.Number + QueueState.Depth ? WordHash.Of(id, undone.Block.Hash) : id;
}
