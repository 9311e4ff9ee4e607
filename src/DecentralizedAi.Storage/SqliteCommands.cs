using DecentralizedAi.Domain.Encoding;
using Microsoft.Data.Sqlite;

namespace DecentralizedAi.Storage;

/// <summary>Commands with domain values as blobs.</summary>
internal static class SqliteCommands
{
    public static SqliteCommand Command(
        this SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, Stored(value));
        return command;
    }

    public static Bytes32 Word(this SqliteDataReader row, int column) => Bytes32.Of((byte[])row[column]);

    public static Address Address(this SqliteDataReader row, int column) =>
        Domain.Encoding.Address.Of((byte[])row[column]);

    public static ulong Number(this SqliteDataReader row, int column) => checked((ulong)row.GetInt64(column));

    public static Bytes32[] Words(this SqliteDataReader row, int column)
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

    private static object Stored(object? value) => value switch
    {
        null => DBNull.Value,
        Bytes32 word => word.ToArray(),
        Address address => address.ToArray(),
        // SQLite integers are signed: a number beyond that is a broken world, not a wrapped one.
        ulong number => checked((long)number),
        _ => value,
    };
}
