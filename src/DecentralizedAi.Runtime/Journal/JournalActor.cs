using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Sql.Journal;
using DecentralizedAi.Domain.Ledger;
using Akkas = Akka.Serialization.Serialization;

namespace DecentralizedAi.Runtime.Journal;

/// <summary>The plug-in's journal, which reads and deletes; storing is ours, so that the documents of an event are stored
/// by its commit.</summary>
internal sealed class JournalActor(Config config) : SqlWriteJournal(config)
{
    private readonly IJournal _journal = JournalSetup.Of(Context.System);
    private readonly ExtendedActorSystem _system = (ExtendedActorSystem)Context.System;

    // All that an actor hands over at once is stored at once.
    protected override async Task<IImmutableList<Exception>> WriteMessagesAsync(
        IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken)
    {
        var (events, documents) = (new List<StoredEvent>(), new List<SaltedDocument>());
        var refusals = new List<Exception?>();
        foreach (var write in messages)
            refusals.Add(Refusal(write, events, documents));
        if (events.Count > 0)
        {
            var first = Of(messages.First())[0];
            await _journal.AppendAsync(
                new JournalEntry(first.PersistenceId, first.WriterGuid, events, documents), cancellationToken)
                .ConfigureAwait(false);
        }
        return refusals.TrueForAll(refusal => refusal is null) ? null! : [.. refusals!];
    }

    // An owner that starts again must not take a number that it has handed over itself.
    public override async Task<long> ReadHighestSequenceNrAsync(
        string persistenceId, long fromSequenceNr, CancellationToken cancellationToken)
    {
        await _journal.SettledAsync(cancellationToken).ConfigureAwait(false);
        return await base.ReadHighestSequenceNrAsync(persistenceId, fromSequenceNr, cancellationToken)
            .ConfigureAwait(false);
    }

    private static IImmutableList<IPersistentRepresentation> Of(AtomicWrite write) =>
        (IImmutableList<IPersistentRepresentation>)write.Payload;

    // Adds what is to be stored. What nobody can write is refused, and its actor told so.
    private Exception? Refusal(AtomicWrite write, List<StoredEvent> events, List<SaltedDocument> documents)
    {
        try
        {
            var (written, named) = (new List<StoredEvent>(), new List<SaltedDocument>());
            foreach (var one in Of(write))
            {
                var what = one.Payload;
                if (what is Storing storing)
                {
                    named.AddRange(storing.Documents);
                    what = storing.Event;
                }
                written.Add(Written(one.SequenceNr, what));
            }
            events.AddRange(written);
            documents.AddRange(named);
            return null;
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            return cause;
        }
    }

    private StoredEvent Written(long number, object what)
    {
        var serializer = _system.Serialization.FindSerializerFor(what);
        // References of actors are written with the address under which others reach them.
        return Akkas.WithTransport(_system, (number, serializer, what), static to => new StoredEvent(
            to.number, to.serializer.ToBinary(to.what), to.serializer.Identifier,
            Akkas.ManifestFor(to.serializer, to.what)));
    }
}
