using DecentralizedAi.Domain.Policy;
using Xunit;

namespace DecentralizedAi.Authoring.Tests;

public sealed class BracesTests
{
    [Fact]
    public void A_text_with_a_comma_within_braces_wants_quotes_and_is_told_so()
    {
        const string Policy = """
            dai: policy/1
            chain: eip155:31337
            agent: clerk
            tools: { shelf.put: { effect: write, args: { shelf: enum(high, low)? } } }
            rules: [ { id: put, permit: shelf.put } ]
            """;
        var refused = Assert.IsType<CompileAnswer.Refused>(PolicyFile.Compile(Policy));
        Assert.Contains("line 4", $"{refused.Faults[0]}");
        Assert.Contains("within { } a text with a comma stands in quotes", $"{refused.Faults[0]}");
        Assert.IsType<CompileAnswer.Compiled>(
            PolicyFile.Compile(Policy.Replace("enum(high, low)?", "\"enum(high, low)?\"")));
    }
}
