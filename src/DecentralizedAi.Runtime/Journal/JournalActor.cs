using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.Journal;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Runtime.Journal;

/// <summary>Keeps what persistent actors store. The documents of an event are stored by its commit.</summary>
internal sealed class JournalActor : AsyncWriteJournal
{
    private readonly IJournal _journal = JournalSetup.Of(Context.System);
    private readonly Written _written = new(Context.System);
    private readonly CancellationTokenSource _stopping = new();

    protected override void PostStop()
    {
        _stopping.Cancel();
        base.PostStop();
    }

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
            var (actor, writer) = Names(messages);
            await _journal.AppendAsync(new JournalEntry(actor, writer, events, documents), cancellationToken)
                .ConfigureAwait(false);
        }
        return refusals.TrueForAll(refusal => refusal is null) ? null! : [.. refusals!];
    }

    public override async Task ReplayMessagesAsync(
        IActorContext context, string persistenceId, long fromSequenceNr, long toSequenceNr, long max,
        Action<IPersistentRepresentation> recoveryCallback)
    {
        await foreach (var stored in _journal.EventsAsync(
            persistenceId, fromSequenceNr, toSequenceNr, max, _stopping.Token).ConfigureAwait(false))
            recoveryCallback(new Persistent(_written.Read(stored.Written), stored.Number, persistenceId));
    }

    public override Task<long> ReadHighestSequenceNrAsync(
        string persistenceId, long fromSequenceNr, CancellationToken cancellationToken) =>
        _journal.LastAsync(persistenceId, cancellationToken);

    protected override Task DeleteMessagesToAsync(
        string persistenceId, long toSequenceNr, CancellationToken cancellationToken) =>
        _journal.DropAsync(persistenceId, toSequenceNr, cancellationToken);

    private static (string Actor, string Writer) Names(IEnumerable<AtomicWrite> messages)
    {
        var first = Of(messages.First())[0];
        return (first.PersistenceId, first.WriterGuid);
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
                written.Add(new StoredEvent(one.SequenceNr, _written.Write(what)));
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
}
