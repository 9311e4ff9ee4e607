using System.Text.Json;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Proofs;
using BlockHeader = DecentralizedAi.Chain.Rpc.BlockHeader;

namespace DecentralizedAi.Chain.Feed;

/// <summary>A slot with the nodes that prove its content under the account's storage root.</summary>
public sealed record SlotProof(Bytes32 Key, Bytes32 Value, IReadOnlyList<byte[]> Nodes);

/// <summary>An account and slots of it, opened under a state root.</summary>
public sealed record StateProof(
    Address Address, ProvenAccount Account, IReadOnlyList<byte[]> Nodes, IReadOnlyList<SlotProof> Slots)
{
    /// <summary>The proven content of a slot that was asked for.</summary>
    public Bytes32 this[Bytes32 slot] => Slots.First(s => s.Key == slot).Value;

    /// <summary>The call that asks for it.</summary>
    internal static RpcCall Ask(Address address, IReadOnlyCollection<Bytes32> slots, ulong block) => new("eth_getProof",
        address.ToLower(), slots.Select(s => s.ToString()).ToArray(), RpcValues.Quantity(block));

    /// <summary>Opens an answer to <see cref="Ask"/>.</summary>
    /// <exception cref="RpcLiedException">A proof does not open, or says otherwise than the endpoint.</exception>
    internal static StateProof Open(
        JsonElement answer, BlockHeader header, Address address, IReadOnlyCollection<Bytes32> slots)
    {
        try
        {
            var nodes = NodesOf(answer.GetProperty("accountProof"));
            var account = ProvenAccount.Open(header.StateRoot, address, nodes);
            var storage = answer.GetProperty("storageProof").EnumerateArray().ToArray();
            return storage.Length == slots.Count
                ? new StateProof(address, account, nodes, [.. slots.Zip(storage, (s, p) => Open(account, s, p))])
                : throw new FormatException($"{slots.Count} slots were asked for, {storage.Length} answered");
        }
        catch (Exception cause) when (cause is FormatException or KeyNotFoundException or InvalidOperationException)
        {
            throw new RpcLiedException(
                $"the proof of {address} at block {header.Head.Number} does not open: {cause.Message}");
        }
    }

    private static SlotProof Open(ProvenAccount account, Bytes32 slot, JsonElement proof)
    {
        var nodes = NodesOf(proof.GetProperty("proof"));
        var value = account.Slot(slot, nodes);
        var claimed = proof.Wide("value").ToWord();
        return value == claimed
            ? new SlotProof(slot, value, nodes)
            : throw new FormatException($"slot {slot} is {value}, the endpoint says {claimed}");
    }

    // Some endpoints list the one node of an empty trie (the RLP of nothing), others list none.
    private static List<byte[]> NodesOf(JsonElement list)
    {
        var nodes = list.EnumerateArray().Select(n => Hex.Decode(n.GetString() ?? "")).ToList();
        return nodes is [[0x80]] ? [] : nodes;
    }
}
