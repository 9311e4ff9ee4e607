using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Documents;

namespace DecentralizedAi.Domain.Actions;

/// <summary>The way from a payee to the payees root that the vault holds (OpenZeppelin's standard tree: sorted pairs,
/// leaves last to first at the end of the array).</summary>
/// <param name="Mode">1 = a contract that is told of the payment.</param>
internal sealed record PayeePath(byte Mode, IReadOnlyList<Bytes32> Path)
{
    /// <summary>Null when the budget of that asset does not list the payee.</summary>
    public static PayeePath? Of(PolicyDocument document, Address asset, Address payee)
    {
        if (document.Money.Values.FirstOrDefault(m => m.Asset == asset) is not { } budget
            || !document.Lists.TryGetValue(budget.Payees, out var list))
            return null;
        var payees = list.Select(e => (Payee: Address.Parse(e.Value), Mode: (byte)(e.Calls ? 1 : 0)))
            .OrderBy(p => p.Payee).ToArray();
        var index = Array.FindIndex(payees, p => p.Payee == payee);
        if (index < 0)
            return null;
        var tree = new Bytes32[2 * payees.Length - 1];
        for (var i = 0; i < payees.Length; i++)
            tree[tree.Length - 1 - i] = Leaf(payees[i].Payee, payees[i].Mode);
        for (var i = tree.Length - 1 - payees.Length; i >= 0; i--)
            tree[i] = Pair(tree[2 * i + 1], tree[2 * i + 2]);
        var path = new List<Bytes32>();
        for (var at = tree.Length - 1 - index; at > 0; at = (at - 1) / 2)
            path.Add(tree[at % 2 == 0 ? at - 1 : at + 1]);
        return new PayeePath(payees[index].Mode, path);
    }

    private static Bytes32 Leaf(Address payee, byte mode)
    {
        var inner = WordHash.Of(Schema.Payee, payee.Word, Word.Of(mode));
        return WordHash.Of(inner);
    }

    private static Bytes32 Pair(Bytes32 a, Bytes32 b) => a.CompareTo(b) <= 0 ? WordHash.Of(a, b) : WordHash.Of(b, a);
}
