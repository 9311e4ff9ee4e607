using DecentralizedAi.Cli.Nodes;
using DecentralizedAi.Cli.Output;
using Xunit;

namespace DecentralizedAi.Cli.Tests.Output;

public sealed class FailuresTests
{
    [Fact]
    public void What_a_node_said_last_is_no_fix_of_ours()
    {
        const string Words = "node 1 ended:\n[ERR] connection lost; the peer has gone; retrying";
        var told = Failures.Of(new NodeException("DAI-1023", Words, null) { Fix = "mend it" });
        Assert.Equal((Words, "mend it"), (told.Message, told.Fix));
    }

    [Fact]
    public void The_fix_of_a_refusal_stands_after_its_last_semicolon()
    {
        var told = Failures.Of(NodeException.Silent("DAI-3122 agent 1 does not answer; it may be moving: ask again"));
        Assert.Equal(("DAI-3122", "agent 1 does not answer", "it may be moving: ask again", ExitCode.Unreachable),
            (told.Code, told.Message, told.Fix, told.Exit));
    }
}
