using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Ledger;

/// <summary>The EIP-712 domain of a ledger.</summary>
public readonly record struct SigningDomain(UInt256 ChainId, Address Ledger)
{
    public const string Name = "DecentralizedAi", Version = "1";

    private static readonly Bytes32 Type =
        Keccak256.Hash("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

    public Bytes32 Separator => WordHash.Of(
        Type, Keccak256.Hash(Name), Keccak256.Hash(Version), ChainId.ToWord(), Ledger.Word);

    /// <summary>What is signed: H(0x19 0x01 ‖ separator ‖ hash of the message).</summary>
    public Bytes32 Digest(Bytes32 structHash)
    {
        Span<byte> bytes = stackalloc byte[66];
        bytes[0] = 0x19;
        bytes[1] = 0x01;
        Separator.CopyTo(bytes[2..]);
        structHash.CopyTo(bytes[34..]);
        return Keccak256.Hash(bytes);
    }
}

/// <summary>A message that an account signs.</summary>
public abstract record TypedData
{
    private TypedData()
    {
    }

    public abstract Bytes32 StructHash { get; }

    public Bytes32 Digest(SigningDomain domain) => domain.Digest(StructHash);

    /// <param name="Stream">The agent that is asked.</param>
    /// <param name="Text">What it is asked.</param>
    /// <param name="Nonce">32 random bytes: the request's own name.</param>
    /// <param name="Deadline">Unix seconds.</param>
    public sealed record Instruction(StreamId Stream, string Text, Bytes32 Nonce, ulong Deadline) : TypedData
    {
        public const string TypeText = "Instruction(bytes32 stream,string text,bytes32 nonce,uint64 deadline)";

        public static Bytes32 Type { get; } = Keccak256.Hash(TypeText);

        public override Bytes32 StructHash =>
            WordHash.Of(Type, Stream.Value, Keccak256.Hash(Text), Nonce, Word.Of(Deadline));
    }

    /// <param name="Stream">The agent.</param>
    /// <param name="Action">The action that waits.</param>
    /// <param name="Call">The body word of its Awaiting leaf.</param>
    /// <param name="Asset">0 without money.</param>
    /// <param name="Amount">0 without money.</param>
    /// <param name="To">0 without money.</param>
    /// <param name="PolicyRoot">The policy under which it waits.</param>
    /// <param name="Deadline">Unix seconds.</param>
    public sealed record Approval(
        StreamId Stream, ActionId Action, Bytes32 Call, Address Asset, UInt256 Amount, Address To,
        Bytes32 PolicyRoot, ulong Deadline) : TypedData
    {
        public const string TypeText = "Approval(bytes32 stream,bytes32 action,bytes32 call,address asset,"
            + "uint256 amount,address to,bytes32 policyRoot,uint64 deadline)";

        public static Bytes32 Type { get; } = Keccak256.Hash(TypeText);

        public override Bytes32 StructHash => WordHash.Of(Type, Stream.Value, Action.Value, Call, Asset.Word,
            Amount.ToWord(), To.Word, PolicyRoot, Word.Of(Deadline));
    }

    /// <summary>An approver's no. A type of its own, so that a yes can never be read as a no, nor a no as a yes.
    /// </summary>
    /// <param name="Stream">The agent.</param>
    /// <param name="Action">The action that waits.</param>
    /// <param name="Call">The body word of its Awaiting leaf.</param>
    /// <param name="Reason">Why, for people; may be empty.</param>
    /// <param name="Deadline">Unix seconds.</param>
    public sealed record Denial(StreamId Stream, ActionId Action, Bytes32 Call, string Reason, ulong Deadline)
        : TypedData
    {
        public const string TypeText =
            "Denial(bytes32 stream,bytes32 action,bytes32 call,string reason,uint64 deadline)";

        public static Bytes32 Type { get; } = Keccak256.Hash(TypeText);

        public override Bytes32 StructHash => WordHash.Of(
            Type, Stream.Value, Action.Value, Call, Keccak256.Hash(Reason), Word.Of(Deadline));
    }
}
