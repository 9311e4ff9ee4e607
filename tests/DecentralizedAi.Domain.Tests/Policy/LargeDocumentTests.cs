using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Documents;
using Xunit;
using static DecentralizedAi.Domain.Tests.Policy.ChangedDocument;

namespace DecentralizedAi.Domain.Tests.Policy;

/// <summary>Documents of much, and bytes that are none.</summary>
public sealed class LargeDocumentTests
{
    [Theory]
    [InlineData(64, null)]
    [InlineData(65, "limit")]
    public void Counts_a_bare_value_as_a_test(int tests, string? @class)
    {
        var names = Enumerable.Range(0, tests).Select(i => $"b{i}").ToArray();
        var args = string.Join(", ", names.Select(name => $"'{name}': 'text'"));
        var when = string.Join(", ", names.Select(name => $"'arg.{name}': 'x'"));
        var answer = Read("'s': 'text?', ", $"'s': 'text?', {args}, ", (When, when));
        Assert.Equal(@class, (answer as DocumentAnswer.Refused)?.Faults.Single().Class);
    }

    [Fact]
    public void Finds_the_nearest_of_long_names()
    {
        var name = new string('a', 64);
        var refused = Assert.IsType<DocumentAnswer.Refused>(Read("'words': [", $"'{name}': [ 'v' ], 'words': [",
            (When, $"'arg.s': {{ 'in': '{name[..^1]}b' }}")));
        Assert.Equal(name, Assert.Single(refused.Faults).Nearest);
    }

    [Theory]
    [InlineData(80, "found 'XXXXXXXX", "XXXXXXXX', expected")]
    [InlineData(81, "found 'XXXXXXXX", "XXXXXXXX...' (81 characters), expected")]
    public void Shows_the_beginning_of_what_is_long(int length, string begins, string ends)
    {
        var refused = Assert.IsType<DocumentAnswer.Refused>(
            Read("'agent': 'a'", $"'agent': '{new string('X', length)}'"));
        var line = Assert.Single(refused.Faults).ToString();
        Assert.Contains(begins, line);
        Assert.Contains(new string('X', 80) + ends[8..], line);
        Assert.DoesNotContain(new string('X', 81), line);
    }

    // Guessing costs more than reading: a file of nothing but mistakes must not take long.
    [Fact]
    public void Guesses_only_at_the_first_mistakes()
    {
        var mistakes = string.Concat(Enumerable.Range(10, 80).Select(i => $"'agent{i}': 'x', "));
        var refused = Assert.IsType<DocumentAnswer.Refused>(Read("'agent': 'a'", mistakes + "'agent': 'a'"));
        Assert.Equal(80, refused.Faults.Length);
        Assert.Equal(64, refused.Faults.Count(fault => fault.Nearest == "agent"));
    }

    [Fact]
    public void Reads_no_rule_behind_the_last_that_may_be()
    {
        var tools = string.Concat(Enumerable.Range(0, 9).Select(i =>
            $"'x.t{(char)('a' + i)}': {{ 'effect': 'read' }}, "));
        var rules = string.Concat(Enumerable.Range(0, 512).Select(i =>
            $"{{ 'id': 'r{i}', 'permit': 'x.t{(char)('a' + i % 9)}' }}, "));
        var few = Read("'tools': {", "'tools': { " + tools, (Rule, rules.TrimEnd(',', ' ')));
        Assert.IsType<DocumentAnswer.Read>(few);
        var many = Read("'tools': {", "'tools': { " + tools, (Rule, rules + "{ 'id': 'r' }, { 'id': 'R' }"));
        Assert.Equal(["limit"], Assert.IsType<DocumentAnswer.Refused>(many).Faults.Select(fault => fault.Class));
    }

    // Whatever is written into the buffer before it is found to be too much is counted to the last byte.
    [Theory]
    [InlineData(30_000)]
    [InlineData(70_000)]
    [InlineData(200_000)]
    public void Counts_the_bytes_of_a_document_of_any_size(int letters)
    {
        var small = Assert.IsType<DocumentAnswer.Read>(Read("'agent': 'a'", "'agent': 'a', 'about': 'x'"));
        var large = Assert.IsType<DocumentAnswer.Refused>(
            Read("'agent': 'a'", $"'agent': 'a', 'about': '{new string('x', letters)}'"));
        Assert.Equal($"{small.Canonical.Length + letters - 1} bytes", Assert.Single(large.Faults).Found);
        var spread = Read("'agent': 'a'", "'agent': 'a', 'about': 'x'", (ListOfWords, ListOfWords[..^2] + ", "
            + string.Join(", ", Enumerable.Range(0, 900).Select(i => $"'{i:d3}{new string('z', letters / 900)}'"))
            + " ]"));
        Assert.Equal($"{small.Canonical.Length + 900 * (6 + letters / 900)} bytes",
            Assert.Single(Assert.IsType<DocumentAnswer.Refused>(spread).Faults).Found);
    }

    [Theory]
    [InlineData("{'a':1}", 6, "Number where only objects, arrays and strings are taken")]
    [InlineData("[true]", 2, "True where only objects, arrays and strings are taken")]
    [InlineData("null", 1, "Null where only objects, arrays and strings are taken")]
    public void Of_bytes_names_what_no_document_holds(string json, int column, string found)
    {
        var refused = Assert.IsType<CompileAnswer.Refused>(
            PolicySnapshot.Compile(System.Text.Encoding.UTF8.GetBytes(json.Replace('\'', '"'))));
        var fault = Assert.Single(refused.Faults);
        Assert.Equal(("canonical", column, found, "the canonical JSON of a policy"),
            (fault.Class, fault.Place.Column, fault.Found, fault.Expected));
    }

    [Theory]
    [InlineData("{'dai':'policy/1'}x")]
    [InlineData("{'dai':'policy/1'}{}")]
    [InlineData("{'dai'")]
    [InlineData("")]
    [InlineData("[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]")]
    public void Takes_bytes_only_as_one_value_of_few_levels(string json)
    {
        var refused = Assert.IsType<CompileAnswer.Refused>(
            PolicySnapshot.Compile(System.Text.Encoding.UTF8.GetBytes(json.Replace('\'', '"'))));
        Assert.Equal("canonical", Assert.Single(refused.Faults).Class);
    }
}
