namespace DecentralizedAi.Storage;

/// <summary>Opens the database that <c>store</c> of <c>dai.yaml</c> names.</summary>
public static class OperatorDatabase
{
    /// <param name="path">The SQLite file; null with PostgreSQL.</param>
    /// <param name="variable">Name of the environment variable with the connection string; null with SQLite.</param>
    /// <param name="environment">Value of an environment variable, or null.</param>
    /// <exception cref="StorageException">DAI-7001 to DAI-7006. It never holds the connection string.</exception>
    public static IOperatorDatabase Open(string? path, string? variable, Func<string, string?> environment) =>
        path is not null ? SqliteFile.Open(path)
        : variable is null ? throw new ArgumentException("neither a file nor a variable is named")
        : environment(variable) is { Length: > 0 } text ? PostgresDatabase.Open(text)
        : throw new StorageException("DAI-7005",
            $"the environment variable {variable}, which store.connection names, is not set; set it to "
            + PostgresDatabase.Example);
}
