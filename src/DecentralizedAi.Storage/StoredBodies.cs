using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Storage;

/// <summary>A stored text that does not hash to its word any more.</summary>
/// <param name="Leaf">Number of the first anchored leaf that names the word; null where none does.</param>
public sealed record DriftedBody(Bytes32 Word, ulong? Leaf)
{
    public override string ToString() => Leaf is { } seq ? $"{Word} of leaf {seq}" : Word.ToString();
}

/// <summary>Reads every stored text against its word.</summary>
public static class StoredBodies
{
    /// <returns>How many there are, and those that drifted.</returns>
    public static async Task<(int Read, IReadOnlyList<DriftedBody> Drifted)> CheckAsync(
        IOperatorDatabase database, CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation).ConfigureAwait(false);
        var drifted = new List<Bytes32>();
        var read = 0;
        await using (var command = connection.Command("select word, salt, text from dai_body;"))
        {
            await using var row = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            for (; await row.ReadAsync(cancellation).ConfigureAwait(false); read++)
                // A salt of another length is drift as well, and no word.
                if (row[1] is not byte[] { Length: 32 } || row[2] is not string text
                    || new SaltedDocument(row.Word(1), text).Word != row.Word(0))
                    drifted.Add(row.Word(0));
        }
        var leaves = drifted.Count == 0
            ? []
            : await LeavesAsync(connection, drifted, cancellation).ConfigureAwait(false);
        return (read, [.. drifted.Order().Select(word => new DriftedBody(
            word, leaves.TryGetValue(word, out var seq) ? seq : null))]);
    }

    /// <summary>Puts each document under its own word, all or none.</summary>
    public static async Task ReplaceAsync(
        IOperatorDatabase database, IReadOnlyList<SaltedDocument> documents, CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        foreach (var document in documents)
            // Only where it still stands: one that was erased meanwhile stays erased.
            await connection.Command("update dai_body set salt = @salt, text = @text where word = @word;",
                ("@salt", document.Salt), ("@text", document.Text), ("@word", document.Word))
                .ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }

    private static async Task<Dictionary<Bytes32, ulong>> LeavesAsync(
        System.Data.Common.DbConnection connection, List<Bytes32> drifted, CancellationToken cancellation)
    {
        var sought = drifted.ToHashSet();
        var found = new Dictionary<Bytes32, ulong>();
        await using var command = connection.Command("select seq, words, receipt from dai_leaf order by seq;");
        await using var row = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        while (await row.ReadAsync(cancellation).ConfigureAwait(false))
            foreach (var word in row.Words(1).Append(row.Word(2)))
                if (sought.Contains(word))
                    found.TryAdd(word, row.Number(0));
        return found;
    }
}
