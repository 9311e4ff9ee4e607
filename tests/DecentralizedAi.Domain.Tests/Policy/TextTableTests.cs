using DecentralizedAi.Domain.Policy.Compiling;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Policy;

public sealed class TextTableTests
{
    [Fact]
    public void Finds_every_text_that_it_holds_and_no_other()
    {
        var table = new TextTable(folds: false);
        var texts = Enumerable.Range(0, 70).SelectMany(length => new[]
        {
            new string('a', length), new string('a', Math.Max(0, length - 1)) + "b", "b" + new string('a', length),
            new string('a', length / 2) + "b" + new string('a', length - length / 2), new string('ä', length),
            new string('a', length) + "ā", new string('a', length) + "\u0161",
        }).Distinct().ToArray();
        for (var i = 0; i < texts.Length; i++)
            Assert.Equal(i, table.Add(texts[i]));
        for (var i = 0; i < texts.Length; i++)
        {
            Assert.Equal((i, i), (table.Find(texts[i]), table.Add(texts[i])));
            Assert.Equal(-1, table.Find(texts[i] + "c"));
            // Its lowest byte is that of an "a".
            Assert.Equal(-1, table.Find(texts[i] + "\u0261"));
        }
        Assert.Equal(texts.Length, table.Count);
    }

    [Fact]
    public void Holds_nothing_at_first() => Assert.Equal((-1, -1, 0),
        (new TextTable(folds: false).Find(""), new TextTable(folds: true).Find("a"), new TextTable(false).Count));

    [Theory]
    [InlineData("a.org")]
    [InlineData("sixteen.long.org")]
    [InlineData("seventeen.far.org")]
    [InlineData("a-name-of-more-than-thirty-two-characters.example.org")]
    public void Finds_hosts_in_any_case(string host)
    {
        var table = new TextTable(folds: true);
        table.Add("other");
        Assert.Equal((1, 1, -1), (table.Add(host), table.Find(host.ToUpperInvariant()), table.Find(host + "x")));
        Assert.True(table.MayHave(host.Length));
        Assert.False(table.MayHave(host.Length + 1));
    }
}
