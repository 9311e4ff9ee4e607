using DecentralizedAi.Node.Plugins;
using Xunit;

namespace DecentralizedAi.Node.Tests.Plugins;

/// <summary>Calls as an author types them.</summary>
public sealed class CallLineTests
{
    [Theory]
    [InlineData("a.b", "a.b()")]
    [InlineData("  a.b  x=1\ty=2 ", "a.b(x: 1, y: 2)")]
    [InlineData("a.b x=\"two words\" y=", "a.b(x: two words, y: )")]
    [InlineData("a.b x=\"say \\\"=\\\" \\\\\"", "a.b(x: say \"=\" \\)")]
    [InlineData("a.b x=1=2", "a.b(x: 1=2)")]
    public void Is_read_as_it_is_meant(string line, string call) => Assert.Equal(call, CallLine.Read(line)?.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("a.b x")]
    [InlineData("a.b =x")]
    [InlineData("a.b x=1 x=2")]
    [InlineData("a.b x=\"open")]
    public void Is_no_call(string line) => Assert.Null(CallLine.Read(line));
}
