using System.Collections.Immutable;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Testing.Storage;

/// <summary>Small batches of real leaves.</summary>
public static class SampleBatches
{
    public static SigningDomain Domain { get; } = new(UInt256.Of(31337), Account("ledger"));

    public static Address Account(string name) => Address.Of(Keccak256.Hash(name).ToArray().AsSpan(12));

    public static StreamId Stream(ulong agent) => StreamId.For(Domain.ChainId, Domain.Ledger, UInt256.Of(agent));

    /// <summary>Leaves <c>1..count</c> of an agent, of every shape of pre-images.</summary>
    public static ImmutableList<LoggedLeaf> Leaves(ulong agent, int count)
    {
        var leaves = ImmutableList<LoggedLeaf>.Empty;
        var previous = Bytes32.Zero;
        for (var seq = 1; seq <= count; seq++)
        {
            var law = new Law(Keccak256.Hash("policy"), 9, Keccak256.Hash("composition"), UInt256.One, 1);
            var place = new LeafPlace(Stream(agent), (ulong)seq, previous, 1_700_000_000_000 + (ulong)seq, law);
            var record = Draft(agent, seq).At(place);
            if (!Leaf.TryOfWords([.. record.Words], out var leaf, out var fault))
                throw new InvalidOperationException(fault);
            leaves = leaves.Add(new LoggedLeaf(leaf, record.Opens, record.Receipt?.Word ?? Bytes32.Zero));
            previous = leaves[^1].Hash;
        }
        return leaves;
    }

    public static LedgerBatch Batch(params ReadOnlySpan<(ulong Agent, ImmutableList<LoggedLeaf> Leaves)> streams)
    {
        var entries = ImmutableArray.CreateBuilder<LedgerEntry>();
        foreach (var (agent, leaves) in streams)
            entries.Add(new LedgerEntry(
                agent, StreamEntry.Of(UInt256.One, 1, leaves.ConvertAll(leaf => leaf.Leaf)), leaves));
        entries.Sort((a, b) => a.Entry.Stream.CompareTo(b.Entry.Stream));
        return new LedgerBatch(StreamsTree.Of(entries.Select(entry => entry.Entry)).Root, entries.ToImmutable());
    }

    private static LeafDraft Draft(ulong agent, int seq)
    {
        var account = Account("manager");
        var asked = new TypedData.Instruction(Stream(agent), "Pay.", Keccak256.Hash("nonce"), 2_000_000_000);
        var proof = InstructorProof.Account(account, asked.Digest(Domain));
        var source = InstructionSource.Account(account, asked.Nonce);
        var subject = new LeafSubject(
            new ActionPlace(source.In(Stream(agent)), 0, 0), proof, LeafEffect.Money, Asset.Token(Account("usdc")));
        return (seq % 5) switch
        {
            1 => new LeafDraft.Takeover(Account("before"), 3),
            2 => new LeafDraft.Instructed(proof, source, Document("text"), asked, [1, 2, 3]),
            3 => new LeafDraft.Opened(subject, LeafLabel.Instruction, "pay", false, UInt256.Of(5), 7, Account("to"),
                Document("facts"), Document("call"), Document("receipt")),
            4 => new LeafDraft.Approved(subject, account, "pay", UInt256.Of(5),
                new TypedData.Approval(Stream(agent), subject.Action.Id, Keccak256.Hash("call"), Account("usdc"),
                    UInt256.Of(5), Account("to"), Keccak256.Hash("policy"), 2_000_000_000),
                Keccak256.Hash("digest"), [4, 5]),
            _ => new LeafDraft.Governed(Keccak256.Hash("old"), Keccak256.Hash("policy")),
        };
    }

    public static SaltedDocument Document(string text) => new(Keccak256.Hash(text), $"\"{text}\"");
}
