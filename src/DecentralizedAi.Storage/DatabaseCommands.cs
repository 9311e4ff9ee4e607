using System.Data.Common;
using System.Text;
using DecentralizedAi.Domain.Encoding;
using Microsoft.Data.Sqlite;

namespace DecentralizedAi.Storage;

/// <summary>Commands with domain values as byte strings, in the SQL that all our databases speak.</summary>
internal static class DatabaseCommands
{
    // A server is far away: many rows in one trip. A file is near, and finding a value's place takes it as long as it
    // has values.
    private static int RowsInOneStatement(DbConnection connection) => connection is SqliteConnection ? 4 : 256;

    public static DbCommand Command(
        this DbConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Add(name, value);
        return command;
    }

    /// <summary>Inserts rows in few round trips; all or none only inside a transaction.</summary>
    /// <param name="into">Table and columns: <c>t(a, b)</c>.</param>
    /// <param name="rows">Values in the order of the columns.</param>
    /// <param name="otherwise">What happens to a row that is there; empty = an error.</param>
    public static async Task InsertAsync(
        this DbConnection connection, string into, IReadOnlyList<object[]> rows, string otherwise,
        CancellationToken cancellation)
    {
        foreach (var some in rows.Chunk(RowsInOneStatement(connection)))
        {
            await using var command = connection.CreateCommand();
            var sql = new StringBuilder($"insert into {into} values ");
            for (var i = 0; i < some.Length; i++)
            {
                var names = some[i].Select((_, column) => $"@p{i}_{column}").ToArray();
                sql.Append(i == 0 ? "(" : ", (").AppendJoin(", ", names).Append(')');
                for (var column = 0; column < names.Length; column++)
                    command.Add(names[column], some[i][column]);
            }
            command.CommandText = sql.Append(' ').Append(otherwise).Append(';').ToString();
            await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>For start-up, where there is nothing else to do meanwhile.</summary>
    public static void Run(this DbConnection connection, string sql)
    {
        using var command = connection.Command(sql);
        command.ExecuteNonQuery();
    }

    /// <summary>The first value of the first row; null where there is none.</summary>
    public static object? Scalar(this DbConnection connection, string sql)
    {
        using var command = connection.Command(sql);
        return command.ExecuteScalar() is { } value and not DBNull ? value : null;
    }

    public static Bytes32 Word(this DbDataReader row, int column) => Bytes32.Of((byte[])row[column]);

    public static Address Address(this DbDataReader row, int column) =>
        Domain.Encoding.Address.Of((byte[])row[column]);

    public static ulong Number(this DbDataReader row, int column) => checked((ulong)row.GetInt64(column));

    public static Bytes32[] Words(this DbDataReader row, int column)
    {
        var bytes = (byte[])row[column];
        var words = new Bytes32[bytes.Length / 32];
        for (var i = 0; i < words.Length; i++)
            words[i] = Bytes32.Of(bytes.AsSpan(32 * i, 32));
        return words;
    }

    public static byte[] Blob(IReadOnlyList<Bytes32> words)
    {
        var bytes = new byte[32 * words.Count];
        for (var i = 0; i < words.Count; i++)
            words[i].CopyTo(bytes.AsSpan(32 * i));
        return bytes;
    }

    private static void Add(this DbCommand command, string name, object? value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, Stored(value));
        command.Parameters.Add(parameter);
    }

    private static object Stored(object? value) => value switch
    {
        null => DBNull.Value,
        Bytes32 word => word.ToArray(),
        Address address => address.ToArray(),
        // The databases' integers are signed: a number beyond that is a broken world, not a wrapped one.
        ulong number => checked((long)number),
        _ => value,
    };
}
