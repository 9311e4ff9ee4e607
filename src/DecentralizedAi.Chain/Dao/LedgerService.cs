using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using Nethereum.Contracts;
using static DecentralizedAi.Chain.Abi.ActionLedgerAbi;

namespace DecentralizedAi.Chain.Dao;

/// <summary>A node's log and leases as the ledger has them.</summary>
public sealed class LedgerService(DaoContracts dao, ContractReader reader) : ILedgerCalls
{
    public Address Ledger => dao.ActionLedger;

    public ulong CheckpointGas => 300_000;

    public ulong TakeGas(int shards) => 250_000 + 70_000 * (ulong)shards;

    public byte[] Take(IReadOnlyList<int> shards, IReadOnlyList<Bytes32> expectedHeads) => new TakeFunction
    {
        Shards = [.. shards.Select(s => Shard.Of(s).Value)],
        ExpectedHeads = [.. expectedHeads.Select(h => h.ToArray())],
    }.GetCallData();

    public byte[] Checkpoint(Bytes32 streamsRoot, uint streams, ulong leaves) => new CheckpointFunction
    {
        StreamsRoot = streamsRoot.ToArray(), Streams = streams, Leaves = leaves,
    }.GetCallData();

    public async Task<NodeLog> NodeAsync(Address node, CancellationToken cancellation)
    {
        var found = (await reader.ObjectAsync<NodeOfFunction, NodeOfOutput>(
            Ledger, new NodeOfFunction { Node = node.ToLower() }, cancellation).ConfigureAwait(false)).Value;
        var head = await reader.ValueAsync<HeadFunction, byte[]>(
            Ledger, new HeadFunction { Node = node.ToLower() }, cancellation).ConfigureAwait(false);
        return new NodeLog(Bytes32.Of(head), found.Number, found.Time, found.Unlogged);
    }

    /// <summary>Until when the vaults pay for a node: the ledger's constants. They are in its code, whose hash the
    /// manifest holds.</summary>
    /// <returns>Seconds since the last checkpoint; spends since then.</returns>
    public async Task<(ulong MaxLogAge, uint MaxUnlogged)> ConstantsAsync(CancellationToken cancellation) => (
        await reader.ValueAsync<MaxLogAgeFunction, ulong>(Ledger, new MaxLogAgeFunction(), cancellation)
            .ConfigureAwait(false),
        await reader.ValueAsync<MaxUnloggedFunction, uint>(Ledger, new MaxUnloggedFunction(), cancellation)
            .ConfigureAwait(false));

    /// <summary>Who holds a shard of an operator, or null before its first lease.</summary>
    public async Task<Lease?> LeaseAsync(ulong operatorId, Shard shard, CancellationToken cancellation)
    {
        var found = (await reader.ObjectAsync<LeaseOfFunction, LeaseOfOutput>(Ledger,
            new LeaseOfFunction { OperatorId = operatorId, Shard = shard.Value }, cancellation)
                .ConfigureAwait(false)).Value;
        return found.Epoch == 0 ? null : new Lease(Address.Parse(found.Node.ToLowerInvariant()), found.Epoch);
    }
}
