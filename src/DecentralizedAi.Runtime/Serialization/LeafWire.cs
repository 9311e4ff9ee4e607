using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using Google.Protobuf;
using P = DecentralizedAi.Runtime.Protos.Agent;

namespace DecentralizedAi.Runtime.Serialization;

/// <summary>Leaves with their pre-images as Protobuf.</summary>
internal static class LeafWire
{
    public static P.Logged Write(LoggedLeaf logged)
    {
        var opens = logged.Opens;
        var message = new P.Logged
        {
            Words = Words(logged.Leaf),
            Law = Write(opens.Law),
            Receipt = Wire.Of(logged.Receipt),
        };
        if (opens.Rule is { } rule)
            message.Rule = rule;
        if (opens.Instructor is { } instructor)
            message.Instructor = Write(instructor);
        if (opens.Instruction is { } source)
            message.Instruction = new P.InstructionSource
            {
                Kind = source.Kind,
                Id = Wire.Of(source.Id),
                Nonce = Wire.Of(source.Nonce ?? default),
            };
        if (opens.Action is { } place)
            message.Action = Write(place);
        if (opens.Extension is { } extension)
            message.Extension = Write(extension);
        if (opens.Signature is { } signature)
            message.Signature = Wire.Of(signature);
        return Typed(message, opens.TypedData);
    }

    public static LoggedLeaf Read(P.Logged m)
    {
        var words = new Bytes32[Leaf.WordCount];
        for (var i = 0; i < words.Length; i++)
            words[i] = Bytes32.Of(m.Words.Span.Slice(32 * i, 32));
        if (!Leaf.TryOfWords(words, out var leaf, out var fault))
            throw new UnknownManifestException($"the journal holds a leaf that is none: {fault}");
        return new LoggedLeaf(leaf, new LeafPreimages
        {
            Law = Read(m.Law),
            Rule = m.HasRule ? m.Rule : null,
            Instructor = m.Instructor is { } instructor ? Read(instructor) : null,
            Instruction = m.Instruction is { } source
                ? new InstructionPreimage((byte)source.Kind, Wire.Bytes32(source.Id), Wire.Bytes32(source.Nonce))
                : null,
            Action = m.Action is { } place ? Read(place) : null,
            Extension = m.Extension is { } extension ? Read(extension) : null,
            TypedData = Typed(m, leaf.Stream),
            Signature = m.HasSignature ? m.Signature.ToByteArray() : null,
        }, Wire.Bytes32(m.Receipt));
    }

    public static P.InstructorProof Write(InstructorProof proof) =>
        new() { Kind = proof.Kind, Id = Wire.Of(proof.Id), Proof = Wire.Of(proof.Proof) };

    public static InstructorProof Read(P.InstructorProof m) =>
        new((byte)m.Kind, Wire.Bytes32(m.Id), Wire.Bytes32(m.Proof));

    public static P.Place Write(ActionPlace place) =>
        new() { Instruction = Wire.Of(place.Instruction.Value), Turn = place.Turn, Index = place.Index };

    public static ActionPlace Read(P.Place m) =>
        new(InstructionId.Of(Wire.Bytes32(m.Instruction)), m.Turn, m.Index);

    private static ByteString Words(Leaf leaf)
    {
        var bytes = new byte[32 * Leaf.WordCount];
        Span<Bytes32> words = stackalloc Bytes32[Leaf.WordCount];
        leaf.CopyTo(words);
        for (var i = 0; i < words.Length; i++)
            words[i].CopyTo(bytes.AsSpan(32 * i));
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }

    public static P.Law Write(Law law) => new()
    {
        PolicyRoot = Wire.Of(law.PolicyRoot),
        PolicyBlock = law.PolicyBlock,
        Composition = Wire.Of(law.Composition),
        OperatorId = Wire.Of(law.OperatorId),
        LeaseEpoch = law.LeaseEpoch,
    };

    public static Law Read(P.Law m) => new(
        Wire.Bytes32(m.PolicyRoot), m.PolicyBlock, Wire.Bytes32(m.Composition), Wire.UInt256(m.OperatorId),
        m.LeaseEpoch);

    private static P.Extension Write(LeafExtension extension) => extension switch
    {
        LeafExtension.Opened opened => new P.Extension
        {
            Opened = new P.Extension.Types.Opened
            {
                Receipt = Wire.Of(opened.Receipt),
                NotAfter = opened.NotAfter,
                To = Wire.Of(opened.To),
            },
        },
        LeafExtension.Awaiting awaiting => new P.Extension { Awaiting = awaiting.Deadline },
        LeafExtension.Takeover takeover => new P.Extension
        {
            Takeover = new P.Extension.Types.Takeover
            {
                FromNode = Wire.Of(takeover.FromNode),
                FromEpoch = takeover.FromEpoch,
            },
        },
        LeafExtension.Governed governed => new P.Extension
        {
            Governed = new P.Extension.Types.Governed
            {
                OldRoot = Wire.Of(governed.OldRoot),
                NewRoot = Wire.Of(governed.NewRoot),
            },
        },
        _ => throw new UnknownManifestException($"no wire form for extension {extension.GetType().Name}"),
    };

    private static LeafExtension Read(P.Extension m) => m.KindCase switch
    {
        P.Extension.KindOneofCase.Opened => new LeafExtension.Opened(
            Wire.Bytes32(m.Opened.Receipt), m.Opened.NotAfter, Wire.Address(m.Opened.To)),
        P.Extension.KindOneofCase.Awaiting => new LeafExtension.Awaiting(m.Awaiting),
        P.Extension.KindOneofCase.Takeover => new LeafExtension.Takeover(
            Wire.Address(m.Takeover.FromNode), m.Takeover.FromEpoch),
        P.Extension.KindOneofCase.Governed => new LeafExtension.Governed(
            Wire.Bytes32(m.Governed.OldRoot), Wire.Bytes32(m.Governed.NewRoot)),
        _ => throw new UnknownManifestException($"an extension of kind {m.KindCase} is from a later edition"),
    };

    private static P.Logged Typed(P.Logged message, TypedData? typed)
    {
        if (typed is TypedData.Instruction asked)
            message.SignedInstruction = new P.SignedInstruction
            {
                Text = asked.Text,
                Nonce = Wire.Of(asked.Nonce),
                Deadline = asked.Deadline,
            };
        if (typed is TypedData.Approval granted)
            message.SignedApproval = new P.SignedApproval
            {
                Action = Wire.Of(granted.Action.Value),
                Call = Wire.Of(granted.Call),
                Asset = Wire.Of(granted.Asset),
                Amount = Wire.Of(granted.Amount),
                To = Wire.Of(granted.To),
                PolicyRoot = Wire.Of(granted.PolicyRoot),
                Deadline = granted.Deadline,
            };
        return message;
    }

    private static TypedData? Typed(P.Logged m, StreamId stream) => m.TypedCase switch
    {
        P.Logged.TypedOneofCase.SignedInstruction => new TypedData.Instruction(
            stream, m.SignedInstruction.Text, Wire.Bytes32(m.SignedInstruction.Nonce), m.SignedInstruction.Deadline),
        P.Logged.TypedOneofCase.SignedApproval => new TypedData.Approval(
            stream, ActionId.Of(Wire.Bytes32(m.SignedApproval.Action)), Wire.Bytes32(m.SignedApproval.Call),
            Wire.Address(m.SignedApproval.Asset), Wire.UInt256(m.SignedApproval.Amount),
            Wire.Address(m.SignedApproval.To), Wire.Bytes32(m.SignedApproval.PolicyRoot), m.SignedApproval.Deadline),
        _ => null,
    };
}
