using System.Text;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Storage.Tests;

/// <summary>Entries of a journal whose events each name a document.</summary>
internal static class SampleEntries
{
    public static JournalEntry Entry(string actor, params long[] numbers) => new(
        actor, "somebody",
        [.. numbers.Select(number => new StoredEvent(
            number, Encoding.UTF8.GetBytes(Text(actor, number)), 7331, "sample.v1"))],
        [.. numbers.Select(number => Document(actor, number))]);

    public static string Text(string actor, long number) => $"event {number} of {actor}";

    /// <summary>What an event names.</summary>
    public static SaltedDocument Document(string actor, long number) =>
        new(Keccak256.Hash($"salt of {actor} {number}"), $"\"document of {Text(actor, number)}\"");

    /// <summary>What the table has of an actor, in the order of its numbers.</summary>
    public static async Task<List<StoredEvent>> StoredAsync(IOperatorDatabase database, string actor)
    {
        await using var connection = await database.ConnectAsync(default);
        await using var command = connection.CreateCommand();
        command.CommandText = "select sequence_number, message, identifier, manifest from journal "
            + $"where persistence_id = '{actor}' and deleted = false order by sequence_number;";
        await using var row = await command.ExecuteReaderAsync();
        var stored = new List<StoredEvent>();
        while (await row.ReadAsync())
            stored.Add(new StoredEvent(row.GetInt64(0), (byte[])row[1], row.GetInt32(2), row.GetString(3)));
        return stored;
    }
}
