using System.Text.Json;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using Xunit;
using static DecentralizedAi.Domain.Tests.Ledger.VectorReading;

namespace DecentralizedAi.Domain.Tests.Ledger;

public sealed class CheckpointVectorTests
{
    [Fact]
    public void Entries() => Each(Cases("entries"), one =>
    {
        var entry = Entry(one.GetProperty("in"));
        Assert.Equal(one.Words("words"), entry.ToWords());
        return entry.Hash().ToString();
    });

    [Fact]
    public void An_entry_of_the_story_is_made_of_its_leaves()
    {
        var expected = Entry(Cases("entries").First().GetProperty("in"));
        var leaves = Cases("leaves").Take((int)expected.ToSeq)
            .Select(one => LeafVectorTests.Leaf(one.GetProperty("in")));
        Assert.Equal(expected, StreamEntry.Of(expected.OperatorId, expected.LeaseEpoch, [.. leaves], expected.State));
    }

    [Fact]
    public void Streams_of_the_second_checkpoint()
    {
        var entries = Cases("entries").Select(one => Entry(one.GetProperty("in"))).ToArray();
        var streams = VectorFile.GetProperty("streams");
        var tree = StreamsTree.Of(entries);
        Assert.Equal(streams.Word("root"), tree.Root);
        foreach (var proof in streams.GetProperty("proofs").EnumerateArray())
        {
            var entry = entries[proof.GetProperty("entry").GetInt32()];
            var found = tree.Search(entry.Stream);
            Assert.Equal(Path(proof), found.Path);
            Assert.Equal(SearchAnswer.Present, StreamsTree.Check(tree.Root, entry.Stream, entry, found.Path));
        }
    }

    [Fact]
    public void Searches()
    {
        var template = VectorFile.GetProperty("searches").GetProperty("template");
        foreach (var one in Cases("searches", "cases"))
        {
            var tree = StreamsTree.Of(one.Words("streams").Select(stream => Entry(template, stream)));
            Assert.Equal(one.Word("root"), tree.Root);
            var member = one.GetProperty("membership");
            Same(tree, member, member.Word("stream"), SearchAnswer.Present);
            foreach (var absence in one.GetProperty("absence").EnumerateArray())
                Same(tree, absence, absence.Word("entry"), SearchAnswer.Absent);
        }
    }

    [Fact]
    public void Trees_that_do_not_ascend_have_one_answer_per_stream_too()
    {
        var template = VectorFile.GetProperty("searches").GetProperty("template");
        foreach (var one in Cases("searches", "liars"))
        {
            foreach (var answer in one.GetProperty("answers").EnumerateArray())
                Assert.Equal(answer.GetProperty("found").GetBoolean() ? SearchAnswer.Present : SearchAnswer.Absent,
                    Check(template, one.Word("root"), answer));
            foreach (var refused in one.GetProperty("refused").EnumerateArray())
                Assert.Equal(SearchAnswer.None, Check(template, one.Word("root"), refused));
        }
    }

    [Fact]
    public void Checkpoint_heads() => Each(Cases("checkpoints"), one =>
    {
        var from = one.GetProperty("in");
        return new Checkpoint(from.Long("number"), from.Word("head"), from.Word("streamsRoot"),
            (uint)from.Long("streams"), from.Long("leaves"), from.Long("block"), from.Long("time"),
            from.Word("leases"))
            .NextHead(from.Number("chainId"), from.Address("ledger"), from.Address("node")).ToString();
    });

    [Fact]
    public void Spends() => Each(Cases("spent"), one =>
    {
        var from = one.GetProperty("in");
        var spent = new Spent(StreamId.Of(from.Word("stream")), from.Address("vault"), from.Long("number"),
            from.Word("opened"), from.Word("action"), from.Address("asset"), from.Address("to"),
            from.Number("amount"), from.Long("epoch")).Hash();
        var step = one.GetProperty("spends");
        Assert.Equal(spent, step.GetProperty("in").Word("spent"));
        Assert.Equal(step.Word("out"), new SpendStep(spent).After(step.GetProperty("in").Word("spends")));
        return spent.ToString();
    });

    [Fact]
    public void Histories()
    {
        History("leases", from => new LeaseStep(Shard.Of(from.Byte("shard")), from.Address("node"),
            from.Long("epoch"), from.Long("block")));
        History("publications", from => new PublicationStep(from.Word("root"), from.Word("limitsHash"),
            from.Long("block")));
        History("keys", from => new KeyStep(from.Address("key"), from.Byte("role"), from.Byte("on"),
            from.Long("block")));
        History("freezes", from => new FreezeStep(from.Byte("on"), from.Long("block")));
        History("compositions", from => new CompositionStep(from.Word("composition"), from.Number("operator"),
            from.Address("vault"), from.Long("block")));
    }

    [Fact]
    public void Freeze_targets()
    {
        Each(Cases("targets"), one => FreezeTarget.Of(one.GetProperty("in").Byte("what"),
            one.GetProperty("in").Number("id")).Word.ToString());
        var payee = Cases("targets").Single(one => one.GetProperty("in").Byte("what") == 3).GetProperty("in");
        Assert.Equal(FreezeTarget.Of(3, payee.Number("id")),
            FreezeTarget.Payee(Address.OfWord(payee.Number("id").ToWord())));
    }

    [Fact]
    public void Names() => Each(Cases("names"), one => Keccak256.Hash(one.Text("in")).ToString());

    [Fact]
    public void Slots_of_each_history() => Each(Cases("slots"), one =>
    {
        var from = one.GetProperty("in");
        Assert.Equal(one.Word("base"), Slots.Base(from.Text("name")));
        return (from.Text("name") switch
        {
            "heads" => Slots.Head(from.Address("key")),
            "leases" => Slots.Leases(from.Number("key")),
            "publications" => Slots.Publications(from.Number("key")),
            "freezes" => Slots.Of(Slots.Base("freezes"), from.Word("key")),
            "compositions" => Slots.Compositions(from.Number("key")),
            "names" => Slots.Name(from.Number("key")),
            "keys" => Slots.Keys(from.Number("key")),
            "spends" => Slots.Spends,
            var other => throw new InvalidOperationException($"no slot '{other}'"),
        }).ToString();
    });

    private static void History<TStep>(string name, Func<JsonElement, TStep> read)
        where TStep : IHistoryStep =>
        Each(Cases("histories", name), one =>
        {
            var from = one.GetProperty("in");
            return read(from).After(from.Word(name)).ToString();
        });

    private static void Same(StreamsTree tree, JsonElement expected, Bytes32 entry, SearchAnswer answer)
    {
        var stream = StreamId.Of(expected.Word("stream"));
        var proof = tree.Search(stream);
        Assert.Equal(entry, proof.Entry.Stream.Value);
        Assert.Equal(Path(expected), proof.Path);
        Assert.Equal(answer, StreamsTree.Check(tree.Root, stream, proof.Entry, proof.Path));
    }

    private static SearchAnswer Check(JsonElement template, Bytes32 root, JsonElement answer)
    {
        var differs = answer.GetProperty("entry");
        var entry = Entry(template, differs.Word("stream")) with { Head = differs.Word("head") };
        return StreamsTree.Check(root, StreamId.Of(answer.Word("stream")), entry, Path(answer));
    }

    private static SearchStep[] Path(JsonElement proof) =>
        [.. proof.GetProperty("path").EnumerateArray()
            .Select(at => new SearchStep(at.Word("key"), at.Word("sibling")))];

    private static StreamEntry Entry(JsonElement from) => Entry(from, from.Word("stream"));

    private static StreamEntry Entry(JsonElement from, Bytes32 stream) => new(StreamId.Of(stream),
        from.Number("operatorId"), from.Long("leaseEpoch"), from.Long("fromSeq"), from.Long("toSeq"),
        from.Word("prevHead"), from.Word("head"), from.Word("leavesRoot"), from.Word("state"));
}
