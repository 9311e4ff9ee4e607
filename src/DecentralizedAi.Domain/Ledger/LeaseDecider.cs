using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Ledger;

/// <summary>Shards to take, ascending, each with the head of the node that holds it (0 = nobody does).</summary>
public sealed record LeaseTake(IReadOnlyList<int> Shards, IReadOnlyList<Bytes32> ExpectedHeads);

/// <summary>Which leases a node wants: those of the shards whose agents live on it.</summary>
public static class LeaseDecider
{
    /// <summary>The take that is due, or null.</summary>
    /// <param name="live">Shards with an agent that runs here.</param>
    /// <param name="opened">
    /// Per node the head up to which its batches were found in the database. A shard is taken only from a head that
    /// was opened: otherwise its leaves could be anchored twice, or never.
    /// </param>
    public static LeaseTake? Take(
        GovernanceView head, Address self, IReadOnlySet<int> live, IReadOnlyDictionary<Address, Bytes32> opened)
    {
        // The ledger takes a lease from a bound key of a hosting operator only.
        if (head.OperatorStatus != OperatorStatus.Hosting || !head.Keys.Contains(self))
            return null;
        var shards = new List<int>();
        var heads = new List<Bytes32>();
        foreach (var shard in live.Order())
        {
            var holder = head.Leases.TryGetValue(shard, out var lease) ? lease.Node : Address.Zero;
            if (holder == self || !Opened(head, holder, opened))
                continue;
            shards.Add(shard);
            heads.Add(HeadOf(head, holder));
        }
        return shards.Count == 0 ? null : new LeaseTake(shards, heads);
    }

    /// <summary>Nodes that hold a shard of a live agent and whose batches have to be opened first.</summary>
    public static IReadOnlySet<Address> ToOpen(
        GovernanceView head, Address self, IReadOnlySet<int> live, IReadOnlyDictionary<Address, Bytes32> opened) =>
        live.Where(head.Leases.ContainsKey)
            .Select(shard => head.Leases[shard].Node)
            .Where(node => node != self && !Opened(head, node, opened))
            .ToHashSet();

    private static bool Opened(GovernanceView head, Address node, IReadOnlyDictionary<Address, Bytes32> opened) =>
        HeadOf(head, node) is { IsZero: false } onChain
            ? opened.TryGetValue(node, out var known) && known == onChain
            : true;

    private static Bytes32 HeadOf(GovernanceView head, Address node) =>
        head.Nodes.TryGetValue(node, out var log) ? log.Head : Bytes32.Zero;
}
