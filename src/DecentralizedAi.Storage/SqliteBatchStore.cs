using System.Collections.Immutable;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using Microsoft.Data.Sqlite;

namespace DecentralizedAi.Storage;

/// <summary>Checkpoint batches in the operator's database.</summary>
public sealed class SqliteBatchStore(SqliteFile file) : IBatchStore
{
    private const string BatchColumns =
        "select node, number, streams_root, block, time, leases, head, tx from dai_batch";

    public Task SaveAsync(Address node, ulong number, LedgerBatch batch, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var connection = file.Connect();
        using var transaction = connection.BeginTransaction();
        if (Mined(connection, node, number) is not null)
        {
            if (Root(connection, node, number) == batch.StreamsRoot)
                return Task.CompletedTask;
            throw new InvalidOperationException(
                $"checkpoint {number} of node {node} is mined; a batch with root "
                + $"{batch.StreamsRoot} cannot replace it");
        }
        foreach (var table in new[] { "dai_leaf", "dai_entry", "dai_batch" })
            connection.Command($"delete from {table} where node = $node and number = $number;",
                ("$node", node), ("$number", number)).ExecuteNonQuery();
        connection.Command("insert into dai_batch(node, number, streams_root) values ($node, $number, $root);",
            ("$node", node), ("$number", number), ("$root", batch.StreamsRoot)).ExecuteNonQuery();
        foreach (var entry in batch.Entries)
            Insert(connection, node, number, entry);
        transaction.Commit();
        return Task.CompletedTask;
    }

    public Task MinedAsync(Address node, ulong number, MinedCheckpoint mined, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var connection = file.Connect();
        using var transaction = connection.BeginTransaction();
        if (Mined(connection, node, number) is { } known)
            return known == mined
                ? Task.CompletedTask
                : throw new InvalidOperationException(
                    $"checkpoint {number} of node {node} is mined in block {known.Block}, not {mined.Block}");
        var changed = connection.Command(
            "update dai_batch set block = $block, time = $time, leases = $leases, head = $head, tx = $tx "
            + "where node = $node and number = $number;",
            ("$node", node), ("$number", number), ("$block", mined.Block), ("$time", mined.Time),
            ("$leases", mined.Leases), ("$head", mined.Head), ("$tx", mined.Transaction)).ExecuteNonQuery();
        if (changed == 0)
            throw new InvalidOperationException($"no batch of checkpoint {number} of node {node} is stored");
        transaction.Commit();
        return Task.CompletedTask;
    }

    public Task UnminedAsync(Address node, ulong number, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var connection = file.Connect();
        connection.Command(
            "update dai_batch set block = null, time = null, leases = null, head = null, tx = null "
            + "where node = $node and number = $number;",
            ("$node", node), ("$number", number)).ExecuteNonQuery();
        return Task.CompletedTask;
    }

    public Task<StoredBatch?> LastOfAsync(Address node, CancellationToken cancellation)
    {
        using var connection = file.Connect();
        return Task.FromResult(ReadBatches(connection, connection.Command(
            BatchColumns + " where node = $node order by number desc limit 1;", ("$node", node)), cancellation)
            .FirstOrDefault());
    }

    public Task<IReadOnlyList<StoredBatch>> BatchesOfAsync(
        Address node, ulong fromNumber, CancellationToken cancellation)
    {
        using var connection = file.Connect();
        return Task.FromResult<IReadOnlyList<StoredBatch>>(ReadBatches(connection, connection.Command(
            BatchColumns + " where node = $node and number >= $from order by number;",
            ("$node", node), ("$from", fromNumber)), cancellation));
    }

    public Task<StreamPosition> AnchoredAsync(StreamId stream, CancellationToken cancellation)
    {
        using var connection = file.Connect();
        using var row = connection.Command(
            "select e.words from dai_entry e join dai_batch b using (node, number) "
            + "where e.stream = $stream and b.block is not null order by e.to_seq desc limit 1;",
            ("$stream", stream.Value)).ExecuteReader();
        if (!row.Read())
            return Task.FromResult(default(StreamPosition));
        var entry = Entry(row.Words(0));
        return Task.FromResult(new StreamPosition(entry.ToSeq, entry.Head));
    }

    public Task<IReadOnlyList<LoggedLeaf>> LeavesOfAsync(
        StreamId stream, ulong fromSeq, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        using var connection = file.Connect();
        return Task.FromResult<IReadOnlyList<LoggedLeaf>>(ReadLeaves(connection.Command(
            "select l.words, l.opens, l.receipt from dai_leaf l join dai_batch b using (node, number) "
            + "where l.stream = $stream and l.seq >= $from and b.block is not null "
            + "order by l.seq, b.block limit $limit;",
            ("$stream", stream.Value), ("$from", fromSeq), ("$limit", limit)), cancellation));
    }

    public Task<IReadOnlyList<Address>> NodesAsync(CancellationToken cancellation)
    {
        using var connection = file.Connect();
        using var row = connection.Command("select distinct node from dai_batch order by node;").ExecuteReader();
        var nodes = new List<Address>();
        while (row.Read())
            nodes.Add(row.Address(0));
        return Task.FromResult<IReadOnlyList<Address>>(nodes);
    }

    private static void Insert(SqliteConnection connection, Address node, ulong number, LedgerEntry entry)
    {
        var words = entry.Entry;
        connection.Command(
            "insert into dai_entry(node, number, stream, agent, from_seq, to_seq, words) "
            + "values ($node, $number, $stream, $agent, $from, $to, $words);",
            ("$node", node), ("$number", number), ("$stream", words.Stream.Value), ("$agent", entry.Agent),
            ("$from", words.FromSeq), ("$to", words.ToSeq),
            ("$words", SqliteCommands.Blob(words.ToWords()))).ExecuteNonQuery();
        foreach (var logged in entry.Leaves)
            connection.Command(
                "insert into dai_leaf(node, number, stream, seq, words, opens, receipt) "
                + "values ($node, $number, $stream, $seq, $words, $opens, $receipt);",
                ("$node", node), ("$number", number), ("$stream", words.Stream.Value), ("$seq", logged.Leaf.Seq),
                ("$words", SqliteCommands.Blob(logged.Leaf.ToWords())), ("$opens", LeafOpensText.Write(logged.Opens)),
                ("$receipt", logged.Receipt)).ExecuteNonQuery();
    }

    private static List<StoredBatch> ReadBatches(
        SqliteConnection connection, SqliteCommand command, CancellationToken cancellation)
    {
        var heads = new List<(Address Node, ulong Number, Bytes32 Root, MinedCheckpoint? Mined)>();
        using (var row = command.ExecuteReader())
            while (row.Read())
                heads.Add((row.Address(0), row.Number(1), row.Word(2), Mined(row, 3)));
        var batches = new List<StoredBatch>();
        foreach (var (node, number, root, mined) in heads)
            batches.Add(new StoredBatch(
                node, number, new LedgerBatch(root, Entries(connection, node, number, cancellation)), mined));
        return batches;
    }

    private static ImmutableArray<LedgerEntry> Entries(
        SqliteConnection connection, Address node, ulong number, CancellationToken cancellation)
    {
        var entries = ImmutableArray.CreateBuilder<LedgerEntry>();
        using var row = connection.Command(
            "select agent, words from dai_entry where node = $node and number = $number order by stream;",
            ("$node", node), ("$number", number)).ExecuteReader();
        while (row.Read())
        {
            var entry = Entry(row.Words(1));
            entries.Add(new LedgerEntry(row.Number(0), entry, ReadLeaves(connection.Command(
                "select words, opens, receipt from dai_leaf "
                + "where node = $node and number = $number and stream = $stream order by seq;",
                ("$node", node), ("$number", number), ("$stream", entry.Stream.Value)), cancellation)));
        }
        return entries.ToImmutable();
    }

    private static ImmutableList<LoggedLeaf> ReadLeaves(SqliteCommand command, CancellationToken cancellation)
    {
        var leaves = ImmutableList.CreateBuilder<LoggedLeaf>();
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            if (!Leaf.TryOfWords(row.Words(0), out var leaf, out var fault))
                throw new StorageException("DAI-7003", $"a stored leaf is broken: {fault}; restore the database");
            leaves.Add(new LoggedLeaf(leaf, LeafOpensText.Read(row.GetString(1)), row.Word(2)));
        }
        return leaves.ToImmutable();
    }

    private static StreamEntry Entry(Bytes32[] words) => new(
        StreamId.Of(words[1]), UInt256.OfWord(words[2]), Word.ToUInt64(words[3]), Word.ToUInt64(words[4]),
        Word.ToUInt64(words[5]), words[6], words[7], words[8], words[9]);

    private static MinedCheckpoint? Mined(SqliteConnection connection, Address node, ulong number)
    {
        using var row = connection.Command(
            "select block, time, leases, head, tx from dai_batch where node = $node and number = $number;",
            ("$node", node), ("$number", number)).ExecuteReader();
        return row.Read() ? Mined(row, 0) : null;
    }

    private static MinedCheckpoint? Mined(SqliteDataReader row, int first) => row.IsDBNull(first)
        ? null
        : new MinedCheckpoint(
            row.Number(first), row.Number(first + 1), row.Word(first + 2), row.Word(first + 3), row.Word(first + 4));

    private static Bytes32 Root(SqliteConnection connection, Address node, ulong number) =>
        Bytes32.Of((byte[])connection.Command(
            "select streams_root from dai_batch where node = $node and number = $number;",
            ("$node", node), ("$number", number)).ExecuteScalar()!);
}
