using DecentralizedAi.Domain.Models;
using DecentralizedAi.Inference.Chat;
using Xunit;

namespace DecentralizedAi.Inference.Tests;

public sealed class CallFormTests
{
    [Theory]
    [InlineData("wallet.balance")]
    [InlineData("reply", "text", "Say \"hi\" to C:\\new\tline\n, 40 € <b> & 'x'")]
    [InlineData("wallet.pay", "to", "@a1", "amount", "@n1 USDC", "note", "}}")]
    public void The_own_form_is_the_json_that_the_default_model_writes(string tool, params string[] words)
    {
        var call = new ProposedCall(tool, [.. words.Chunk(2).Select(pair => new CallArgument(pair[0], pair[1]))]);
        Assert.Equal(call.ToJson(), CallForm.Own.Write(call));
        Assert.True(CallForm.Own.TryRead(call.ToJson(), out var read));
        Assert.Equal(call.ToJson(), read.ToJson());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"tool\":\"a\",\"args\":{\"b\":1}}")]
    [InlineData("{\"tool\":\"a\",\"args\":{\"b\":\"c\",\"b\":\"d\"}}")]
    [InlineData("{\"tool\":\"a\",\"args\":{\"b\":\"c\"}")]
    [InlineData("{\"tool\":\"a\",\"args\":{\"b\":\"c\"}}}")]
    [InlineData("{\"tool\":\"a\",\"args\":{\"b\":\"c\\\"}}")]
    [InlineData("{\"tool\":\"a\",\"args\":{\"b\":\"\\q\"}}")]
    [InlineData("{\"tool\":\"a\\\"\",\"args\":{}}")]
    public void What_is_no_whole_call_is_not_read(string text) => Assert.False(CallForm.Own.TryRead(text, out _));
}
