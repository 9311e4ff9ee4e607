using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Testing.Storage;

/// <summary>Checkpoint batches in memory.</summary>
public sealed class InMemoryBatchStore : IBatchStore
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<(Address Node, ulong Number), StoredBatch> _batches = [];
    private readonly Dictionary<(Address Node, ulong Number), IReadOnlySet<StreamId>> _voids = [];

    public Task SaveAsync(Address node, ulong number, LedgerBatch batch, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (_batches.GetValueOrDefault((node, number)) is { Mined: not null } known)
            {
                if (known.Batch.StreamsRoot != batch.StreamsRoot)
                    throw new InvalidOperationException($"checkpoint {number} of node {node} is mined");
                return Task.CompletedTask;
            }
            _batches[(node, number)] = new StoredBatch(node, number, batch, null);
        }
        return Task.CompletedTask;
    }

    public Task MinedAsync(
        Address node, ulong number, MinedCheckpoint mined, IReadOnlySet<StreamId> voids,
        CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (!_batches.TryGetValue((node, number), out var batch))
                throw new InvalidOperationException($"no batch of checkpoint {number} of node {node} is stored");
            if (batch.Mined is { } known && known != mined)
                throw new InvalidOperationException($"checkpoint {number} of node {node} is mined elsewhere");
            _batches[(node, number)] = batch with { Mined = mined };
            _voids[(node, number)] = voids;
        }
        return Task.CompletedTask;
    }

    public Task UnminedAsync(Address node, ulong number, CancellationToken cancellation)
    {
        lock (_gate)
            if (_batches.TryGetValue((node, number), out var batch))
                _batches[(node, number)] = batch with { Mined = null };
        return Task.CompletedTask;
    }

    public async Task<StoredBatch?> LastOfAsync(Address node, CancellationToken cancellation) =>
        (await BatchesOfAsync(node, 0, cancellation)).LastOrDefault();

    public Task<IReadOnlyList<StoredBatch>> BatchesOfAsync(
        Address node, ulong fromNumber, CancellationToken cancellation)
    {
        lock (_gate)
            return Task.FromResult<IReadOnlyList<StoredBatch>>(
                [.. _batches.Values.Where(batch => batch.Node == node && batch.Number >= fromNumber)]);
    }

    public Task<StreamPosition> AnchoredAsync(StreamId stream, CancellationToken cancellation) =>
        Task.FromResult(Mined(stream).Select(entry => new StreamPosition(entry.Entry.ToSeq, entry.Entry.Head))
            .OrderByDescending(position => position.Seq).FirstOrDefault());

    public Task<IReadOnlyList<LoggedLeaf>> LeavesOfAsync(
        StreamId stream, ulong fromSeq, int limit, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<LoggedLeaf>>([.. Mined(stream).SelectMany(entry => entry.Leaves)
            .Where(leaf => leaf.Leaf.Seq >= fromSeq).OrderBy(leaf => leaf.Leaf.Seq).Take(limit)]);

    public Task<IReadOnlyList<Address>> NodesAsync(CancellationToken cancellation)
    {
        lock (_gate)
            return Task.FromResult<IReadOnlyList<Address>>([.. _batches.Keys.Select(key => key.Node).Distinct()]);
    }

    private List<LedgerEntry> Mined(StreamId stream)
    {
        lock (_gate)
            return [.. _batches.Values
                .Where(batch => batch.Mined is not null && !_voids[(batch.Node, batch.Number)].Contains(stream))
                .SelectMany(batch => batch.Batch.Entries).Where(entry => entry.Entry.Stream == stream)];
    }
}
