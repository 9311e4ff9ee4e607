using System.Collections.Concurrent;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Testing.Chain;

/// <summary>Call data as 32-byte handles of what was asked, which <see cref="FakeChain"/> looks up.</summary>
public sealed class FakeCalls(Address ledger) : IVaultCalls, ILedgerCalls
{
    private readonly ConcurrentDictionary<Bytes32, object> _calls = new();

    public Address Ledger => ledger;
    public ulong SpendGas => 200_000;
    public ulong CheckpointGas => 150_000;

    public ulong TakeGas(int shards) => 100_000;

    public byte[] Spend(SpendOrder order) => Keep(order, $"spend {order.Vault} {order.Epoch} {order.Number} "
        + $"{order.Opened} {order.Action} {order.Asset} {order.To} {order.Amount} {order.NotAfter}");

    public byte[] Take(IReadOnlyList<int> shards, IReadOnlyList<Bytes32> expectedHeads) =>
        Keep(new FakeTake(shards, expectedHeads),
            $"take {string.Join(',', shards)} {string.Join(',', expectedHeads)}");

    public byte[] Checkpoint(Bytes32 streamsRoot, uint streams, ulong leaves) =>
        Keep(new FakeCheckpoint(streamsRoot, streams, leaves), $"checkpoint {streamsRoot} {streams} {leaves}");

    internal object? Find(ReadOnlySpan<byte> data) =>
        data.Length == 32 ? _calls.GetValueOrDefault(Bytes32.Of(data)) : null;

    private byte[] Keep(object call, string name)
    {
        var handle = Keccak256.Hash(name);
        _calls[handle] = call;
        return handle.ToArray();
    }
}

internal sealed record FakeTake(IReadOnlyList<int> Shards, IReadOnlyList<Bytes32> ExpectedHeads);

internal sealed record FakeCheckpoint(Bytes32 StreamsRoot, uint Streams, ulong Leaves);
