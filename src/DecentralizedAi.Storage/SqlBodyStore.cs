using System.Data.Common;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Storage;

/// <summary>Bodies in the operator's database.</summary>
public sealed class SqlBodyStore(IOperatorDatabase database) : IBodyStore
{
    // Far below what both databases allow in one statement.
    private const int WordsInOneQuestion = 256;

    public async Task PutAsync(IReadOnlyCollection<SaltedDocument> documents, CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        // In one order for everybody: two writers of the same words wait for each other in turn, never in a circle.
        await connection.InsertAsync(
            "dai_body(word, salt, text)",
            [.. documents.OrderBy(d => d.Word).Select(d => new object[] { d.Word, d.Salt, d.Text })],
            "on conflict do nothing", cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }

    public async Task<SaltedDocument?> GetAsync(Bytes32 word, CancellationToken cancellation) =>
        (await GetAsync([word], cancellation).ConfigureAwait(false)).GetValueOrDefault(word);

    public async Task<IReadOnlyDictionary<Bytes32, SaltedDocument>> GetAsync(
        IReadOnlyCollection<Bytes32> words, CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation).ConfigureAwait(false);
        var found = new Dictionary<Bytes32, SaltedDocument>();
        foreach (var asked in words.Distinct().Chunk(WordsInOneQuestion))
        {
            await using var row = await Select(connection, asked).ExecuteReaderAsync(cancellation)
                .ConfigureAwait(false);
            while (await row.ReadAsync(cancellation).ConfigureAwait(false))
                found[row.Word(0)] = new SaltedDocument(row.Word(1), row.GetString(2));
        }
        return found;
    }

    public async Task<bool> EraseAsync(Bytes32 word, CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation).ConfigureAwait(false);
        var erased = await connection.Command("delete from dai_body where word = @word;", ("@word", word))
            .ExecuteNonQueryAsync(cancellation).ConfigureAwait(false) > 0;
        await database.ForgetAsync(connection, cancellation).ConfigureAwait(false);
        return erased;
    }

    private static DbCommand Select(DbConnection connection, Bytes32[] words)
    {
        var names = words.Select((_, i) => $"@w{i}").ToArray();
        return connection.Command(
            $"select word, salt, text from dai_body where word in ({string.Join(", ", names)});",
            [.. names.Zip(words, (name, word) => (name, (object?)word))]);
    }
}
