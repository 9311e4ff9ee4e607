namespace DecentralizedAi.Storage;

/// <summary>The operator's database is not as it has to be.</summary>
public sealed class StorageException(string code, string message, Exception? inner = null)
    : Exception($"{code} {message}", inner)
{
    /// <summary><c>DAI-70nn</c>.</summary>
    public string Code { get; } = code;

    /// <summary>Whether waiting may help: the server does not answer, or not yet.</summary>
    public bool IsTransient => InnerException is System.Data.Common.DbException { IsTransient: true };
}
