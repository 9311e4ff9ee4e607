using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Storage;

/// <summary>Bodies in the operator's database.</summary>
public sealed class SqliteBodyStore(SqliteFile file) : IBodyStore
{
    public Task PutAsync(IReadOnlyCollection<SaltedDocument> documents, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (documents.Count == 0)
            return Task.CompletedTask;
        using var connection = file.Connect();
        using var transaction = connection.BeginTransaction();
        using var insert = connection.Command(
            "insert into dai_body(word, salt, text) values ($word, $salt, $text) on conflict do nothing;",
            ("$word", Array.Empty<byte>()), ("$salt", Array.Empty<byte>()), ("$text", ""));
        insert.Transaction = transaction;
        foreach (var document in documents)
        {
            insert.Parameters[0].Value = document.Word.ToArray();
            insert.Parameters[1].Value = document.Salt.ToArray();
            insert.Parameters[2].Value = document.Text;
            insert.ExecuteNonQuery();
        }
        transaction.Commit();
        return Task.CompletedTask;
    }

    public async Task<SaltedDocument?> GetAsync(Bytes32 word, CancellationToken cancellation) =>
        (await GetAsync([word], cancellation)).GetValueOrDefault(word);

    public Task<IReadOnlyDictionary<Bytes32, SaltedDocument>> GetAsync(
        IReadOnlyCollection<Bytes32> words, CancellationToken cancellation)
    {
        using var connection = file.Connect();
        using var select = connection.Command(
            "select salt, text from dai_body where word = $word;", ("$word", Array.Empty<byte>()));
        var found = new Dictionary<Bytes32, SaltedDocument>();
        foreach (var word in words)
        {
            cancellation.ThrowIfCancellationRequested();
            select.Parameters[0].Value = word.ToArray();
            using var row = select.ExecuteReader();
            if (row.Read())
                found[word] = new SaltedDocument(row.Word(0), row.GetString(1));
        }
        return Task.FromResult<IReadOnlyDictionary<Bytes32, SaltedDocument>>(found);
    }

    public Task<bool> EraseAsync(Bytes32 word, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var connection = file.Connect();
        using var delete = connection.Command("delete from dai_body where word = $word;", ("$word", word));
        var erased = delete.ExecuteNonQuery() > 0;
        // The write-ahead log still holds the old page until it is folded into the file.
        SqliteFile.Run(connection, "pragma wal_checkpoint(truncate);");
        return Task.FromResult(erased);
    }
}
