using DecentralizedAi.Inference.Grammars;
using Xunit;

namespace DecentralizedAi.Inference.Tests;

public sealed class GbnfCheckerTests
{
    [Theory]
    [InlineData("root ::= \"a\"")]
    [InlineData("root ::= a | (b c){1,3} | [^\"\\\\<\\x00-\\x1f]?\na ::= \"x\"\nb ::= \"\\\"\"\nc ::= [\\]\\-a-z]")]
    public void Accepts_what_is_well_formed(string grammar) => GbnfChecker.Check(grammar);

    [Theory]
    [InlineData("root ::= missing", "not defined")]
    [InlineData("root ::= \"a\"\nroot ::= \"b\"", "twice")]
    [InlineData("start ::= \"a\"", "root")]
    [InlineData("", "root")]
    [InlineData("root ::= \"a", "not closed")]
    [InlineData("root ::= [a", "not closed")]
    [InlineData("root ::= []", "empty")]
    [InlineData("root ::= (\"a\" | \"b\"", "not closed")]
    [InlineData("root ::= \"a\")", "nothing may stand")]
    [InlineData("root ::= \"\\q\"", "escape")]
    [InlineData("root ::= [\\x4]", "digits")]
    [InlineData("root ::= \"a\"*", "without a bound")]
    [InlineData("root ::= \"a\"{1,}", "repetition")]
    [InlineData("root ::= \"a\"{0,5000}", "repetition")]
    [InlineData("root ::= root \"a\"", "begins with itself")]
    [InlineData("root ::= \"x\"? a\na ::= b\nb ::= a \"y\"", "begins with itself")]
    [InlineData("root ::= e root\ne ::= \"x\"?", "begins with itself")]
    [InlineData("root = \"a\"", "name ::=")]
    [InlineData("root ::= %\"a\"", "starts nothing")]
    public void Refuses_what_native_code_would_die_of(string grammar, string fault)
    {
        var refusal = Assert.Throws<ModelException>(() => GbnfChecker.Check(grammar));
        Assert.Equal(ModelException.BadGrammar, refusal.Code);
        Assert.Contains(fault, refusal.Message);
    }
}
