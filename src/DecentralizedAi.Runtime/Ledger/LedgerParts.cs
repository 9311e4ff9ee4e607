using Akka.Actor;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Transactions;
using DecentralizedAi.Runtime.Policy;
using Address = DecentralizedAi.Domain.Encoding.Address;

namespace DecentralizedAi.Runtime.Ledger;

/// <summary>What the ledger and the leases of a node work with.</summary>
/// <param name="Every">Time between batches.</param>
/// <param name="Enough">Pending leaves that make a batch due at once.</param>
internal sealed record LedgerParts(
    Address Node, LawCell Law, IBatchStore Batches, NodeOpening Opening, ILedgerCalls Calls, IActorRef Anchor,
    TimeSpan Every, int Enough, CancellationToken Stopping)
{
    public async Task<Started> StartAsync() => new(await Opening.UnsentAsync(Node, Stopping).ConfigureAwait(false));

    /// <param name="anchorings">Of the ledger now.</param>
    public async Task<Opened> OpenAsync(AgentIdentity agent, int anchorings) =>
        new(agent, await Batches.AnchoredAsync(agent.Stream, Stopping).ConfigureAwait(false), anchorings);

    /// <exception cref="InvalidOperationException">A reorganisation took back the checkpoint of that number: its leaves
    /// are offered again by agents that remember, so everybody starts from what is anchored now.</exception>
    public async Task<Saved> SaveAsync(ulong number, LedgerBatch batch)
    {
        if (await Opening.TakeBackAsync(Node, number, Stopping).ConfigureAwait(false))
            throw new InvalidOperationException($"a reorganisation took checkpoint {number} back");
        await Batches.SaveAsync(Node, number, batch, Stopping).ConfigureAwait(false);
        return new Saved(new StoredBatch(Node, number, batch, null));
    }

    public async Task<Marked> MarkAsync(StoredBatch sent, CallEnd end) =>
        new(await Opening.MarkAsync(sent, Stopping).ConfigureAwait(false), end);
}

/// <summary>A transaction of the anchor key ended.</summary>
internal sealed record AnchorEnded(Bytes32 Id, CallEnd End);

/// <summary>What a ledger finds at its start: a batch that was stored and is not on chain.</summary>
internal sealed record Started(StoredBatch? Unsent);

/// <summary>How far a stream is anchored.</summary>
/// <param name="Anchorings">Of the ledger when that was asked.</param>
internal sealed record Opened(AgentIdentity Agent, StreamPosition Anchored, int Anchorings);

internal sealed record Saved(StoredBatch Batch);

/// <param name="End">What the queue said of its transaction.</param>
internal sealed record Marked(Look Found, CallEnd End);

/// <summary>Shards of the agents that live on this node now.</summary>
internal sealed record LiveShards(IReadOnlySet<int> Shards);

/// <summary>The batches of another node were opened: what is anchored may have grown.</summary>
internal sealed record Reopen
{
    public static Reopen Now { get; } = new();
}

/// <summary>A batch may be due.</summary>
internal sealed record LedgerTick
{
    public static LedgerTick Now { get; } = new();
}
