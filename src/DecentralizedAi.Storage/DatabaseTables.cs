using System.Text.RegularExpressions;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Storage;

/// <summary>Whether every table of an operator's database is there.</summary>
public static partial class DatabaseTables
{
    /// <returns>Names of the tables that are not there; empty when all are.</returns>
    public static async Task<IReadOnlyList<string>> MissingAsync(
        IOperatorDatabase database, CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation).ConfigureAwait(false);
        return [.. Named(database).Where(table => !Has(connection, table))];
    }

    /// <summary>Whether no table that is there holds a row, but for the version.</summary>
    public static async Task<bool> AreEmptyAsync(IOperatorDatabase database, CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation).ConfigureAwait(false);
        return Named(database).Where(table => Has(connection, table))
            .All(table => connection.Scalar($"select 1 from {table} limit 1;") is null);
    }

    /// <summary>Makes those that are missing, empty; all or none.</summary>
    public static async Task MakeAsync(
        IOperatorDatabase database, IReadOnlyList<string> missing, CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        foreach (var statement in Statements(database).Where(statement => missing.Contains(TableOf(statement))))
            await connection.Command(statement + ";").ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Makes the table of texts and fills it; all or none.</summary>
    public static async Task MakeBodiesAsync(
        IOperatorDatabase database, IReadOnlyCollection<SaltedDocument> documents, CancellationToken cancellation)
    {
        await MakeAsync(database, ["dai_body"], cancellation).ConfigureAwait(false);
        await new SqlBodyStore(database).PutAsync([.. documents], cancellation).ConfigureAwait(false);
    }

    private static bool Has(System.Data.Common.DbConnection connection, string table) => connection.Scalar(
        connection is Npgsql.NpgsqlConnection
            ? $"select 1 from pg_tables where schemaname = current_schema() and tablename = '{table}';"
            : $"select 1 from sqlite_master where type = 'table' and name = '{table}';") is not null;

    private static IEnumerable<string> Named(IOperatorDatabase database) =>
        Statements(database).Select(TableOf).Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> Statements(IOperatorDatabase database) => database.Steps
        .SelectMany(step => step.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    // Each statement makes or changes one table.
    private static string TableOf(string statement) => Table().Match(statement).Groups["table"].Value;

    [GeneratedRegex(@"^(create table( if not exists)?|alter table|create (unique )?index( if not exists)? \w+ on) (?<table>\w+)")]
    private static partial Regex Table();
}
