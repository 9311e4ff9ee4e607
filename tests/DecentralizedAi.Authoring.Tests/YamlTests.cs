using System.Text;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Testing;
using Xunit;

namespace DecentralizedAi.Authoring.Tests;

public sealed class YamlTests
{
    private static readonly string Least = PolicyVectors.Yaml(2);

    public static TheoryData<string, string> Broken => new()
    {
        { "yaml", "" },
        { "yaml", "# nothing\n" },
        { "yaml", Least + "\0about: x\n" },
        { "yaml", Least.Replace("agent: a", "? agent\n: a") },
        { "yaml", Least.Replace("{ effect: read }", "{ ? effect : read }") },
        { "yaml", Least.Replace("{ effect: read }", "{ [ effect ]: read }") },
        { "yaml", Least + "---\n" + Least },
        { "yaml", "---\n---\n" + Least },
        { "directive", "%TAG ! tag:x,2000:\n---\n" + Least },
        { "directive", "# first\n%FOO bar\n---\n" + Least },
        { "anchor", Least.Replace("agent: a", "agent: &x a") },
        { "tag", Least.Replace("agent: a", "agent: ! a") },
        { "tag", Least.Replace("agent: a", "agent: !<tag:yaml.org,2002:str> a") },
        { "alias", Least.Replace("\"*\"", "*") },
        { "merge", Least.Replace("{ effect: read }", "{ <<: x, effect: read }") },
        { "key", Least.Replace("{ effect: read }", "{ \"<<\": x, effect: read }") },
        { "missing", Least.Replace("agent: a", "agent: ~").Replace("~", "") },
        { "missing", Least.Replace("{ effect: read }", "{ effect }") },
        { "missing", "lists:\n  l:\n    - a\n    -\n" + Least },
        { "id", Least.Replace("agent: a", "agent: null?") },
        { "text", Least.Replace("agent: a", "agent: a\u2028b") },
        { "text", Least.Replace("agent: a", "agent: a\u0085b") },
        { "shape", Least.Replace("{ effect: read }", "[ effect: read ]") },
        { "depth", Least.Replace("{ effect: read }", "[[[[[[[[]]]]]]]]") },
        { "size", Least + "#" + new string('x', PolicyFile.MostBytes) },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Refuses_what_readers_differ_about(string expected, string yaml)
    {
        var refused = Assert.IsType<DocumentAnswer.Refused>(PolicyFile.Read(yaml));
        Assert.Equal(expected, refused.Faults[0].Class);
    }

    [Fact]
    public void Refuses_bytes_that_are_no_utf8() => Assert.Equal("yaml",
        Assert.IsType<DocumentAnswer.Refused>(PolicyFile.Read([0x64, 0xFF])).Faults[0].Class);

    [Theory]
    [InlineData("about: Why ?\n")]
    [InlineData("about: \"?\"\n")]
    [InlineData("# why ?\n")]
    [InlineData("about: a%\n")]
    [InlineData("about: 'a ''b'' c'\r\n")]
    public void Takes_what_only_looks_like_an_indicator(string line) =>
        Assert.IsType<DocumentAnswer.Read>(PolicyFile.Read(line + Least));

    [Fact]
    public void Counts_columns_in_code_units()
    {
        var yaml = Least.Replace("rules: [ {", "about: \"😀\"\nrules: [ { \"😀\": x,");
        var fault = Assert.IsType<DocumentAnswer.Refused>(PolicyFile.Read(yaml)).Faults[0];
        Assert.Equal(("key", new Place(6, 12)), (fault.Class, fault.Place));
    }
}
