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

    /// <summary>Broken documents are refused, never thrown; whatever is accepted has one root.</summary>
    [Fact]
    public void Survives_mutated_documents()
    {
        var sources = PolicyVectors.Section("valid").Concat(PolicyVectors.Section("invalid"))
            .Select(vector => vector.GetProperty("yaml").GetString()!).Where(yaml => yaml.Length < 2000).ToArray();
        var random = new Random(7);
        for (var i = 0; i < 1500; i++)
        {
            var yaml = Mutate(sources, random);
            if (PolicyFile.Compile(yaml) is CompileAnswer.Compiled { Snapshot: var snapshot })
            {
                var again = Assert.IsType<CompileAnswer.Compiled>(PolicySnapshot.Compile(snapshot.Canonical.Span));
                Assert.Equal(snapshot.Root, again.Snapshot.Root);
            }
        }
    }

    private static string Mutate(string[] sources, Random random)
    {
        const string Characters = " \n\t:{}[],\"'*&!%?-#|>@`~0aZ\\é\u0301\u2028\uFEFF\uD800<.";
        var text = new StringBuilder(sources[random.Next(sources.Length)]);
        for (var edits = random.Next(1, 4); edits > 0 && text.Length > 2; edits--)
        {
            var at = random.Next(text.Length);
            var other = sources[random.Next(sources.Length)];
            var from = random.Next(other.Length);
            _ = random.Next(4) switch
            {
                0 => text.Insert(at, Characters[random.Next(Characters.Length)]),
                1 => text.Remove(at, 1),
                2 => text.Insert(at, other.AsSpan(from, Math.Min(random.Next(40), other.Length - from))),
                _ => text.Replace(text[at], Characters[random.Next(Characters.Length)], at, 1),
            };
        }
        return text.ToString();
    }
}
