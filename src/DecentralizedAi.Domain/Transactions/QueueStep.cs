using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Transactions;

/// <summary>What a queue does next; closed.</summary>
public abstract record QueueStep
{
    private QueueStep() { }

    /// <summary>Store the event, then go on.</summary>
    public sealed record Store(QueueEvent Event) : QueueStep;

    /// <summary>Sign the draft, store the attempt, then go on.</summary>
    public sealed record Sign(Bytes32 Id, TransactionDraft Draft, bool Cancels) : QueueStep;

    /// <summary>Hand these to the chain one after the other, in this order.</summary>
    public sealed record Send(IReadOnlyList<Attempt> Attempts) : QueueStep;

    /// <summary>The account cannot pay for the gas of the next attempt: nothing is sent before it can.</summary>
    /// <param name="Needed">Wei that the attempt may cost.</param>
    public sealed record Starve(UInt256 Needed) : QueueStep;

    /// <summary>Nothing until the next look at the chain.</summary>
    public sealed record Rest : QueueStep;
}
