using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Bundles;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Chain.Bundles;

/// <summary>What the operator's database answers for the roots of checkpoints.</summary>
/// <param name="Unanchored">Leaves of batches that no checkpoint of the block holds.</param>
internal sealed record OperatorSections(IReadOnlyList<BundleEntry> Entries, IReadOnlyList<LeafRecord> Unanchored);

/// <summary>Opens the roots of checkpoints from the operator's database.</summary>
internal sealed class BundleEntries(IBatchStore batches, IBodyStore bodies)
{
    public async Task<OperatorSections> ReadAsync(AgentPast past, CancellationToken cancellation)
    {
        var entries = new List<BundleEntry>();
        var unanchored = new List<LeafRecord>();
        foreach (var node in past.Nodes)
        {
            var checkpoints = past.CheckpointsOf(node);
            var stored = (await batches.BatchesOfAsync(node, 1, cancellation).ConfigureAwait(false))
                .ToDictionary(b => b.Number);
            foreach (var checkpoint in checkpoints)
            {
                // A root that the database does not hold stays closed, and the verifier counts it so.
                if (stored.GetValueOrDefault(checkpoint.Number)?.Batch is { } batch
                    && batch.StreamsRoot == checkpoint.StreamsRoot)
                    entries.AddRange(await OpenAsync(past, node, checkpoint, batch, cancellation)
                        .ConfigureAwait(false));
            }
            foreach (var later in stored.Values.Where(b => b.Number > (ulong)checkpoints.Count))
                unanchored.AddRange(await PendingAsync(past, later.Batch, cancellation).ConfigureAwait(false));
        }
        return new OperatorSections(entries, unanchored);
    }

    private async Task<List<BundleEntry>> OpenAsync(
        AgentPast past, Address node, Checkpoint checkpoint, LedgerBatch batch, CancellationToken cancellation)
    {
        var tree = StreamsTree.Of(batch.Entries.Select(e => e.Entry));
        var opened = new List<BundleEntry>();
        foreach (var agent in past.Agents)
        {
            var stream = past.StreamOf(agent);
            var proof = tree.Search(stream);
            var leaves = batch.Entries.FirstOrDefault(e => e.Entry.Stream == stream)?.Leaves ?? [];
            if (leaves.Count == 0 && !past.Held(node, agent, checkpoint.Leases))
                continue;
            opened.Add(new BundleEntry(node, checkpoint.Number, stream, proof.Path, proof.Entry,
                await RecordsAsync(leaves, cancellation).ConfigureAwait(false)));
        }
        return opened;
    }

    private async Task<IReadOnlyList<LeafRecord>> PendingAsync(
        AgentPast past, LedgerBatch batch, CancellationToken cancellation)
    {
        var streams = past.Agents.Select(past.StreamOf).ToHashSet();
        var leaves = batch.Entries.Where(e => streams.Contains(e.Entry.Stream)).SelectMany(e => e.Leaves).ToList();
        return await RecordsAsync(leaves, cancellation).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<LeafRecord>> RecordsAsync(
        IReadOnlyList<LoggedLeaf> leaves, CancellationToken cancellation)
    {
        var words = leaves.SelectMany(l => (Bytes32[])[l.Leaf.Facts, l.Leaf.Body, l.Receipt])
            .Where(word => !word.IsZero).ToHashSet();
        var found = await bodies.GetAsync(words, cancellation).ConfigureAwait(false);
        return
        [
            .. leaves.Select(l => l.With(found.GetValueOrDefault(l.Leaf.Facts), found.GetValueOrDefault(l.Leaf.Body),
                found.GetValueOrDefault(l.Receipt))),
        ];
    }
}
