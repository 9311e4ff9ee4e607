using Akka.Actor;
using Akka.Event;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Transactions;
using DecentralizedAi.Runtime.Policy;
using Address = DecentralizedAi.Domain.Encoding.Address;

namespace DecentralizedAi.Runtime.Ledger;

/// <summary>
/// The leases of a node: it takes those of the shards whose agents live here, one transaction for all, after it has
/// opened the batches of whoever holds them now.
/// </summary>
internal sealed class LeaseActor : ReceiveActor
{
    private readonly LedgerParts _parts;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<Address, Bytes32> _opened = [];
    private readonly HashSet<Address> _opening = [];
    private IReadOnlySet<int> _live = new HashSet<int>();
    private QueuedCall? _taking;
    private IActorRef _ledger = ActorRefs.Nobody;

    public LeaseActor(LedgerParts parts)
    {
        _parts = parts;
        Receive<LiveShards>(live =>
        {
            (_live, _ledger) = (live.Shards, Sender);
            Look();
        });
        Receive<LawMoved>(_ => Look());
        Receive<NodeOpened>(Opened);
        Receive<AnchorEnded>(ended => ended.Id == _taking?.Id, ended =>
        {
            _taking = null;
            if (ended.End is not CallEnd.Mined)
                _log.Warning("leases were not taken: {0}; they are tried again", ended.End);
            Look();
        });
        Receive<AnchorEnded>(_ => { });
    }

    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(LawMoved));

    private void Look()
    {
        if (_parts.Law.Snapshot?.Head is not { } head)
            return;
        foreach (var node in LeaseDecider.ToOpen(head, _parts.Node, _live, _opened).Where(_opening.Add))
            OpenAsync(node, head.Nodes.GetValueOrDefault(node)).PipeTo(Self);
        if (_taking is null && LeaseDecider.Take(head, _parts.Node, _live, _opened) is { } take)
            _taking = Call(head, take);
        // Told again with each head: the queue may have been down, and knows a call by its id.
        if (_taking is not null)
            _parts.Anchor.Tell(_taking);
    }

    private QueuedCall Call(GovernanceView head, LeaseTake take)
    {
        // Another attempt at another block is another transaction: the same one would be answered by its old end.
        var id = WordHash.Of(
            [Word.Of(head.Head.Number), .. take.Shards.Select(s => Word.Of((ulong)s)), .. take.ExpectedHeads]);
        return new QueuedCall(id, _parts.Calls.Ledger, _parts.Calls.Take(take.Shards, take.ExpectedHeads),
            _parts.Calls.TakeGas(take.Shards.Count), 0, null);
    }

    private async Task<NodeOpened> OpenAsync(Address node, NodeLog onChain)
    {
        try
        {
            return new NodeOpened(
                node, await _parts.Opening.OpenAsync(node, onChain, _parts.Stopping).ConfigureAwait(false), null);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            return new NodeOpened(node, null, fault.Message);
        }
    }

    private void Opened(NodeOpened opened)
    {
        _opening.Remove(opened.Node);
        if (opened.Head is not { } head)
        {
            _log.Warning("DAI-3303 a batch of node {0} is not in the database ({1}); its shards cannot be taken yet",
                opened.Node, opened.Fault ?? "it was sent and never stored here");
            return;
        }
        _opened[opened.Node] = head;
        _ledger.Tell(Reopen.Now);
        Look();
    }

    private sealed record NodeOpened(Address Node, Bytes32? Head, string? Fault);
}
