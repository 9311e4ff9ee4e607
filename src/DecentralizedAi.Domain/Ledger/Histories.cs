using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Ledger;

/// <summary>A step of a hash chain that stands in one slot of a contract.</summary>
public interface IHistoryStep
{
    /// <summary>The slot's value after this step.</summary>
    Bytes32 After(Bytes32 before);
}

/// <summary><c>spends'</c> of a vault.</summary>
public readonly record struct SpendStep(Bytes32 Spent) : IHistoryStep
{
    public Bytes32 After(Bytes32 before) => WordHash.Of(Schema.Spends, before, Spent);
}

/// <summary>A node takes a shard of its operator; epochs count from 1 per operator and shard.</summary>
public readonly record struct LeaseStep(Shard Shard, Address Node, ulong Epoch, ulong Block) : IHistoryStep
{
    public Bytes32 After(Bytes32 before) => WordHash.Of(Schema.Lease, before, Word.Of(Shard.Value), Node.Word,
        Word.Of(Epoch), Word.Of(Block));
}

/// <summary>A policy comes into force; of two in a block the last counts.</summary>
public readonly record struct PublicationStep(Bytes32 Root, Bytes32 LimitsHash, ulong Block) : IHistoryStep
{
    public Bytes32 After(Bytes32 before) =>
        WordHash.Of(Schema.Publication, before, Root, LimitsHash, Word.Of(Block));
}

/// <summary>A target is frozen (1) or lifted (0).</summary>
public readonly record struct FreezeStep(byte On, ulong Block) : IHistoryStep
{
    public Bytes32 After(Bytes32 before) => WordHash.Of(Schema.Freeze, before, Word.Of(On), Word.Of(Block));
}

/// <summary>What an agent is made of, whose it is and where its money is, from this block on.</summary>
public readonly record struct CompositionStep(Bytes32 Composition, UInt256 OperatorId, Address Vault, ulong Block)
    : IHistoryStep
{
    public Bytes32 After(Bytes32 before) => WordHash.Of(Schema.Composition, before, Composition,
        OperatorId.ToWord(), Vault.Word, Word.Of(Block));
}

/// <summary>A key of an operator is bound (1) or revoked (0).</summary>
public readonly record struct KeyStep(Address Key, byte Role, byte On, ulong Block) : IHistoryStep
{
    public const byte Spender = 1, Anchor = 2, Work = 3;

    public Bytes32 After(Bytes32 before) => WordHash.Of(Schema.Key, before, Key.Word, Word.Of(Role), Word.Of(On),
        Word.Of(Block));
}

/// <summary>Who or what can be frozen.</summary>
public readonly record struct FreezeTarget
{
    public const byte AgentKind = 1, OperatorKind = 2, PayeeKind = 3;

    private FreezeTarget(byte what, UInt256 id) => (What, Id) = (what, id);

    public byte What { get; }
    public UInt256 Id { get; }

    public Bytes32 Word => WordHash.Of(Schema.Target, Encoding.Word.Of(What), Id.ToWord());

    public static FreezeTarget Agent(UInt256 id) => new(AgentKind, id);
    public static FreezeTarget Operator(UInt256 id) => new(OperatorKind, id);
    public static FreezeTarget Payee(Address address) => new(PayeeKind, UInt256.OfWord(address.Word));

    /// <summary>A target as a bundle writes it; <paramref name="what"/> is not checked.</summary>
    public static FreezeTarget Of(byte what, UInt256 id) => new(what, id);
}
