using System.Data.Common;
using DecentralizedAi.Storage;

namespace DecentralizedAi.Cli.Chaos.Faults;

/// <summary>A PostgreSQL server that refuses every transaction that writes, as one with a full disk does; only a
/// superuser can tell it to.</summary>
/// <param name="database">On that server; all its databases are meant.</param>
internal sealed class RefusingServer(IOperatorDatabase database) : IChaosDisk
{
    /// <summary>Whether the connection's user may.</summary>
    public async Task<bool> PossibleAsync(CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation);
        return await RunAsync(connection, "show is_superuser;", cancellation) is "on";
    }

    public Task FillAsync(CancellationToken cancellation) => SetAsync("on", cancellation);

    public Task FreeAsync(CancellationToken cancellation) => SetAsync("off", cancellation);

    public async ValueTask DisposeAsync() => await SetAsync("off", CancellationToken.None);

    private async Task SetAsync(string value, CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation);
        await RunAsync(connection, $"alter system set default_transaction_read_only = {value};", cancellation);
        await RunAsync(connection, "select pg_reload_conf();", cancellation);
    }

    private static async Task<object?> RunAsync(DbConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(cancellation);
    }
}
