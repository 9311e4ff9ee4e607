using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Runtime.Ledger;

/// <summary>What became of a batch that was sent; closed.</summary>
internal enum Marking : byte
{
    /// <summary>Its checkpoint is on chain.</summary>
    Mined,

    /// <summary>The chain has no checkpoint of that number: it never arrived, or a reorganisation took it back.
    /// </summary>
    Gone,

    /// <summary>The chain has another root there.</summary>
    Another,
}

/// <summary>What the chain has of a batch.</summary>
/// <param name="Head">Of the node after its checkpoint; null where that is not on chain.</param>
/// <param name="Voids">Streams of entries that anchor nothing.</param>
internal sealed record Look(Marking Marking, Bytes32? Head, IReadOnlySet<StreamId> Voids);

/// <summary>Finds what stands behind the checkpoints of a node, and says so in the database.</summary>
internal sealed class NodeOpening(IBatchStore batches, ICheckpointReader checkpoints)
{
    /// <summary>
    /// Marks every batch whose checkpoint is on chain, and no other. The head up to which the node's batches are
    /// known, or null when one is missing: then nobody may take its shards, for their leaves could be anchored twice
    /// or never.
    /// </summary>
    public async Task<Bytes32?> OpenAsync(Address node, NodeLog onChain, CancellationToken cancellation)
    {
        await TakeBackAsync(node, onChain.Checkpoints + 1, cancellation).ConfigureAwait(false);
        if (onChain.Checkpoints == 0)
            return Bytes32.Zero;
        var last = await batches.LastOfAsync(node, cancellation).ConfigureAwait(false);
        if (last is null || last.Number < onChain.Checkpoints)
            return null;
        var stored = (await batches.BatchesOfAsync(node, Earliest(onChain.Checkpoints), cancellation)
            .ConfigureAwait(false)).Where(b => b.Number <= onChain.Checkpoints).ToList();
        Bytes32? head = null;
        foreach (var batch in stored)
            head = batch.Mined?.Head ?? await HeadAsync(batch, cancellation).ConfigureAwait(false);
        // The same checkpoints in other blocks: what was marked before is not what the chain says now.
        if (head != onChain.Head)
            foreach (var batch in stored)
                head = await HeadAsync(batch, cancellation).ConfigureAwait(false);
        return head == onChain.Head ? head : null;
    }

    /// <summary>Marks one batch as the chain has it now.</summary>
    public Task<Look> MarkAsync(StoredBatch batch, CancellationToken cancellation) => LookAsync(batch, cancellation);

    /// <summary>
    /// Batches from a number on whose checkpoints a reorganisation took back are not mined any more. True when there
    /// was one.
    /// </summary>
    public async Task<bool> TakeBackAsync(Address node, ulong fromNumber, CancellationToken cancellation)
    {
        var any = false;
        foreach (var batch in await batches.BatchesOfAsync(node, fromNumber, cancellation).ConfigureAwait(false))
            if (batch.Mined is not null)
                any |= (await LookAsync(batch, cancellation).ConfigureAwait(false)).Marking != Marking.Mined;
        return any;
    }

    /// <summary>The batch that goes on first after a start: the lowest of the last few that is not mined.</summary>
    public async Task<StoredBatch?> UnsentAsync(Address node, CancellationToken cancellation)
    {
        if (await batches.LastOfAsync(node, cancellation).ConfigureAwait(false) is not { Mined: null } last)
            return null;
        // None where another node found its checkpoint between the two looks.
        var few = await batches.BatchesOfAsync(node, Earliest(last.Number), cancellation).ConfigureAwait(false);
        return few.FirstOrDefault(batch => batch.Mined is null);
    }

    private async Task<Bytes32?> HeadAsync(StoredBatch batch, CancellationToken cancellation) =>
        (await LookAsync(batch, cancellation).ConfigureAwait(false)).Head;

    private async Task<Look> LookAsync(StoredBatch batch, CancellationToken cancellation)
    {
        var recorded = await checkpoints.ReadAsync(batch.Node, batch.Number, cancellation).ConfigureAwait(false);
        MinedCheckpoint? now = recorded is null || recorded.StreamsRoot != batch.Batch.StreamsRoot
            ? null
            : new MinedCheckpoint(recorded.Block.Number, recorded.Block.Time, recorded.Leases, recorded.Head,
                recorded.Transaction);
        if (batch.Mined is not null && batch.Mined != now)
            await batches.UnminedAsync(batch.Node, batch.Number, cancellation).ConfigureAwait(false);
        if (now is not { } mined)
            return new(recorded is null ? Marking.Gone : Marking.Another, null, Nothing);
        var voids = Voids(batch, recorded!.Held);
        await batches.MinedAsync(batch.Node, batch.Number, mined, voids, cancellation).ConfigureAwait(false);
        return new(Marking.Mined, mined.Head, voids);
    }

    // Another node took the shard before the checkpoint was mined: for every verifier the entry is none, and the heir
    // anchors its leaves.
    private static IReadOnlySet<StreamId> Voids(StoredBatch batch, IReadOnlyDictionary<int, Lease> held) => batch.Batch
        .Entries.Where(entry => held.GetValueOrDefault(Shard.For(UInt256.Of(entry.Agent)).Value)
            != new Lease(batch.Node, entry.Entry.LeaseEpoch))
        .Select(entry => entry.Entry.Stream).ToHashSet();

    private static IReadOnlySet<StreamId> Nothing { get; } = new HashSet<StreamId>();

    // A node has one checkpoint under way at a time: only its last few can be unmarked.
    private static ulong Earliest(ulong last) => last > 4 ? last - 4 : 1;
}
