using System.Data.Common;

namespace DecentralizedAi.Storage;

/// <summary>The one database of an operator's nodes: bodies, batches and the actors' journal.</summary>
public interface IOperatorDatabase
{
    /// <summary>For whoever keeps other tables in the same database. It may hold a password: never show it.</summary>
    string ConnectionString { get; }

    /// <summary>SQL from version 0 to 1, from 1 to 2, and so on, statement by statement.</summary>
    IReadOnlyList<string> Steps { get; }

    /// <summary>An open connection whose commits reach the disk.</summary>
    /// <exception cref="DbException">The database does not answer.</exception>
    Task<DbConnection> ConnectAsync(CancellationToken cancellation);

    /// <summary>After bodies were deleted: takes their bytes away as far as this database can.</summary>
    Task ForgetAsync(DbConnection connection, CancellationToken cancellation);
}
