using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Ledger;

/// <summary>The storage slots that a proof is about; the same in every version of the contracts.</summary>
public static class Slots
{
    public static Bytes32 Base(string name) => Keccak256.Hash($"dai.slot.{name}");

    /// <summary>In <c>ActionLedger</c>.</summary>
    public static Bytes32 Head(Address node) => Of(HeadsBase, node.Word);

    /// <summary>In <c>ActionLedger</c>.</summary>
    public static Bytes32 Leases(UInt256 operatorId) => Of(LeasesBase, operatorId.ToWord());

    /// <summary>In <c>PolicyRegistry</c>.</summary>
    public static Bytes32 Publications(UInt256 agentId) => Of(PublicationsBase, agentId.ToWord());

    /// <summary>In <c>PolicyRegistry</c>.</summary>
    public static Bytes32 Freezes(FreezeTarget target) => Of(FreezesBase, target.Word);

    /// <summary>In <c>AgentRegistry</c>.</summary>
    public static Bytes32 Name(UInt256 agentId) => Of(NamesBase, agentId.ToWord());

    /// <summary>In <c>AgentRegistry</c>.</summary>
    public static Bytes32 Compositions(UInt256 agentId) => Of(CompositionsBase, agentId.ToWord());

    /// <summary>In <c>OperatorRegistry</c>.</summary>
    public static Bytes32 Keys(UInt256 operatorId) => Of(KeysBase, operatorId.ToWord());

    /// <summary>In each <c>AgentVault</c>: the slot itself.</summary>
    public static Bytes32 Spends { get; } = Base("spends");

    /// <summary>In <c>AgentRegistry</c>: vault, operator and status of an agent, as the compiler packs them.</summary>
    public static Bytes32 Seat(UInt256 agentId) => Of(Word.Of(8), agentId.ToWord());

    /// <summary>In <c>OperatorRegistry</c>: admin and status of an operator, as the compiler packs them.</summary>
    public static Bytes32 Operator(UInt256 operatorId) => Of(Word.Of(3), operatorId.ToWord());

    /// <summary>The slot of <paramref name="key"/> in the mapping at <paramref name="slot"/>.</summary>
    public static Bytes32 Of(Bytes32 slot, Bytes32 key) => WordHash.Of(key, slot);

    private static readonly Bytes32 HeadsBase = Base("heads");
    private static readonly Bytes32 LeasesBase = Base("leases");
    private static readonly Bytes32 PublicationsBase = Base("publications");
    private static readonly Bytes32 FreezesBase = Base("freezes");
    private static readonly Bytes32 NamesBase = Base("names");
    private static readonly Bytes32 CompositionsBase = Base("compositions");
    private static readonly Bytes32 KeysBase = Base("keys");
}
