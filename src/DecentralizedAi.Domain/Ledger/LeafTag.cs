using System.Diagnostics.CodeAnalysis;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Ledger;

/// <summary>What a leaf is about; kinds 12 and up belong to later editions.</summary>
public enum LeafKind : byte
{
    Instructed = 1,
    Opened = 2,
    Closed = 3,
    Refused = 4,
    Awaiting = 5,
    Approved = 6,
    Expired = 7,
    Takeover = 8,
    Governed = 9,
    Answered = 10,
    Found = 11,
}

/// <summary>Where the content comes from, most trusted first.</summary>
public enum LeafLabel : byte { None, Dao, Instruction, Chain, Foreign }

/// <summary>What backs an outcome.</summary>
public enum LeafEvidence : byte
{
    None, ToolSignature, ChainTransaction, CounterpartySignature, ReExecuted, StorageProof, Quorum, AttestedHardware,
}

public enum LeafEffect : byte { None, Read, Write, Money }

public enum LeafSecrecy : byte { Public, Internal, Owned }

public enum LeafVerdict : byte
{
    None = 0,
    Allowed = 1,
    AllowedAfterApproval = 2,
    DeniedByRule = 3,
    DeniedBySilence = 4,
    OverBudget = 5,
    Frozen = 6,
    PolicyStaleOrInvalid = 7,
    Done = 8,
    Failed = 9,
    Unknown = 10,
}

/// <summary>The tag word of a leaf: six bytes, the kind lowest.</summary>
public readonly record struct LeafTag(
    LeafKind Kind,
    LeafLabel Label = LeafLabel.None,
    LeafEvidence Evidence = LeafEvidence.None,
    LeafEffect Effect = LeafEffect.None,
    LeafVerdict Verdict = LeafVerdict.None,
    LeafSecrecy Secrecy = LeafSecrecy.Public)
{
    public bool IsKnownKind => Kind is >= LeafKind.Instructed and <= LeafKind.Found;

    public bool IsKnownEvidence => Evidence <= LeafEvidence.AttestedHardware;

    /// <summary>Why this is not the tag of a leaf, or null. Of an unknown kind every other part is free.</summary>
    public string? Fault =>
        Kind == 0 ? "kind 0 is not a leaf"
        : !IsKnownKind ? null
        : !VerdictFits ? $"{Kind} has no verdict {(byte)Verdict}"
        : Label > LeafLabel.Foreign ? $"no label {(byte)Label}"
        : Effect > LeafEffect.Money ? $"no effect {(byte)Effect}"
        : Secrecy > LeafSecrecy.Owned ? $"no secrecy {(byte)Secrecy}"
        : null;

    public Bytes32 ToWord() => Word.Of(
        (ulong)Kind | (ulong)Label << 8 | (ulong)Evidence << 16 | (ulong)Effect << 24 | (ulong)Verdict << 32
        | (ulong)Secrecy << 40);

    /// <summary>Reads a tag; a bit above its bytes or a <see cref="Fault"/> is not a tag.</summary>
    public static bool TryOfWord(Bytes32 word, out LeafTag tag, [NotNullWhen(false)] out string? fault)
    {
        tag = default;
        var number = UInt256.OfWord(word);
        if (!number.FitsUInt64 || number.ToUInt64() >> 48 != 0)
        {
            fault = "a bit above the bytes of the tag";
            return false;
        }
        var bits = number.ToUInt64();
        tag = new LeafTag((LeafKind)(byte)bits, (LeafLabel)(byte)(bits >> 8), (LeafEvidence)(byte)(bits >> 16),
            (LeafEffect)(byte)(bits >> 24), (LeafVerdict)(byte)(bits >> 32), (LeafSecrecy)(byte)(bits >> 40));
        fault = tag.Fault;
        return fault is null;
    }

    private bool VerdictFits => Kind switch
    {
        LeafKind.Opened => Verdict is LeafVerdict.Allowed or LeafVerdict.AllowedAfterApproval,
        LeafKind.Closed => Verdict is LeafVerdict.Done or LeafVerdict.Failed or LeafVerdict.Unknown,
        LeafKind.Refused => Verdict is >= LeafVerdict.DeniedByRule and <= LeafVerdict.PolicyStaleOrInvalid,
        _ => Verdict == LeafVerdict.None,
    };
}
