using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Domain.Bundles;

/// <summary>Reads a leaf of a bundle.</summary>
internal static class LeafJson
{
    public static LeafRecord Read(JsonAt at)
    {
        at.Closed("words", "law", "rule", "instructor", "instruction", "action", "purpose", "scope", "extension",
            "facts", "body", "receipt", "typedData", "signature");
        var words = at["words"].Each(word => word.Word());
        if (words.Length != Leaf.WordCount)
            throw at["words"].Refused($"{words.Length} words; a leaf has {Leaf.WordCount}");
        var (extension, later) = Extension(at["extension"]);
        return new LeafRecord(
            words,
            new LeafPreimages
            {
                Law = Law(at["law"]),
                Rule = at["rule"].OrNull(rule => rule.Text()),
                Instructor = at["instructor"].OrNone(Instructor),
                Instruction = at["instruction"].OrNone(Instruction),
                Action = at["action"].OrNone(Action),
                Purpose = at["purpose"].OrNone(Purpose),
                Scope = at["scope"].OrNone(scope => scope.Word()),
                Extension = extension,
                LaterExtension = later,
                TypedData = at["typedData"].OrNull(Message),
                Signature = at["signature"].OrNull(signature => signature.Bytes()),
            },
            at["facts"].OrNull(Document), at["body"].OrNull(Document), at["receipt"].OrNull(Document));
    }

    private static Law Law(JsonAt at)
    {
        at.Closed("policyRoot", "policyBlock", "composition", "operatorId", "leaseEpoch");
        return new Law(at["policyRoot"].Word(), at["policyBlock"].UInt64(), at["composition"].Word(),
            at["operatorId"].Number(), at["leaseEpoch"].UInt64());
    }

    private static InstructorProof Instructor(JsonAt at)
    {
        at.Closed("kind", "id", "proof");
        return new InstructorProof(at["kind"].Byte(), at["id"].Word(), at["proof"].Word());
    }

    private static InstructionPreimage Instruction(JsonAt at)
    {
        at.Closed("kind", "id", "nonce");
        return new InstructionPreimage(
            at["kind"].Byte(), at["id"].Word(), at["nonce"].OrNone(nonce => nonce.Word()));
    }

    private static ActionPlace Action(JsonAt at)
    {
        at.Closed("instruction", "turn", "index");
        return new ActionPlace(
            InstructionId.Of(at["instruction"].Word()), at["turn"].UInt32(), at["index"].UInt32());
    }

    private static Purpose Purpose(JsonAt at)
    {
        at.Closed("chainId", "contract", "id");
        return new Purpose(at["chainId"].Number(), at["contract"].Address(), at["id"].Word());
    }

    private static SaltedDocument Document(JsonAt at)
    {
        at.Closed("salt", "text");
        return new SaltedDocument(at["salt"].Word(), at["text"].Text());
    }

    private static TypedData Message(JsonAt at)
    {
        if (at.Optional("text") is not null)
        {
            at.Closed("stream", "text", "nonce", "deadline");
            return new TypedData.Instruction(StreamId.Of(at["stream"].Word()), at["text"].Text(),
                at["nonce"].Word(), at["deadline"].UInt64());
        }
        at.Closed("stream", "action", "call", "asset", "amount", "to", "policyRoot", "deadline");
        return new TypedData.Approval(StreamId.Of(at["stream"].Word()), ActionId.Of(at["action"].Word()),
            at["call"].Word(), at["asset"].Address(), at["amount"].Number(), at["to"].Address(),
            at["policyRoot"].Word(), at["deadline"].UInt64());
    }

    private static (LeafExtension? Known, string? Later) Extension(JsonAt at)
    {
        if (at.IsNull)
            return default;
        var names = at.Members().Select(member => member.Name).ToArray();
        if (names.Length != 1)
            throw at.Refused($"{names.Length} members; an extension has exactly one");
        var inner = at[names[0]];
        return names[0] switch
        {
            "opened" => (Opened(inner.Closed("receipt", "notAfter", "to")), null),
            "awaiting" => (new LeafExtension.Awaiting(inner.Closed("deadline")["deadline"].UInt64()), null),
            "takeover" => (Takeover(inner.Closed("fromNode", "fromEpoch")), null),
            "governed" => (Governed(inner.Closed("oldRoot", "newRoot")), null),
            var later => (null, later),
        };
    }

    private static LeafExtension Opened(JsonAt at) =>
        new LeafExtension.Opened(at["receipt"].Word(), at["notAfter"].UInt64(), at["to"].Address());

    private static LeafExtension Takeover(JsonAt at) =>
        new LeafExtension.Takeover(at["fromNode"].Address(), at["fromEpoch"].UInt64());

    private static LeafExtension Governed(JsonAt at) =>
        new LeafExtension.Governed(at["oldRoot"].Word(), at["newRoot"].Word());
}
