using System.Text;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Testing.Storage;

/// <summary>Entries of a journal whose events each name a document.</summary>
public static class SampleEntries
{
    public static JournalEntry Entry(string actor, params long[] numbers) => new(
        actor, "somebody",
        [.. numbers.Select(number => new StoredEvent(
            number, new StoredBytes(Encoding.UTF8.GetBytes(Text(actor, number)), 7331, "sample.v1")))],
        [.. numbers.Select(number => Document(actor, number))]);

    public static string Text(string actor, long number) => $"event {number} of {actor}";

    /// <summary>What an event names.</summary>
    public static SaltedDocument Document(string actor, long number) =>
        new(Keccak256.Hash($"salt of {actor} {number}"), $"\"document of {Text(actor, number)}\"");
}
