using Microsoft.Data.Sqlite;
using Xunit;

namespace DecentralizedAi.Runtime.Tests;

/// <summary>A SQLite journal as a stranger finds it.</summary>
internal sealed class JournalFile(string connectionString)
{
    /// <summary>How many rows of a table are of a persistent actor.</summary>
    public long Rows(string table, string persistenceId)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"select count(*) from {table} where persistence_id = '{persistenceId}'";
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>Changes some rows.</summary>
    public void Run(string sql)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.NotEqual(0, command.ExecuteNonQuery());
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        return connection;
    }
}
