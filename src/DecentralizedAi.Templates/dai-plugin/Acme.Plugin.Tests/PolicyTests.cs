using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Plugin.Testing;
using Xunit;

namespace Acme.Plugin.Tests;

/// <summary>What policy.yaml says to calls of the tools, decided as a node decides them.</summary>
public sealed class PolicyTests
{
    private static readonly string Policy =
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "policy.yaml"));

    private readonly TestStorage _storage = new();

    [Fact]
    public async Task Whoever_may_ask_the_agent_is_told_the_runway()
    {
        _storage.Kept["USDC"] = "50 servers";
        var step = await Turn("operator").ProposeAsync("wallet.runway");
        Assert.Equal(("allowed", "tell-runway"), (step.Decision.Verdict, step.Decision.Rule));
        Assert.Equal("""[{"asset":"USDC","held":"100","months":2,"note":"servers"}]""", step.Text);
    }

    [Theory]
    [InlineData("operator", "250", "allowed")]
    [InlineData("operator", "250000", "denied")]
    [InlineData("0x8617e340b3d01fa5f11f306f4090fd50e238070d", "250", "denied")]
    public async Task A_plan_is_taken_from_the_operator_alone(string instructor, string monthly, string verdict)
    {
        var step = await Turn(instructor).ProposeAsync(
            "wallet.plan", ("asset", "USDC"), ("monthly", monthly), ("note", "servers"));
        Assert.Equal(verdict, step.Decision.Verdict);
        Assert.Equal(verdict == "allowed", _storage.Kept.ContainsKey("USDC"));
    }

    [Fact]
    public async Task What_no_rule_mentions_is_denied()
    {
        var step = await Turn("operator").ProposeAsync("web.fetch", ("url", "https://example.org/"));
        Assert.Equal(("denied", null), (step.Decision.Verdict, step.Decision.Rule));
    }

    private TestTurn Turn(string instructor) => new(
        new Runway(new TestChain(new AssetBalance("USDC", "100")), _storage), Policy,
        "Servers cost 250 a month, later 250000. How long does it last?", instructor);
}
