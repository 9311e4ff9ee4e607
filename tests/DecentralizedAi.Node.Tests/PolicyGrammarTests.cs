using System.Text.Json;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Node.Hosting;
using DecentralizedAi.Testing;
using Xunit;

namespace DecentralizedAi.Node.Tests;

public sealed class PolicyGrammarTests
{
    [Fact]
    public void What_no_rule_permits_is_unspeakable()
    {
        var report = Report("Pay @x 5 USDC to 0x52908400098527886E0F7030069857D2E4169EE7.");
        Assert.Equal(["wallet.balance", "wallet.pay", "web.fetch"], Names(report, "tools"));
        Assert.Contains("message.post", Names(report, "unspeakable"));
        Assert.Empty(Names(report, "strangers"));
        var grammar = report.GetProperty("grammar").GetString()!;
        Assert.Contains("wallet.pay", grammar);
        Assert.DoesNotContain("message.post", grammar);
    }

    [Fact]
    public void Without_an_amount_no_payment_can_be_said() =>
        Assert.DoesNotContain("wallet.pay", Report("How are you?").GetProperty("grammar").GetString()!);

    private static IEnumerable<string?> Names(JsonElement report, string key) =>
        report.GetProperty(key).EnumerateArray().Select(name => name.GetString());

    private static JsonElement Report(string say)
    {
        var canonical = System.Text.Encoding.UTF8.GetBytes(PolicyVectors.Canonical(0));
        var policy = Assert.IsType<CompileAnswer.Compiled>(PolicySnapshot.Compile(canonical)).Snapshot;
        return JsonDocument.Parse(PolicyGrammarRun.Write(policy, say)).RootElement;
    }
}
