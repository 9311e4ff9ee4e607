using System.Data.Common;
using LinqToDB.Interceptors;

namespace DecentralizedAi.Runtime.Cluster;

/// <summary>
/// Lets SQLite wait for its lock by itself: it looks again after 1, 2, 5 ms and so on. The driver alone sleeps 150 ms
/// whenever another node of the host writes, which every step of a hand-over would pay.
/// </summary>
internal sealed class PatientSqlite : ConnectionInterceptor
{
    private const string Wait = "PRAGMA busy_timeout=30000";

    public override void ConnectionOpened(ConnectionEventData eventData, DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Wait;
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(
        ConnectionEventData eventData, DbConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Wait;
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
