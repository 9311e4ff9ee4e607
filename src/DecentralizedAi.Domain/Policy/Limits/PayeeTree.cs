using System.Collections.Immutable;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Documents;

namespace DecentralizedAi.Domain.Policy.Limits;

/// <summary>Somebody a vault may pay.</summary>
/// <param name="Name">As the policy names them; null when only the address is written.</param>
/// <param name="Mode">1 for a contract that is told of the payment, else 0.</param>
public sealed record Payee(Address Address, string? Name, byte Mode)
{
    private static readonly Bytes32 Tag = Keccak256.Hash("dai.payee.1");

    /// <summary>H(H(abi(H("dai.payee.1"), address, uint8 mode))).</summary>
    public Bytes32 Leaf
    {
        get
        {
            var mode = UInt256.Of(Mode).ToWord();
            var inner = Keccak256.Hash([.. Tag.ToArray(), .. Address.Word.ToArray(), .. mode.ToArray()]);
            return Keccak256.Hash(inner.ToArray());
        }
    }
}

/// <summary>The Merkle tree of a budget's payees: OpenZeppelin's layout without sorting, pairs sorted, over addresses
/// ascending.</summary>
public sealed class PayeeTree
{
    private readonly Bytes32[] _nodes;

    private PayeeTree(ImmutableArray<Payee> payees)
    {
        Payees = payees;
        // The root is node 0; the children of node i are 2i + 1 and 2i + 2; the leaves fill the end, backwards.
        _nodes = new Bytes32[2 * payees.Length - 1];
        for (var i = 0; i < payees.Length; i++)
            _nodes[^(i + 1)] = payees[i].Leaf;
        for (var i = payees.Length - 2; i >= 0; i--)
            _nodes[i] = Pair(_nodes[2 * i + 1], _nodes[2 * i + 2]);
    }

    /// <summary>Ascending by address.</summary>
    public ImmutableArray<Payee> Payees { get; }

    public Bytes32 Root => _nodes[0];

    /// <param name="entries">A list of addresses, at least one.</param>
    public static PayeeTree Of(ImmutableArray<ListEntry> entries) => new([.. entries
        .Select(entry => new Payee(Address.Parse(entry.Value), entry.Name, entry.Calls ? (byte)1 : (byte)0))
        .OrderBy(payee => payee.Address)]);

    /// <summary>The payee of an address with the proof that a vault wants; null when it is not paid.</summary>
    public (Payee Payee, ImmutableArray<Bytes32> Proof)? Find(Address address)
    {
        for (var i = 0; i < Payees.Length; i++)
        {
            if (Payees[i].Address == address)
                return (Payees[i], Proof(_nodes.Length - 1 - i));
        }
        return null;
    }

    /// <summary>Whether a path leads from a leaf to the root, as OpenZeppelin's <c>MerkleProof</c> says it.</summary>
    public static bool Proves(Bytes32 root, Bytes32 leaf, IEnumerable<Bytes32> path) =>
        path.Aggregate(leaf, Pair) == root;

    private ImmutableArray<Bytes32> Proof(int node)
    {
        var path = ImmutableArray.CreateBuilder<Bytes32>();
        for (; node > 0; node = (node - 1) / 2)
            path.Add(_nodes[node % 2 == 0 ? node - 1 : node + 1]);
        return path.ToImmutable();
    }

    private static Bytes32 Pair(Bytes32 a, Bytes32 b) => a.CompareTo(b) < 0
        ? Keccak256.Hash([.. a.ToArray(), .. b.ToArray()])
        : Keccak256.Hash([.. b.ToArray(), .. a.ToArray()]);
}
