using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Tools;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Policy;

/// <summary>What is said of a call that does not fit its tool, and calls of few and of many arguments.</summary>
public sealed class CallFitTests
{
    private static readonly Facts Anytime =
        new() { Instructor = Instructor.Operator, Time = DateTimeOffset.UnixEpoch };

    [Fact]
    public void Says_of_each_misfit_of_a_tool_what_it_is()
    {
        var policy = Policy("""
            "t.none": { "effect": "read" }, "t.one": { "effect": "read", "args": { "a": "integer" } },
            "t.two": { "effect": "read", "args": { "a": "text", "b": "integer?" } }
            """, "[ \"t.none\", \"t.one\", \"t.two\" ]");
        (string Tool, string Arguments, string Why)[] misfits =
        [
            ("t.none", "x=1", "'t.none' takes no argument"),
            ("t.one", "", "argument 'a' of 't.one' is missing"),
            ("t.one", "a=one", "argument 'a' of 't.one' is no integer"),
            ("t.one", "a=1 x=1", "'t.one' takes a alone"),
            ("t.two", "", "argument 'a' of 't.two' is missing"),
            ("t.two", "a=1 b=two", "argument 'b' of 't.two' is no integer"),
            ("t.two", "a=1 b=2 c=3", "'t.two' takes a, b alone"),
        ];
        Assert.All(misfits, misfit => Assert.Equal(
            (misfit.Why, DenialReason.Silence, null), Denied(policy, misfit.Tool, misfit.Arguments)));
        // Said once and handed out again: a caller that errs all day makes no garbage.
        Assert.All(misfits, misfit => Assert.Same(
            PolicyRules.Decide(Call(misfit.Tool, misfit.Arguments), policy, Anytime),
            PolicyRules.Decide(Call(misfit.Tool, misfit.Arguments), policy, Anytime)));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(9)]
    public void Looks_at_the_last_of_few_and_of_many_arguments(int count)
    {
        var names = Enumerable.Range(0, count).Select(i => (char)('a' + i)).ToArray();
        var policy = Policy(
            $"\"t.do\": {{ \"effect\": \"read\", \"args\": {{ {string.Join(", ", names.Select(Text))} }} }}",
            "\"t.do\"", $", \"when\": {{ \"arg.{names[^1]}\": \"yes\" }}");
        var begin = string.Concat(names[..^1].Select(name => $"{name}=yes "));
        Assert.Equal("allowed", PolicyRules.Decide(Call("t.do", $"{begin}{names[^1]}=yes"), policy, Anytime).Verdict);
        Assert.Equal("denied", PolicyRules.Decide(Call("t.do", $"{begin}{names[^1]}=no"), policy, Anytime).Verdict);
        Assert.Equal($"argument '{names[^1]}' of 't.do' is missing", Denied(policy, "t.do", begin).Why);

        static string Text(char name) => $"\"{name}\": \"text\"";
    }

    private static (string Why, DenialReason Reason, string? Rule) Denied(
        PolicySnapshot policy, string tool, string arguments)
    {
        var denied = Assert.IsType<Decision.Denied>(PolicyRules.Decide(Call(tool, arguments), policy, Anytime));
        return (denied.Why, denied.Reason, denied.Rule);
    }

    private static PolicySnapshot Policy(string tools, string permitted, string when = "")
    {
        var policy = PolicySamples.Read($$"""
            { "dai": "policy/1", "chain": "eip155:1", "agent": "a", "tools": { {{tools}} },
              "rules": [ { "id": "r", "permit": {{permitted}}{{when}} } ] }
            """);
        Assert.NotNull(policy);
        return policy;
    }

    /// <param name="arguments"><c>NAME=TEXT</c>, with spaces between.</param>
    private static ToolCall Call(string tool, string arguments) => ToolCall.Of(tool,
        arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(argument => argument.Split('='))
            .Select(parts => new ToolArgument(parts[0], parts[1])));
}
