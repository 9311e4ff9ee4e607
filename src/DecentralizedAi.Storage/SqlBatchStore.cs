using System.Collections.Immutable;
using System.Data.Common;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Storage;

/// <summary>Checkpoint batches in the operator's database.</summary>
public sealed class SqlBatchStore(IOperatorDatabase database) : IBatchStore
{
    private const string BatchColumns =
        "select node, number, streams_root, block, time, leases, head, tx from dai_batch";

    public async Task SaveAsync(Address node, ulong number, LedgerBatch batch, CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        // Takes the row for this transaction, or finds it mined, in one step.
        var taken = await connection.Command(
            "insert into dai_batch(node, number, streams_root) values (@node, @number, @root) "
            + "on conflict (node, number) do update set streams_root = excluded.streams_root "
            + "where dai_batch.block is null;",
            ("@node", node), ("@number", number), ("@root", batch.StreamsRoot))
            .ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        if (taken == 0)
        {
            var mined = await BatchAsync(connection, node, number, cancellation).ConfigureAwait(false);
            if (mined?.Root == batch.StreamsRoot)
                return;
            throw new InvalidOperationException(
                $"checkpoint {number} of node {node} is mined; a batch with root "
                + $"{batch.StreamsRoot} cannot replace it");
        }
        foreach (var table in (string[])["dai_leaf", "dai_entry"])
            await connection.Command($"delete from {table} where node = @node and number = @number;",
                ("@node", node), ("@number", number)).ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        await InsertAsync(connection, node, number, batch.Entries, cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }

    public async Task MinedAsync(
        Address node, ulong number, MinedCheckpoint mined, IReadOnlySet<StreamId> voids,
        CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        var changed = await connection.Command(
            "update dai_batch set block = @block, time = @time, leases = @leases, head = @head, tx = @tx "
            + "where node = @node and number = @number and block is null;",
            ("@node", node), ("@number", number), ("@block", mined.Block), ("@time", mined.Time),
            ("@leases", mined.Leases), ("@head", mined.Head), ("@tx", mined.Transaction))
            .ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        if (changed == 1)
        {
            foreach (var stream in voids)
                await connection.Command(
                    "update dai_entry set void = 1 where node = @node and number = @number and stream = @stream;",
                    ("@node", node), ("@number", number), ("@stream", stream.Value))
                    .ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
            await transaction.CommitAsync(cancellation).ConfigureAwait(false);
            return;
        }
        var known = await BatchAsync(connection, node, number, cancellation).ConfigureAwait(false)
            ?? throw new InvalidOperationException($"no batch of checkpoint {number} of node {node} is stored");
        if (known.Mined != mined)
            throw new InvalidOperationException(
                $"checkpoint {number} of node {node} is mined in block {known.Mined?.Block}, not {mined.Block}");
    }

    public async Task UnminedAsync(Address node, ulong number, CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation).ConfigureAwait(false);
        await connection.Command(
            "update dai_batch set block = null, time = null, leases = null, head = null, tx = null "
            + "where node = @node and number = @number; "
            + "update dai_entry set void = 0 where node = @node and number = @number;",
            ("@node", node), ("@number", number)).ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    public async Task<StoredBatch?> LastOfAsync(Address node, CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation).ConfigureAwait(false);
        var found = await ReadBatchesAsync(connection, connection.Command(
            BatchColumns + " where node = @node order by number desc limit 1;", ("@node", node)), cancellation)
            .ConfigureAwait(false);
        return found.FirstOrDefault();
    }

    public async Task<IReadOnlyList<StoredBatch>> BatchesOfAsync(
        Address node, ulong fromNumber, CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation).ConfigureAwait(false);
        return await ReadBatchesAsync(connection, connection.Command(
            BatchColumns + " where node = @node and number >= @from order by number;",
            ("@node", node), ("@from", fromNumber)), cancellation).ConfigureAwait(false);
    }

    public async Task<StreamPosition> AnchoredAsync(StreamId stream, CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation).ConfigureAwait(false);
        await using var row = await connection.Command(
            "select e.words from dai_entry e join dai_batch b using (node, number) "
            + "where e.stream = @stream and e.void = 0 and b.block is not null order by e.to_seq desc limit 1;",
            ("@stream", stream.Value)).ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        if (!await row.ReadAsync(cancellation).ConfigureAwait(false))
            return default;
        var entry = Entry(row.Words(0));
        return new StreamPosition(entry.ToSeq, entry.Head);
    }

    internal const string PageOfLog =
        "select l.words, l.opens, l.receipt from dai_leaf l join dai_batch b using (node, number) "
        + "join dai_entry e using (node, number, stream) "
        + "where l.stream = @stream and l.seq >= @from and e.void = 0 and b.block is not null "
        + "order by l.seq, b.block limit @limit;";

    public async Task<IReadOnlyList<LoggedLeaf>> LeavesOfAsync(
        StreamId stream, ulong fromSeq, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        await using var connection = await database.ConnectAsync(cancellation).ConfigureAwait(false);
        await using var row = await connection.Command(
            PageOfLog, ("@stream", stream.Value), ("@from", fromSeq), ("@limit", limit))
            .ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        var leaves = new List<LoggedLeaf>();
        while (await row.ReadAsync(cancellation).ConfigureAwait(false))
            leaves.Add(ReadLeaf(row));
        return leaves;
    }

    public async Task<IReadOnlyList<Address>> NodesAsync(CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation).ConfigureAwait(false);
        await using var row = await connection.Command("select distinct node from dai_batch order by node;")
            .ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        var nodes = new List<Address>();
        while (await row.ReadAsync(cancellation).ConfigureAwait(false))
            nodes.Add(row.Address(0));
        return nodes;
    }

    private static async Task InsertAsync(
        DbConnection connection, Address node, ulong number, ImmutableArray<LedgerEntry> entries,
        CancellationToken cancellation)
    {
        await connection.InsertAsync(
            "dai_entry(node, number, stream, agent, from_seq, to_seq, words)",
            [.. entries.Select(entry => new object[]
            {
                node, number, entry.Entry.Stream.Value, entry.Agent, entry.Entry.FromSeq, entry.Entry.ToSeq,
                DatabaseCommands.Blob(entry.Entry.ToWords()),
            })], "", cancellation).ConfigureAwait(false);
        await connection.InsertAsync(
            "dai_leaf(node, number, stream, seq, words, opens, receipt)",
            [.. entries.SelectMany(entry => entry.Leaves.Select(logged => new object[]
            {
                node, number, entry.Entry.Stream.Value, logged.Leaf.Seq,
                DatabaseCommands.Blob(logged.Leaf.ToWords()), LeafOpensText.Write(logged.Opens), logged.Receipt,
            }))], "", cancellation).ConfigureAwait(false);
    }

    private static async Task<List<StoredBatch>> ReadBatchesAsync(
        DbConnection connection, DbCommand command, CancellationToken cancellation)
    {
        var heads = new List<BatchRow>();
        await using (var row = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false))
            while (await row.ReadAsync(cancellation).ConfigureAwait(false))
                heads.Add(ReadBatch(row));
        var batches = new List<StoredBatch>();
        foreach (var head in heads)
            batches.Add(new StoredBatch(head.Node, head.Number, new LedgerBatch(head.Root, await EntriesAsync(
                connection, head.Node, head.Number, cancellation).ConfigureAwait(false)), head.Mined));
        return batches;
    }

    private static async Task<ImmutableArray<LedgerEntry>> EntriesAsync(
        DbConnection connection, Address node, ulong number, CancellationToken cancellation)
    {
        var leaves = new List<LoggedLeaf>();
        await using (var row = await connection.Command(
            "select words, opens, receipt from dai_leaf where node = @node and number = @number "
            + "order by stream, seq;", ("@node", node), ("@number", number))
            .ExecuteReaderAsync(cancellation).ConfigureAwait(false))
            while (await row.ReadAsync(cancellation).ConfigureAwait(false))
                leaves.Add(ReadLeaf(row));
        var byStream = leaves.ToLookup(logged => logged.Leaf.Stream);
        var entries = ImmutableArray.CreateBuilder<LedgerEntry>();
        await using var entryRow = await connection.Command(
            "select agent, words from dai_entry where node = @node and number = @number order by stream;",
            ("@node", node), ("@number", number)).ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        while (await entryRow.ReadAsync(cancellation).ConfigureAwait(false))
        {
            var entry = Entry(entryRow.Words(1));
            entries.Add(new LedgerEntry(entryRow.Number(0), entry, [.. byStream[entry.Stream]]));
        }
        return entries.ToImmutable();
    }

    private static async Task<BatchRow?> BatchAsync(
        DbConnection connection, Address node, ulong number, CancellationToken cancellation)
    {
        await using var row = await connection.Command(
            BatchColumns + " where node = @node and number = @number;", ("@node", node), ("@number", number))
            .ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        return await row.ReadAsync(cancellation).ConfigureAwait(false) ? ReadBatch(row) : null;
    }

    private static BatchRow ReadBatch(DbDataReader row) => new(
        row.Address(0), row.Number(1), row.Word(2),
        row.IsDBNull(3)
            ? null
            : new MinedCheckpoint(row.Number(3), row.Number(4), row.Word(5), row.Word(6), row.Word(7)));

    private static LoggedLeaf ReadLeaf(DbDataReader row) =>
        Leaf.TryOfWords(row.Words(0), out var leaf, out var fault)
            ? new LoggedLeaf(leaf, LeafOpensText.Read(row.GetString(1)), row.Word(2))
            : throw new StorageException("DAI-7003", $"a stored leaf is broken: {fault}; restore the database");

    private static StreamEntry Entry(Bytes32[] words) => new(
        StreamId.Of(words[1]), UInt256.OfWord(words[2]), Word.ToUInt64(words[3]), Word.ToUInt64(words[4]),
        Word.ToUInt64(words[5]), words[6], words[7], words[8], words[9]);

    private sealed record BatchRow(Address Node, ulong Number, Bytes32 Root, MinedCheckpoint? Mined);
}
