using System.Text.Json;
using System.Text.Json.Nodes;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Cli.Conformance;

/// <summary>The operations over leaves, trees, checkpoints and spends.</summary>
internal static class LedgerOperations
{
    public static JsonObject Leaf(JsonElement request)
    {
        var from = request.GetProperty("in");
        var tag = Tag(from.GetProperty("tag"));
        if (tag.Fault is { } fault)
            throw new ConformanceRefusal(fault);
        if (from.UInt64("seq") == 0)
            throw new ConformanceRefusal("seq counts from 1");
        var leaf = new Leaf
        {
            Stream = StreamId.Of(from.Word("stream")),
            Seq = from.UInt64("seq"),
            Prev = from.Word("prev"),
            Tag = tag,
            Time = from.UInt64("time"),
            Action = from.Word("action"),
            Law = from.Word("law"),
            Rule = from.Word("rule"),
            Instructor = from.Word("instructor"),
            Purpose = from.Word("purpose"),
            Asset = from.Word("asset"),
            Amount = from.Number("amount"),
            Facts = from.Word("facts"),
            Body = from.Word("body"),
            Extension = from.Word("extension"),
        };
        if (tag.IsKnownKind && !Asset.TryOfWord(leaf.Asset, out _))
            throw new ConformanceRefusal("asset is neither a kind, an address nor a scope");
        return new JsonObject { ["words"] = RequestReading.Array(leaf.ToWords()), ["out"] = leaf.Hash().ToString() };
    }

    public static JsonObject Tree(JsonElement request)
    {
        var leaves = request.Words("leaves");
        var index = request.GetProperty("index").GetInt32();
        if (index < 0 || index >= leaves.Length)
            throw new ConformanceRefusal($"there is no leaf {index} among {leaves.Length}");
        var inclusion = LeafTree.Include(leaves, index);
        return new JsonObject
        {
            ["root"] = LeafTree.Root(leaves).ToString(),
            ["inclusion"] = new JsonObject
            {
                ["index"] = inclusion.Index,
                ["size"] = inclusion.Size,
                ["path"] = RequestReading.Array(inclusion.Path),
            },
        };
    }

    public static JsonObject Streams(JsonElement request)
    {
        var template = request.GetProperty("template");
        var stream = StreamId.Of(request.Word("stream"));
        if (request.TryGetProperty("root", out _))
            return Check(request, template, stream);
        var entries = request.Words("streams").Select(id => Entry(template, default, id)).ToArray();
        if (entries.Length == 0)
            throw new ConformanceRefusal("a checkpoint has at least one stream");
        if (entries.DistinctBy(entry => entry.Stream).Count() != entries.Length)
            throw new ConformanceRefusal("two entries of one stream");
        var tree = StreamsTree.Of(entries);
        var proof = tree.Search(stream);
        return new JsonObject
        {
            ["root"] = tree.Root.ToString(),
            ["entry"] = proof.Entry.Stream.ToString(),
            ["path"] = new JsonArray([.. proof.Path.Select(step => (JsonNode)new JsonObject
            {
                ["key"] = step.Key.ToString(),
                ["sibling"] = step.Sibling.ToString(),
            })]),
        };
    }

    public static JsonObject Checkpoint(JsonElement request)
    {
        var from = request.GetProperty("in");
        var checkpoint = new Checkpoint(from.UInt64("number"), from.Word("head"), from.Word("streamsRoot"),
            checked((uint)from.UInt64("streams")), from.UInt64("leaves"), from.UInt64("block"), from.UInt64("time"),
            from.Word("leases"));
        if (checkpoint.Number == 0 || checkpoint.Streams == 0 || checkpoint.Leaves == 0)
            throw new ConformanceRefusal("number, streams and leaves are more than 0");
        var head = checkpoint.NextHead(from.Number("chainId"), from.Address("ledger"), from.Address("node"));
        return new JsonObject { ["out"] = head.ToString() };
    }

    public static JsonObject Spent(JsonElement request)
    {
        var from = request.GetProperty("in");
        var spent = new Spent(StreamId.Of(from.Word("stream")), from.Address("vault"), from.UInt64("number"),
            from.Word("opened"), from.Word("action"), from.Address("asset"), from.Address("to"),
            from.Number("amount"), from.UInt64("epoch"));
        if (spent.Number == 0)
            throw new ConformanceRefusal("number counts from 1");
        var before = request.GetProperty("spends").GetProperty("in").Word("spends");
        return new JsonObject
        {
            ["out"] = spent.Hash().ToString(),
            ["spends"] = new JsonObject { ["out"] = new SpendStep(spent.Hash()).After(before).ToString() },
        };
    }

    private static JsonObject Check(JsonElement request, JsonElement template, StreamId stream)
    {
        var differs = request.GetProperty("entry");
        var entry = Entry(template, differs, differs.Word("stream"));
        var path = request.GetProperty("path").EnumerateArray()
            .Select(step => new SearchStep(step.Word("key"), step.Word("sibling"))).ToArray();
        return StreamsTree.Check(request.Word("root"), stream, entry, path) switch
        {
            SearchAnswer.Present => new JsonObject { ["found"] = true },
            SearchAnswer.Absent => new JsonObject { ["found"] = false },
            _ => throw new ConformanceRefusal("no answer of this root"),
        };
    }

    private static StreamEntry Entry(JsonElement template, JsonElement differs, Bytes32 stream)
    {
        JsonElement From(string name) =>
            differs.ValueKind == JsonValueKind.Object && differs.TryGetProperty(name, out _) ? differs : template;
        return new StreamEntry(StreamId.Of(stream), From("operatorId").Number("operatorId"),
            From("leaseEpoch").UInt64("leaseEpoch"), From("fromSeq").UInt64("fromSeq"), From("toSeq").UInt64("toSeq"),
            From("prevHead").Word("prevHead"), From("head").Word("head"), From("leavesRoot").Word("leavesRoot"),
            From("state").Word("state"));
    }

    private static LeafTag Tag(JsonElement tag) => new((LeafKind)Part(tag, "kind"), (LeafLabel)Part(tag, "label"),
        (LeafEvidence)Part(tag, "evidence"), (LeafEffect)Part(tag, "effect"), (LeafVerdict)Part(tag, "verdict"),
        (LeafSecrecy)Part(tag, "secrecy"));

    private static byte Part(JsonElement tag, string name) => tag.GetProperty(name).GetByte();
}
