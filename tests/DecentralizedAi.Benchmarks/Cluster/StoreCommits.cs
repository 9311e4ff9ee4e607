using System.Diagnostics;
using DecentralizedAi.Benchmarks.Harness;
using DecentralizedAi.Storage;

namespace DecentralizedAi.Benchmarks.Cluster;

/// <summary>What a commit of the store alone costs, by its own driver, to the disk.</summary>
internal static class StoreCommits
{
    private const int Times = 101, RowBytes = 1_000;

    /// <summary>Seconds of the middle one of many commits of so many rows of 1,000 bytes.</summary>
    public static async Task<double> SecondsAsync(
        IOperatorDatabase database, int rows, CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation).ConfigureAwait(false);
        await using (var table = connection.CreateCommand())
        {
            var bytes = database is PostgresDatabase ? "bytea" : "blob";
            table.CommandText = $"create table if not exists bench_row(number bigint primary key, body {bytes});";
            await table.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }
        var seconds = new double[Times];
        for (var i = 0; i < Times; i++)
        {
            var begun = Stopwatch.GetTimestamp();
            await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
            await using var insert = connection.CreateCommand();
            var values = Enumerable.Range(0, rows).Select(row => $"({(rows * 1_000_000L) + (i * rows) + row}, @body)");
            insert.CommandText = $"insert into bench_row(number, body) values {string.Join(", ", values)};";
            var body = insert.CreateParameter();
            (body.ParameterName, body.Value) = ("body", new byte[RowBytes]);
            insert.Parameters.Add(body);
            await insert.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
            await transaction.CommitAsync(cancellation).ConfigureAwait(false);
            seconds[i] = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        }
        return Rounds.Median(seconds);
    }
}
