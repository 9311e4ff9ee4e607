using System.Reflection;
using System.Text.Json;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using Xunit;
using static DecentralizedAi.Domain.Tests.Ledger.VectorReading;

namespace DecentralizedAi.Domain.Tests.Ledger;

public sealed class IdVectorTests
{
    [Fact]
    public void Schema_words_are_those_of_the_vectors()
    {
        var known = typeof(Schema).GetProperties(BindingFlags.Public | BindingFlags.Static)
            .Select(property => property.GetValue(null)).OfType<Schema>()
            .ToDictionary(schema => schema.Name);
        Each(Cases("domainWords"), one => known[one.Text("in")].Word.ToString());
    }

    [Fact]
    public void Streams() => Each(Cases("ids", "stream"), one =>
    {
        var from = one.GetProperty("in");
        return StreamId.For(from.Number("chainId"), from.Address("ledger"), from.Number("agentId")).ToString();
    });

    [Fact]
    public void Shards() => Each(Cases("ids", "shard"), one =>
        Shard.For(one.GetProperty("in").Number("agentId")).ToString());

    [Fact]
    public void Events() => Each(Cases("ids", "event"), one => Event(one.GetProperty("in")).ToString());

    [Fact]
    public void Instructors() => Each(Cases("ids", "instructor"), one =>
    {
        var from = one.GetProperty("in");
        var proof = new InstructorProof(from.Byte("kind"), from.Word("id"), from.Word("proof"));
        if (one.TryGetProperty("from", out var origin))
            Assert.Equal(proof, Instructor(origin));
        return proof.Word.ToString();
    });

    [Fact]
    public void Instructions() => Each(Cases("ids", "instruction"), one =>
    {
        var from = one.GetProperty("in");
        var source = new InstructionSource(from.Byte("kind"), from.Word("id"), from.Word("nonce"));
        if (one.TryGetProperty("from", out var origin))
            Assert.Equal(source, Source(origin, source.Nonce));
        return source.In(StreamId.Of(from.Word("stream"))).ToString();
    });

    [Fact]
    public void Actions() => Each(Cases("ids", "action"), one =>
    {
        var from = one.GetProperty("in");
        return new ActionPlace(InstructionId.Of(from.Word("instruction")), (uint)from.Long("turn"),
            (uint)from.Long("index")).Id.ToString();
    });

    [Fact]
    public void Laws() => Each(Cases("ids", "law"), one =>
    {
        var from = one.GetProperty("in");
        return new Law(from.Word("policyRoot"), from.Long("policyBlock"), from.Word("composition"),
            from.Number("operatorId"), from.Long("leaseEpoch")).Word.ToString();
    });

    [Fact]
    public void Rules() => Each(Cases("ids", "rule"), one => RuleWord.Of(one.GetProperty("in").GetString()).ToString());

    [Fact]
    public void Purposes() => Each(Cases("ids", "purpose"), one =>
    {
        var from = one.GetProperty("in");
        return new Purpose(from.Number("chainId"), from.Address("contract"), from.Word("id")).Word.ToString();
    });

    [Fact]
    public void Assets() => Each(Cases("ids", "asset"), one =>
    {
        var asset = AssetOf(one.GetProperty("in"));
        Assert.Equal(asset, Asset.OfWord(asset.Word));
        return asset.ToString();
    });

    [Fact]
    public void Words_that_are_no_asset_are_refused()
    {
        foreach (var one in Cases("ids", "assetRefused"))
            Assert.False(Asset.TryOfWord(one.Word("in"), out _), one.Text("why"));
    }

    [Fact]
    public void Typed_data()
    {
        var eip712 = VectorFile.GetProperty("eip712");
        var at = eip712.GetProperty("domain");
        var domain = new SigningDomain(at.Number("chainId"), at.Address("verifyingContract"));
        Assert.Equal(at.Word("separator"), domain.Separator);
        Assert.Equal(eip712.GetProperty("typeHashes").Word("Instruction"), TypedData.Instruction.Type);
        Assert.Equal(eip712.GetProperty("typeHashes").Word("Approval"), TypedData.Approval.Type);
        foreach (var one in Cases("eip712", "Instruction"))
            Same(one, domain, Instruction(one.GetProperty("in")));
        foreach (var one in Cases("eip712", "Approval"))
            Same(one, domain, Approval(one.GetProperty("in")));
    }

    private static void Same(JsonElement one, SigningDomain domain, TypedData message)
    {
        Assert.Equal(one.Word("structHash"), message.StructHash);
        Assert.Equal(one.Word("digest"), message.Digest(domain));
    }

    private static TypedData Instruction(JsonElement from) => new TypedData.Instruction(
        StreamId.Of(from.Word("stream")), from.Text("text"), from.Word("nonce"), from.Long("deadline"));

    private static TypedData Approval(JsonElement from) => new TypedData.Approval(
        StreamId.Of(from.Word("stream")), ActionId.Of(from.Word("action")), from.Word("call"), from.Address("asset"),
        from.Number("amount"), from.Address("to"), from.Word("policyRoot"), from.Long("deadline"));

    private static Asset AssetOf(JsonElement from) => from.ValueKind switch
    {
        JsonValueKind.Null => Asset.None,
        JsonValueKind.Number => Asset.Resource(from.GetByte()),
        JsonValueKind.String => Asset.Token(Address.Parse(from.GetString()!)),
        _ => Asset.Scoped(from.Byte("kind"), from.Word("id")),
    };

    private static Bytes32 Event(JsonElement from) =>
        InstructorProof.EventId(from.Number("chainId"), from.Word("txHash"), from.Number("index"));

    private static StreamId Agent(JsonElement from)
    {
        var at = VectorFile.GetProperty("eip712").GetProperty("domain");
        return StreamId.For(at.Number("chainId"), at.Address("verifyingContract"), from.Number("agentId"));
    }

    private static InstructorProof Instructor(JsonElement from) => from.Text("kind") switch
    {
        "account" => InstructorProof.Account(from.Address("address"), from.Word("digest")),
        "schedule" => InstructorProof.Schedule(from.Text("name")),
        "event" => InstructorProof.Event(from.Text("name"), Event(from)),
        "agent" => InstructorProof.Agent(Agent(from), ActionId.Of(from.Word("parentAction"))),
        _ => InstructorProof.Operator(from.Address("node")),
    };

    private static InstructionSource Source(JsonElement from, Bytes32 nonce) => from.Text("kind") switch
    {
        "account" => InstructionSource.Account(from.Address("address"), nonce),
        "schedule" => InstructionSource.Schedule(from.Text("name"), from.Long("dueMs")),
        "event" => InstructionSource.Event(from.Text("name"), Event(from)),
        "agent" => InstructionSource.Agent(Agent(from), ActionId.Of(from.Word("parentAction"))),
        _ => InstructionSource.Operator(from.Address("node"), nonce),
    };
}
