using System.CommandLine;
using DecentralizedAi.Cli.Verbs;
using Xunit;

namespace DecentralizedAi.Cli.Tests;

/// <summary>Every verb says how it is typed.</summary>
public sealed class HelpTests
{
    public static TheoryData<string> Verbs => [.. Documents.Verbs.Select(words => string.Join(' ', words))];

    [Theory]
    [MemberData(nameof(Verbs))]
    public void A_verb_answers_both_words_for_help_with_usage_options_and_a_line_to_type(string verb)
    {
        foreach (var word in (string[])["--help", "-h"])
        {
            var output = new StringWriter();
            var exit = Tree.Root().Parse([.. verb.Split(' '), word])
                .Invoke(new InvocationConfiguration { Output = output });
            Assert.Equal(0, exit);
            Assert.All(["Usage:", "Options:", "--json", $"Example:\n  dai {verb}"],
                part => Assert.Contains(part, output.ToString(), StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void The_line_to_type_is_a_command(string verb)
    {
        var parsed = Tree.Root().Parse(Examples.Of(verb.Split(' '))!["dai ".Length..]);
        Assert.Empty(parsed.Errors);
        Assert.Equal(verb, string.Join(' ', Tree.WordsOf(parsed)));
    }
}
