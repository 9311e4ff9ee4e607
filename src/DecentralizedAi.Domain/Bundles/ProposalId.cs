using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Bundles;

/// <summary>
/// The id of a proposal of OpenZeppelin's Governor:
/// H(abi.encode(address[] targets, uint256[] values, bytes[] calldatas, bytes32 H(description))).
/// </summary>
public static class ProposalId
{
    public static UInt256 Of(BundleProposal proposal) =>
        Of(proposal.Targets, proposal.Values, proposal.Calldatas, proposal.Description);

    public static UInt256 Of(
        IReadOnlyList<Address> targets, IReadOnlyList<UInt256> values, IReadOnlyList<byte[]> calldatas,
        string description)
    {
        var targetWords = Counted([.. targets.Select(target => target.Word)]);
        var valueWords = Counted([.. values.Select(value => value.ToWord())]);
        var callWords = Calls(calldatas);
        const int HeadBytes = 4 * 32;
        var valuesAt = HeadBytes + 32 * targetWords.Length;
        var callsAt = valuesAt + 32 * valueWords.Length;
        return UInt256.OfWord(Hash(
        [
            Word.Of(HeadBytes), Word.Of((ulong)valuesAt), Word.Of((ulong)callsAt), Keccak256.Hash(description),
            .. targetWords, .. valueWords, .. callWords,
        ]));
    }

    private static Bytes32[] Counted(Bytes32[] items) => [Word.Of((ulong)items.Length), .. items];

    // bytes[]: count, an offset per item counted from after the count, then each item with its length.
    private static Bytes32[] Calls(IReadOnlyList<byte[]> calls)
    {
        var offsets = new List<Bytes32>();
        var items = new List<Bytes32>();
        foreach (var call in calls)
        {
            offsets.Add(Word.Of((ulong)(32 * (calls.Count + items.Count))));
            items.Add(Word.Of((ulong)call.Length));
            for (var at = 0; at < call.Length; at += 32)
            {
                var padded = new byte[32];
                call.AsSpan(at, Math.Min(32, call.Length - at)).CopyTo(padded);
                items.Add(Bytes32.Of(padded));
            }
        }
        return Counted([.. offsets, .. items], calls.Count);
    }

    private static Bytes32[] Counted(Bytes32[] items, int count) => [Word.Of((ulong)count), .. items];

    private static Bytes32 Hash(Bytes32[] words)
    {
        var bytes = new byte[32 * words.Length];
        for (var i = 0; i < words.Length; i++)
            words[i].CopyTo(bytes.AsSpan(32 * i));
        return Keccak256.Hash(bytes);
    }
}
