using System.Text.Json;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using Xunit;
using static DecentralizedAi.Domain.Tests.Ledger.VectorReading;

namespace DecentralizedAi.Domain.Tests.Ledger;

public sealed class LeafVectorTests
{
    [Theory]
    [InlineData("known")]
    [InlineData("unknown")]
    public void Tags(string group) => Each(Cases("tags", group), one =>
    {
        var tag = Tag(one.GetProperty("in"));
        Assert.Null(tag.Fault);
        Assert.True(LeafTag.TryOfWord(tag.ToWord(), out var read, out _));
        Assert.Equal(tag, read);
        return tag.ToWord().ToString();
    });

    [Fact]
    public void Words_that_are_no_tag_are_refused()
    {
        foreach (var one in Cases("tags", "refused"))
            Assert.False(LeafTag.TryOfWord(one.Word("in"), out _, out _), one.Text("why"));
    }

    [Fact]
    public void A_label_outside_the_table_of_a_known_kind_is_no_tag() =>
        Assert.NotNull(new LeafTag(LeafKind.Instructed, (LeafLabel)5).Fault);

    [Fact]
    public void Extensions()
    {
        Each(Cases("extensions", "opened"), one => new LeafExtension.Opened(one.GetProperty("in").Word("receipt"),
            one.GetProperty("in").Long("notAfter"), one.GetProperty("in").Address("to")).Word.ToString());
        Each(Cases("extensions", "awaiting"), one =>
            new LeafExtension.Awaiting(one.GetProperty("in").Long("deadline")).Word.ToString());
        Each(Cases("extensions", "takeover"), one => new LeafExtension.Takeover(
            one.GetProperty("in").Address("fromNode"), one.GetProperty("in").Long("fromEpoch")).Word.ToString());
        Each(Cases("extensions", "governed"), one => new LeafExtension.Governed(
            one.GetProperty("in").Word("oldRoot"), one.GetProperty("in").Word("newRoot")).Word.ToString());
    }

    [Fact]
    public void Leaves() => Each(Cases("leaves"), one =>
    {
        var leaf = Leaf(one.GetProperty("in"));
        Assert.Equal(one.Words("words"), leaf.ToWords());
        Assert.True(Domain.Ledger.Leaf.TryOfWords(leaf.ToWords(), out var read, out _));
        Assert.Equal(leaf, read);
        return leaf.Hash().ToString();
    });

    [Fact]
    public void Story_leaves_are_one_chain()
    {
        var prev = Bytes32.Zero;
        foreach (var one in Cases("leaves")
            .Where(one => one.Text("name").StartsWith("story", StringComparison.Ordinal)))
        {
            Assert.Equal(prev, one.GetProperty("in").Word("prev"));
            prev = one.Word("out");
        }
    }

    [Fact]
    public void Trees_and_inclusion()
    {
        foreach (var one in Cases("trees"))
        {
            var leaves = one.Words("leaves");
            var expected = one.GetProperty("inclusion");
            var index = expected.GetProperty("index").GetInt32();
            var inclusion = LeafTree.Include(leaves, index);
            Assert.Equal(one.Word("root"), LeafTree.Root(leaves));
            Assert.Equal(expected.Words("path"), inclusion.Path);
            Assert.True(LeafTree.Holds(one.Word("root"), leaves[index], inclusion));
            Assert.False(LeafTree.Holds(one.Word("root"), WordHash.Of(leaves[index]), inclusion));
        }
    }

    [Fact]
    public void Every_leaf_of_every_small_tree_is_proven_at_its_place_only()
    {
        for (var size = 1; size <= 17; size++)
        {
            var leaves = Enumerable.Range(0, size).Select(i => WordHash.Of(Word.Of((ulong)i))).ToArray();
            var root = LeafTree.Root(leaves);
            for (var i = 0; i < size; i++)
            {
                var inclusion = LeafTree.Include(leaves, i);
                for (var place = 0; place < size; place++)
                {
                    var holds = LeafTree.Holds(root, leaves[i], inclusion with { Index = (ulong)place });
                    Assert.True(holds || place != i);
                    Assert.False(holds && place != i, $"leaf {i} of {size} passes at {place}");
                }
            }
        }
    }

    internal static Leaf Leaf(JsonElement from) => new()
    {
        Stream = StreamId.Of(from.Word("stream")),
        Seq = from.Long("seq"),
        Prev = from.Word("prev"),
        Tag = Tag(from.GetProperty("tag")),
        Time = from.Long("time"),
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

    private static LeafTag Tag(JsonElement tag) => new((LeafKind)tag.Byte("kind"), (LeafLabel)tag.Byte("label"),
        (LeafEvidence)tag.Byte("evidence"), (LeafEffect)tag.Byte("effect"), (LeafVerdict)tag.Byte("verdict"),
        (LeafSecrecy)tag.Byte("secrecy"));
}
