using Akka.Actor;
using Akka.Actor.Setup;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Runtime.Journal;

/// <summary>Hands the journal to the actors that keep it, which Akka makes from the settings alone.</summary>
internal sealed class JournalSetup(IJournal journal) : Setup
{
    /// <exception cref="InvalidOperationException">The system was started without one.</exception>
    public static IJournal Of(ActorSystem system) =>
        system.Settings.Setup.Get<JournalSetup>() is { HasValue: true } setup
        ? setup.Value.Journal
        : throw new InvalidOperationException($"the actor system '{system.Name}' was started without a journal");

    private IJournal Journal { get; } = journal;
}
