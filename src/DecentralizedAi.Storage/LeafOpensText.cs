using System.Text.Json;
using System.Text.Json.Serialization;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Storage;

/// <summary>Pre-images of a leaf as JSON text of this database. Hashes are 0x and 64 digits, numbers decimal.</summary>
internal static class LeafOpensText
{
    private static readonly JsonSerializerOptions Json = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters =
        {
            new TextOf<Bytes32>(Bytes32.Parse, value => value.ToString()),
            new TextOf<Address>(Address.Parse, value => value.ToLower()),
            new TextOf<UInt256>(UInt256.Parse, value => value.ToString()),
        },
    };

    public static string Write(LeafPreimages opens) => JsonSerializer.Serialize(
        new Row(
            new LawRow(opens.Law.PolicyRoot, opens.Law.PolicyBlock, opens.Law.Composition, opens.Law.OperatorId,
                opens.Law.LeaseEpoch),
            opens.Rule,
            opens.Instructor is { } who ? new ProofRow(who.Kind, who.Id, who.Proof) : null,
            opens.Instruction is { } asked ? new InstructionRow(asked.Kind, asked.Id, asked.Nonce) : null,
            opens.Action is { } place ? new PlaceRow(place.Instruction.Value, place.Turn, place.Index) : null,
            opens.Purpose is { } purpose ? new PurposeRow(purpose.ChainId, purpose.Contract, purpose.Id) : null,
            opens.Scope,
            opens.Extension is { } extension ? Extension(extension) : null,
            opens.LaterExtension,
            opens.TypedData is { } signed ? Signed(signed) : null,
            opens.Signature is { } signature ? Hex.Encode(signature) : null),
        Json);

    /// <exception cref="JsonException">Not what <see cref="Write"/> wrote.</exception>
    public static LeafPreimages Read(string text)
    {
        var row = JsonSerializer.Deserialize<Row>(text, Json) ?? throw new JsonException("pre-images are null");
        return new LeafPreimages
        {
            Law = new Law(row.Law.Root, row.Law.Block, row.Law.Composition, row.Law.Operator, row.Law.Epoch),
            Rule = row.Rule,
            Instructor = row.Instructor is { } who ? new InstructorProof(who.Kind, who.Id, who.Proof) : null,
            Instruction = row.Instruction is { } asked
                ? new InstructionPreimage(asked.Kind, asked.Id, asked.Nonce)
                : null,
            Action = row.Action is { } place
                ? new ActionPlace(InstructionId.Of(place.Instruction), place.Turn, place.Index)
                : null,
            Purpose = row.Purpose is { } purpose ? new Purpose(purpose.Chain, purpose.Contract, purpose.Id) : null,
            Scope = row.Scope,
            Extension = row.Extension is { } extension ? Extension(extension) : null,
            LaterExtension = row.LaterExtension,
            TypedData = row.Signed is { } signed ? Signed(signed) : null,
            Signature = row.Signature is { } signature ? Hex.Decode(signature) : null,
        };
    }

    private static ExtensionRow Extension(LeafExtension extension) => extension switch
    {
        LeafExtension.Opened opened => new("opened", opened.Receipt, opened.NotAfter, opened.To, null),
        LeafExtension.Awaiting awaiting => new("awaiting", null, awaiting.Deadline, null, null),
        LeafExtension.Takeover takeover => new("takeover", null, takeover.FromEpoch, takeover.FromNode, null),
        LeafExtension.Governed governed => new("governed", governed.OldRoot, null, null, governed.NewRoot),
        _ => throw new InvalidOperationException($"the database knows no extension {extension.GetType().Name}"),
    };

    private static LeafExtension Extension(ExtensionRow row) => row.Kind switch
    {
        "opened" => new LeafExtension.Opened(row.First!.Value, row.Number!.Value, row.Account!.Value),
        "awaiting" => new LeafExtension.Awaiting(row.Number!.Value),
        "takeover" => new LeafExtension.Takeover(row.Account!.Value, row.Number!.Value),
        "governed" => new LeafExtension.Governed(row.First!.Value, row.Second!.Value),
        _ => throw new JsonException($"no extension '{row.Kind}'"),
    };

    private static SignedRow Signed(TypedData signed) => signed switch
    {
        TypedData.Instruction asked => new(
            asked.Stream.Value, asked.Deadline, asked.Text, asked.Nonce, null, null, null, null, null, null),
        TypedData.Approval grant => new(
            grant.Stream.Value, grant.Deadline, null, null, grant.Action.Value, grant.Call, grant.Asset, grant.Amount,
            grant.To, grant.PolicyRoot),
        _ => throw new InvalidOperationException($"the database knows no message {signed.GetType().Name}"),
    };

    private static TypedData Signed(SignedRow row) => row.Action is { } action
        ? new TypedData.Approval(StreamId.Of(row.Stream), ActionId.Of(action), row.Call!.Value, row.Asset!.Value,
            row.Amount!.Value, row.To!.Value, row.Root!.Value, row.Deadline)
        : new TypedData.Instruction(StreamId.Of(row.Stream), row.Text!, row.Nonce!.Value, row.Deadline);

    private sealed record Row(
        LawRow Law, string? Rule, ProofRow? Instructor, InstructionRow? Instruction, PlaceRow? Action,
        PurposeRow? Purpose, Bytes32? Scope, ExtensionRow? Extension, string? LaterExtension, SignedRow? Signed,
        string? Signature);

    private sealed record LawRow(Bytes32 Root, ulong Block, Bytes32 Composition, UInt256 Operator, ulong Epoch);

    private sealed record ProofRow(byte Kind, Bytes32 Id, Bytes32 Proof);

    private sealed record InstructionRow(byte Kind, Bytes32 Id, Bytes32? Nonce);

    private sealed record PlaceRow(Bytes32 Instruction, uint Turn, uint Index);

    private sealed record PurposeRow(UInt256 Chain, Address Contract, Bytes32 Id);

    private sealed record ExtensionRow(string Kind, Bytes32? First, ulong? Number, Address? Account, Bytes32? Second);

    private sealed record SignedRow(
        Bytes32 Stream, ulong Deadline, string? Text, Bytes32? Nonce, Bytes32? Action, Bytes32? Call, Address? Asset,
        UInt256? Amount, Address? To, Bytes32? Root);

    private sealed class TextOf<T>(Func<string, T> read, Func<T, string> write) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            try
            {
                return read(reader.GetString() ?? throw new JsonException("a null value"));
            }
            catch (FormatException fault)
            {
                throw new JsonException(fault.Message, fault);
            }
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(write(value));
    }
}
