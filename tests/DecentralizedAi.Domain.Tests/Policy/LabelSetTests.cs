using DecentralizedAi.Domain.Policy;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Policy;

public sealed class LabelSetTests
{
    private static LabelSet Known => LabelSet.Of(Label.Chain, Label.Dao);

    [Fact]
    public void Holds_each_label_once_and_lists_the_most_trusted_first()
    {
        Assert.Equal([Label.Dao, Label.Chain], Known.Members());
        Assert.Equal(2, Known.With(Label.Dao).Count);
        Assert.Equal(Known, LabelSet.Of(Label.Dao, Label.Chain, Label.Dao));
        Assert.Equal("dao, chain", Known.ToString());
        Assert.Equal([Label.Dao, Label.Instruction, Label.Chain, Label.Foreign], LabelSet.All.Members());
        Assert.Equal(4, LabelSet.All.Count);
    }

    [Fact]
    public void Counts_what_nobody_labelled_as_foreign()
    {
        Assert.Equal(LabelSet.Of(Label.Foreign), LabelSet.Of(Label.None));
        Assert.True(LabelSet.Of(Label.None).Contains(Label.None));
        Assert.Equal(Label.Foreign, default(LabelSet).Worst);
        Assert.False(LabelSet.Of(Label.None).IsClean);
    }

    [Fact]
    public void Is_as_bad_as_its_worst_label()
    {
        Assert.Equal(Label.Dao, LabelSet.Of(Label.Dao).Worst);
        Assert.Equal(Label.Chain, Known.Worst);
        Assert.Equal(Label.Foreign, Known.With(Label.Foreign).Worst);
        Assert.True(Known.IsClean);
        Assert.False(Known.With(Label.Foreign).IsClean);
    }

    [Fact]
    public void Compares_sets()
    {
        var instruction = LabelSet.Of(Label.Instruction);
        Assert.False(Known.Overlaps(instruction));
        Assert.True(Known.Overlaps(instruction.With(Label.Dao)));
        Assert.True(Known.IsSubsetOf(Known.Union(instruction)));
        Assert.False(Known.Union(instruction).IsSubsetOf(Known));
        Assert.False(Known.IsSubsetOf(instruction.With(Label.Dao)));
        Assert.True(default(LabelSet).IsEmpty);
        Assert.False(Known.IsEmpty);
    }

    [Fact]
    public void Has_a_number_for_each_set()
    {
        var sets = Enumerable.Range(0, LabelSet.Sets).Select(LabelSet.OfOrdinal).ToArray();
        Assert.Equal(sets.Length, sets.Distinct().Count());
        Assert.All(sets.Index(), set => Assert.Equal(set.Index, set.Item.Ordinal));
        Assert.Equal(LabelSet.All, sets[^1]);
    }

    [Theory]
    [InlineData(Label.Dao, "dao")]
    [InlineData(Label.Instruction, "instruction")]
    [InlineData(Label.Chain, "chain")]
    [InlineData(Label.Foreign, "foreign")]
    public void Writes_and_reads_its_labels(Label label, string name)
    {
        Assert.Equal(name, LabelNames.Write(label));
        Assert.True(LabelNames.TryParse(name, out var read));
        Assert.Equal(label, read);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("Dao")]
    [InlineData(null)]
    public void Reads_no_other_word(string? name) => Assert.False(LabelNames.TryParse(name, out _));

    [Fact]
    public void Writes_the_absence_of_a_label() => Assert.Equal("none", LabelNames.Write(Label.None));
}
