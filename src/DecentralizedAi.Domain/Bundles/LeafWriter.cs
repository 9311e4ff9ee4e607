using System.Text.Json;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Domain.Bundles;

/// <summary>Writes a leaf of a bundle.</summary>
internal static class LeafWriter
{
    public static void Write(Utf8JsonWriter to, LeafRecord leaf)
    {
        var opens = leaf.Opens;
        to.WriteStartObject();
        to.Texts("words", leaf.Words.Select(word => word.ToString()));
        Member(to, "law", (Law?)opens.Law, Law);
        if (opens.Rule is { } rule)
            to.WriteString("rule", rule);
        else
            to.WriteNull("rule");
        Member(to, "instructor", opens.Instructor, Instructor);
        Member(to, "instruction", opens.Instruction, Instruction);
        Member(to, "action", opens.Action, Action);
        Member(to, "purpose", opens.Purpose, Purpose);
        Word(to, "scope", opens.Scope);
        Extension(to, opens);
        Document(to, "facts", leaf.Facts);
        Document(to, "body", leaf.Body);
        Document(to, "receipt", leaf.Receipt);
        Message(to, opens.TypedData);
        if (opens.Signature is { } signature)
            to.WriteString("signature", Hex.Encode(signature));
        else
            to.WriteNull("signature");
        to.WriteEndObject();
    }

    private static void Law(Utf8JsonWriter to, Law law)
    {
        to.Word("policyRoot", law.PolicyRoot);
        to.Number("policyBlock", law.PolicyBlock);
        to.Word("composition", law.Composition);
        to.Number("operatorId", law.OperatorId);
        to.Number("leaseEpoch", law.LeaseEpoch);
    }

    private static void Instructor(Utf8JsonWriter to, InstructorProof instructor)
    {
        to.WriteNumber("kind", instructor.Kind);
        to.Word("id", instructor.Id);
        to.Word("proof", instructor.Proof);
    }

    private static void Instruction(Utf8JsonWriter to, InstructionPreimage instruction)
    {
        to.WriteNumber("kind", instruction.Kind);
        to.Word("id", instruction.Id);
        Word(to, "nonce", instruction.Nonce);
    }

    private static void Action(Utf8JsonWriter to, ActionPlace action)
    {
        to.Word("instruction", action.Instruction.Value);
        to.Number("turn", action.Turn);
        to.Number("index", action.Index);
    }

    private static void Purpose(Utf8JsonWriter to, Purpose purpose)
    {
        to.Number("chainId", purpose.ChainId);
        to.Address("contract", purpose.Contract);
        to.Word("id", purpose.Id);
    }

    private static void Extension(Utf8JsonWriter to, LeafPreimages opens)
    {
        if (opens.Extension is not { } extension)
        {
            Later(to, opens.LaterExtension);
            return;
        }
        to.WriteStartObject("extension");
        to.WriteStartObject(extension.GetType().Name.ToLowerInvariant());
        switch (extension)
        {
            case LeafExtension.Opened opened:
                to.Word("receipt", opened.Receipt);
                to.Number("notAfter", opened.NotAfter);
                to.Address("to", opened.To);
                break;
            case LeafExtension.Awaiting awaiting:
                to.Number("deadline", awaiting.Deadline);
                break;
            case LeafExtension.Takeover takeover:
                to.Address("fromNode", takeover.FromNode);
                to.Number("fromEpoch", takeover.FromEpoch);
                break;
            case LeafExtension.Governed governed:
                to.Word("oldRoot", governed.OldRoot);
                to.Word("newRoot", governed.NewRoot);
                break;
        }
        to.WriteEndObject();
        to.WriteEndObject();
    }

    // The content of a later edition is not kept; its name still says that it was there.
    private static void Later(Utf8JsonWriter to, string? name)
    {
        if (name is null)
        {
            to.WriteNull("extension");
            return;
        }
        to.WriteStartObject("extension");
        to.WriteNull(name);
        to.WriteEndObject();
    }

    private static void Document(Utf8JsonWriter to, string name, SaltedDocument? document)
    {
        if (document is null)
        {
            to.WriteNull(name);
            return;
        }
        to.WriteStartObject(name);
        to.Word("salt", document.Salt);
        to.WriteString("text", document.Text);
        to.WriteEndObject();
    }

    private static void Message(Utf8JsonWriter to, TypedData? typed)
    {
        if (typed is null)
        {
            to.WriteNull("typedData");
            return;
        }
        to.WriteStartObject("typedData");
        switch (typed)
        {
            case TypedData.Instruction instruction:
                to.Word("stream", instruction.Stream.Value);
                to.WriteString("text", instruction.Text);
                to.Word("nonce", instruction.Nonce);
                to.Number("deadline", instruction.Deadline);
                break;
            case TypedData.Approval approval:
                to.Word("stream", approval.Stream.Value);
                to.Word("action", approval.Action.Value);
                to.Word("call", approval.Call);
                to.Address("asset", approval.Asset);
                to.Number("amount", approval.Amount);
                to.Address("to", approval.To);
                to.Word("policyRoot", approval.PolicyRoot);
                to.Number("deadline", approval.Deadline);
                break;
        }
        to.WriteEndObject();
    }

    private static void Word(Utf8JsonWriter to, string name, Bytes32? word)
    {
        if (word is { } value)
            to.Word(name, value);
        else
            to.WriteNull(name);
    }

    private static void Member<T>(Utf8JsonWriter to, string name, T? value, Action<Utf8JsonWriter, T> write)
        where T : struct
    {
        if (value is not { } present)
        {
            to.WriteNull(name);
            return;
        }
        to.WriteStartObject(name);
        write(to, present);
        to.WriteEndObject();
    }
}
