using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Compiling;
using DecentralizedAi.Domain.Tools;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Policy;

public sealed class PolicyRulesTests
{
    private const string Manager = "0x27b1fdb04752bbc536007a920d24acb045561c26";
    private const string Hosting = "0x52908400098527886e0f7030069857d2e4169ee7";

    private static PolicySnapshot Treasurer => PolicySamples.Snapshot(0);

    private static readonly ToolCall Pay = ToolCall.Of("wallet.pay",
        new ToolArgument("to", Hosting), new ToolArgument("amount", "50 USDC"));

    private static readonly Facts Asked = new()
    {
        Instructor = Instructor.Parse(Manager),
        Time = DateTimeOffset.Parse("2026-11-25T10:00:00Z"),
        Turn = LabelSet.Of(Label.Instruction),
        Labels = new Dictionary<string, LabelSet> { ["to"] = LabelSet.Of(Label.Dao) },
        Levels = new Dictionary<string, BudgetLevel>
        {
            ["USDC"] = new(UInt256.Of(1_500_000_000), UInt256.Zero),
            ["tokens"] = new(UInt256.Of(1000), UInt256.Zero),
            ["calls"] = new(UInt256.Of(1), UInt256.Zero),
        },
    };

    [Fact]
    public void Denies_a_tool_that_no_rule_mentions()
    {
        var denied = Assert.IsType<Decision.Denied>(PolicyRules.Decide(ToolCall.Of("wallet.drain"), Treasurer, Asked));
        Assert.Equal(DenialReason.Silence, denied.Reason);
        Assert.True(denied.RuleWord.IsZero);
    }

    [Theory]
    [InlineData("tokens", 1000, "allowed")]
    [InlineData("tokens", 1001, "denied")]
    [InlineData("calls", 1, "allowed")]
    [InlineData("calls", 2, "denied")]
    [InlineData("gpu_ms", 0, "denied")] // A resource without a line is denied to tools that declare its cost.
    public void Wants_every_declared_cost_covered(string resource, int cost, string verdict)
    {
        var facts = Asked with { Costs = new Dictionary<string, UInt256> { [resource] = UInt256.Of((UInt128)cost) } };
        var decision = PolicyRules.Decide(Pay, Treasurer, facts);
        Assert.Equal(verdict, decision.Verdict);
        Assert.Equal("pay-vendors", decision.Rule);
    }

    [Fact]
    public void Does_not_tell_a_forbidden_call_about_the_budget()
    {
        var facts = Asked with
        {
            Time = DateTimeOffset.Parse("2026-11-28T10:00:00Z"),
            Levels = new Dictionary<string, BudgetLevel>(),
        };
        var denied = Assert.IsType<Decision.Denied>(PolicyRules.Decide(Pay, Treasurer, facts));
        Assert.Equal(DenialReason.Rule, denied.Reason);
    }

    [Fact]
    public void Tells_a_permitted_call_that_a_budget_does_not_cover_it()
    {
        var facts = Asked with { Levels = new Dictionary<string, BudgetLevel>() };
        var denied = Assert.IsType<Decision.Denied>(PolicyRules.Decide(Pay, Treasurer, facts));
        Assert.Equal((DenialReason.Budget, "pay-vendors", "a budget does not cover it"),
            (denied.Reason, denied.Rule, denied.Why));
    }

    [Fact]
    public void Lets_only_any_match_an_instructor_that_nobody_proved()
    {
        var facts = Asked with { Instructor = default };
        Assert.Equal("denied", PolicyRules.Decide(Pay, Treasurer, facts).Verdict);
        Assert.Equal("allowed", PolicyRules.Decide(ToolCall.Of("wallet.balance"), Treasurer, facts).Verdict);
    }

    [Fact]
    public void Decides_without_garbage()
    {
        var policy = Treasurer;
        PolicyRules.Decide(Pay, policy, Asked);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            PolicyRules.Decide(Pay, policy, Asked);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Decides_tools_of_more_arguments_than_fit_on_the_stack()
    {
        var snapshot = PolicySamples.Snapshot(56);
        var names = snapshot.Document.Tools["t.r"].Arguments.Select(argument => argument.Name);
        var arguments = names.Select(name => new ToolArgument(name, "5")).ToArray();
        Assert.True(arguments.Length > 8);
        Assert.Equal("allowed", PolicyRules.Decide(ToolCall.Of("t.r", arguments), snapshot, Asked).Verdict);
        arguments[^1] = arguments[^1] with { Value = "10" };
        Assert.Equal("denied", PolicyRules.Decide(ToolCall.Of("t.r", arguments), snapshot, Asked).Verdict);
    }

    [Fact]
    public void Names_the_payment_and_what_to_reserve()
    {
        var payment = Treasurer.MoneyOf(Pay)!.Value;
        Assert.Equal(("0xde709f2102306220921060314715629080e2fb77", "50000000"),
            (payment.Asset.ToLower(), payment.Units.ToString()));
        var costs = new Dictionary<string, UInt256> { ["calls"] = UInt256.One, ["tokens"] = UInt256.Of(7) };
        Assert.Equal([50_000_000, 7, 1],
            Treasurer.Reservations(Pay, costs)!.Value.Select(part => (int)part.Amount.ToUInt64()));
        Assert.Null(Treasurer.Reservations(Pay, new Dictionary<string, UInt256> { ["bytes"] = UInt256.One }));
        Assert.Null(Treasurer.Reservations(ToolCall.Of("wallet.pay"), costs));
        Assert.Null(Treasurer.MoneyOf(ToolCall.Of("wallet.balance")));
    }

    [Fact]
    public void Cites_the_rule_that_pays_and_asks_whom_the_budget_of_its_asset_names()
    {
        const string First = "0x0000000000000000000000000000000000000001";
        const string Second = "0x0000000000000000000000000000000000000002";
        var policy = PolicySamples.Read($$"""
            { "dai": "policy/1", "chain": "eip155:1", "agent": "a", "lists": { "p": [ "{{Manager}}" ] },
              "tools": { "m.pay": { "effect": "money", "args": { "amount": "amount", "to": "address" } } },
              "budgets": { "EUR": { "asset": "{{First}}", "decimals": "0", "burst": "9", "rate": "1 per day",
                  "payees": "p", "ask": { "above": "1", "by": "{{Second}}", "within": "1h" } },
                "USD": { "asset": "{{Second}}", "decimals": "0", "burst": "9", "rate": "1 per day",
                  "payees": "p", "ask": { "above": "1", "by": "{{First}}", "within": "2h" } } },
              "rules": [ {{string.Join(", ", Enumerable.Range(1, 4).Select(i => $$"""
                { "id": "r{{i}}", "permit": "m.pay", "when": { "instructor": "agent/{{i}}" } }
                """))}} ] }
            """);
        Assert.NotNull(policy);
        var level = new BudgetLevel(UInt256.Of(9), UInt256.Zero);
        for (var i = 0; i < 2 * 4 * 2; i++)
        {
            var (rule, asset) = (1 + i / 2 % 4, i % 2 == 0 ? "EUR" : "USD");
            var approval = Assert.IsType<Decision.Approval>(PolicyRules.Decide(
                ToolCall.Of("m.pay", new ToolArgument("amount", $"2 {asset}"), new ToolArgument("to", Manager)), policy,
                Asked with
                {
                    Instructor = Instructor.Parse($"agent/{rule}"),
                    Levels = new Dictionary<string, BudgetLevel> { ["EUR"] = level, ["USD"] = level },
                }));
            Assert.Equal(($"r{rule}", asset == "EUR" ? Second : First, asset == "EUR" ? 3600U : 7200U),
                (approval.Rule, Assert.Single(approval.Approvers).ToLower(), approval.Within));
        }
    }

    [Theory]
    [InlineData("0x0000000000000000000000000000000000000009", 1, 9, 0,
        "the payee is not in 'vendors', the payees of USDC")]
    [InlineData(Hosting, 0, 9, 0, "the amount is 0")]
    [InlineData(Hosting, 1000_000_001, 9, 0, "1000.000001 USDC is more than 1000 USDC in one action")]
    [InlineData(Hosting, 5_000_000, null, 0, "the budget of USDC is not known here")]
    [InlineData(Hosting, 5_000_000, 9_000_000, 19_995_000_001, "5 USDC is more than is left of 20000 USDC in all")]
    [InlineData(Hosting, 5_000_000, 4_999_999, 0, "5 USDC is more than the 4.999999 USDC that may leave now")]
    [InlineData(Hosting, 5_000_000, 5_000_000, 19_995_000_000, null)]
    public void Says_why_a_budget_does_not_cover_a_payment(string payee, int units, int? level, long spent, string? why)
    {
        var facts = Asked with
        {
            Levels = level is { } known
                ? new Dictionary<string, BudgetLevel>
                    { ["USDC"] = new(UInt256.Of((UInt128)known), UInt256.Of((UInt128)spent)) }
                : [],
        };
        var policy = Treasurer;
        Assert.Equal(why, BudgetCover.Why(policy, Assert.Single(policy.Budgets),
            UInt256.OfWord(Address.Parse(payee).Word), UInt256.Of((UInt128)units), facts));
    }

    [Fact]
    public void Gives_the_vault_the_path_of_a_payee()
    {
        var limits = Treasurer.Limits;
        var asset = limits.Limits[0].Limit.Asset;
        var hosting = Address.Parse(Hosting);
        Assert.Single(limits.PayeeOf(asset, hosting)!.Value.Path);
        Assert.Null(limits.PayeeOf(asset, Address.Parse(Manager)));
        Assert.Null(limits.PayeeOf(hosting, hosting));
    }
}
