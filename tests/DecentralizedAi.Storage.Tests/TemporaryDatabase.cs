using Microsoft.Data.Sqlite;

namespace DecentralizedAi.Storage.Tests;

/// <summary>A database in a folder of its own that is deleted with it.</summary>
internal sealed class TemporaryDatabase : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("dai-storage-").FullName;
    public SqliteFile File => field ??= SqliteFile.Open(Path.Combine(Folder, "journal.db"));

    /// <summary>Lets go of the file, so that the disk holds everything.</summary>
    public void Close() => SqliteConnection.ClearAllPools();

    public object? Scalar(string sql)
    {
        using var connection = new SqliteConnection(File.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    public void Dispose()
    {
        Close();
        Directory.Delete(Folder, recursive: true);
    }
}
