using DecentralizedAi.Domain.Encoding;
using Xunit;

namespace DecentralizedAi.Authoring.Tests;

public sealed class PolicyLintTests
{
    private const string Money = """
        dai: policy/1
        chain: eip155:1
        agent: a
        tools:
          w.pay: { effect: money, args: { to: address, amount: amount, note: text? } }
          t.r: { effect: read }
        lists:
          pals: [ "0x52908400098527886e0f7030069857d2e4169ee7" ]
        budgets:
          calls: { burst: 9, rate: 9 per hour }
          tokens: { burst: 9000, rate: 9000 per hour }
          USDC: { asset: "0xde709f2102306220921060314715629080e2fb77",
                  decimals: 6, burst: 1000, rate: 10 per day, payees: pals, lifetime: 5000 }

        """;

    private static readonly Dictionary<string, UInt256> NoFigures = [];

    [Fact]
    public void Is_silent_about_a_plain_document() => Assert.Empty(Warnings("""
        rules:
          - { id: pay, permit: w.pay, when: { instructor: operator } }
        """));

    [Theory]
    [InlineData("  - { id: no, forbid: w.pay }")]
    [InlineData("  - { id: no, forbid: \"*\" }")]
    [InlineData("  - { id: no, forbid: [ w.pay, t.r ], when: { instructor: operator } }")]
    [InlineData("  - { id: no, forbid: w.pay, when: { arg.amount: { at_most: 5 USDC } } }")]
    [InlineData("  - { id: no, forbid: w.pay, when: { arg.amount: { less_than: 9 USDC } } }")]
    [InlineData("  - { id: no, forbid: w.pay, when: { turn: clean } }")] // A permit of money wants a clean turn.
    [InlineData("  - { id: big, forbid: w.pay, when: { arg.amount: { more_than: 2 USDC } } }\n"
        + "  - { id: no, forbid: w.pay, when: { arg.amount: { at_most: 2 USDC } } }")]
    public void Warns_of_a_permit_that_a_forbid_always_covers(string forbid) => Assert.Equal(["covered pay"], Warnings(
        "rules:\n  - { id: pay, permit: w.pay, when: { instructor: operator, arg.amount: { at_most: 5.0 USDC } } }\n"
        + forbid));

    [Theory]
    [InlineData("  - { id: no, forbid: w.pay, when: { instructor: agent/1 } }")]
    [InlineData("  - { id: no, forbid: w.pay, unless: { turn: clean } }")]
    [InlineData("  - { id: no, forbid: t.r }")]
    [InlineData("  - { id: no, forbid: w.pay, when: { arg.amount: { less_than: 5 USDC } } }")]
    public void Does_not_warn_of_a_permit_that_may_escape(string forbid) => Assert.Empty(Warnings(
        "rules:\n  - { id: pay, permit: w.pay, when: { instructor: operator, arg.amount: { at_most: 5 USDC } } }\n"
        + forbid));

    [Fact]
    public void Warns_of_an_ask_beside_a_plain_permit() => Assert.Equal(["ask slow"], Warnings("""
        rules:
          - { id: look, permit: t.r }
          - { id: slow, ask: t.r, by: "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", within: 1d }
        """));

    [Fact]
    public void Warns_of_money_without_an_end() => Assert.Equal(["lifetime USDC"], Warnings(
        "rules: [ { id: r, permit: t.r } ]", Money.Replace(", lifetime: 5000", "")));

    [Fact]
    public void Warns_of_resources_without_which_nothing_runs() => Assert.Equal(
        ["resources calls", "resources tokens"], Warnings("rules: [ { id: r, permit: t.r } ]", Money
            .Replace("  calls: { burst: 9, rate: 9 per hour }\n", "")
            .Replace("  tokens: { burst: 9000, rate: 9000 per hour }\n", "")));

    [Fact]
    public void Warns_of_a_list_that_nobody_uses() => Assert.Equal(["unused others"], Warnings(
        "rules: [ { id: r, permit: t.r } ]", Money.Replace("budgets:", "  others: [ a ]\nbudgets:")));

    [Fact]
    public void Warns_of_bounds_that_forget_an_asset() => Assert.Equal(["assets big"], Warnings("""
          EURC: { asset: "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
                  decimals: 2, burst: 10, rate: 1 per day, payees: pals, lifetime: 9 }
        rules:
          - { id: pay, permit: w.pay, when: { instructor: any } }
          - { id: big, forbid: w.pay, when: { arg.amount: { more_than: 5 USDC } } }
        """));

    [Fact]
    public void Is_content_when_every_asset_is_bounded() => Assert.Empty(Warnings("""
          EURC: { asset: "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
                  decimals: 2, burst: 10, rate: 1 per day, payees: pals, lifetime: 9 }
        rules:
          - { id: pay, permit: w.pay, when: { instructor: any } }
          - { id: big, forbid: w.pay, when: { arg.amount: { more_than: 5 USDC } } }
          - { id: big-euro, forbid: w.pay, when: { arg.amount: { more_than: 5 EURC } } }
        """));

    [Fact]
    public void Warns_of_more_than_the_figure_of_the_dao()
    {
        var yaml = Money + "rules: [ { id: r, permit: t.r } ]\n";
        var figures = new Dictionary<string, UInt256> { ["USDC"] = UInt256.Of(999_999_999) };
        var warning = Assert.Single(PolicyLint.Of(yaml, figures).Warnings);
        Assert.Equal("1000 USDC may leave at once, above the figure of 999.999999 that this DAO accepts", warning.Text);
        figures["USDC"] = UInt256.Of(1_000_000_000);
        Assert.Empty(PolicyLint.Of(yaml, figures).Warnings);
    }

    [Fact]
    public void Teaches_by_its_refusals()
    {
        var report = PolicyLint.Of(Money.Replace("effect: money", "effect: mony").Replace("10 per day", "10 per days")
            + "rules:\n  - { id: r, permit: t.s }\n  - { id: r, permitt: t.r }\n", NoFigures);
        Assert.False(report.IsValid);
        Assert.Equal(
            [
                "f.yaml:5:20 DAI-3117 effect: found 'mony', expected read, write or money; "
                + "did you mean 'money'?",
                "f.yaml:13:43 DAI-3131 rate: found '10 per days', expected N per second, minute, "
                + "hour, day or week; did you mean '10 per day'?",
                "f.yaml:15:22 DAI-3116 tool: found 't.s', expected a tool of this document; "
                + "did you mean 't.r'?",
                "f.yaml:16:5 DAI-3110 shape: found nothing, expected exactly one of permit, ask and "
                + "forbid",
                "f.yaml:16:11 DAI-3107 duplicate: found 'r', expected each rule id once",
                "f.yaml:16:14 DAI-3114 key: found 'permitt', expected one of id, permit, ask, "
                + "forbid, when, unless, by, within; did you mean 'permit'?",
            ],
            report.ToLines("f.yaml"));
        var json = report.ToJson();
        Assert.Equal("money", (string?)json["faults"]![0]!["nearest"]);
        Assert.False((bool)json["ok"]!);
    }

    private static IEnumerable<string> Warnings(string rules, string money = Money)
    {
        var report = PolicyLint.Of(money + rules + "\n", NoFigures);
        Assert.True(report.IsValid, string.Join("\n", report.Faults));
        return report.Warnings.Select(warning => $"{warning.Class} {warning.About}");
    }
}
