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

    [Theory]
    [InlineData("Hosting", "H\u043esting", "'Hosting' in 'pals' and 'H[U+043E]sting' in 'pals' look or read alike")]
    [InlineData("Hosting", "hosting", "'Hosting' in 'pals' and 'hosting' in 'pals' look or read alike")]
    [InlineData("Acme 1", "Acme l", "'Acme 1' in 'pals' and 'Acme l' in 'pals' look or read alike")]
    [InlineData("Barn", "Bam", "'Barn' in 'pals' and 'Bam' in 'pals' look or read alike")]
    [InlineData("\u0421\u043e\u0441\u043e", "Coco",
        "'[U+0421][U+043E][U+0441][U+043E]' in 'pals' and 'Coco' in 'pals'")]
    public void Warns_of_names_that_look_alike(string one, string other, string text)
    {
        var warning = Named(one, other).First();
        Assert.Equal(("names", "pals"), (warning.Class, warning.About));
        Assert.StartsWith(text, warning.Text);
    }

    [Theory]
    [InlineData("H\u043esting", "'H[U+043E]sting' in 'pals' mixes letters of two scripts in one word: it is drawn like "
        + "'Hosting' and is not that")]
    [InlineData("\u0410cme", "'[U+0410]cme' in 'pals' mixes letters of two scripts in one word: it is drawn like "
        + "'Acme' and is not that")]
    [InlineData("Ann\u0416", "'Ann[U+0416]' in 'pals' mixes letters of two scripts in one word")]
    [InlineData("D\u0435sign \u0414\u043e\u043c", null)]
    public void Warns_of_a_word_in_letters_of_two_scripts(string name, string? text)
    {
        var warning = Assert.Single(Named(name, "Paper"));
        Assert.Equal("names", warning.Class);
        if (text is not null)
            Assert.Equal(text, warning.Text);
    }

    [Theory]
    [InlineData("Hosting", "Design")]
    [InlineData("M\u00fcller & S\u00f6hne", "Caf\u00e9 Ni\u00f1o")]
    [InlineData("\u0425\u043b\u0435\u0431", "\u0421\u043e\u043b\u044c")]
    [InlineData("Design \u0414\u043e\u043c", "Paper \u0391\u03b8\u03ae\u03bd\u03b1")]
    [InlineData("\u6771\u4eacT\u30b7\u30e3\u30c4", "Vendor 2")]
    public void Does_not_warn_of_names_that_nobody_confuses(string one, string other) =>
        Assert.Empty(Named(one, other));

    [Fact]
    public void Warns_of_a_name_for_two_accounts_and_of_texts_that_look_alike()
    {
        var yaml = Money.Replace("pals: [ \"0x52908400098527886e0f7030069857d2e4169ee7\" ]", """
            pals: [ { name: Ann, address: "0x52908400098527886e0f7030069857d2e4169ee7" } ]
              rest: [ { name: Ann, address: "0x8617e340b3d01fa5f11f306f4090fd50e238070d" } ]
              rooms: [ ops, "\u043eps", OPS, room-1, room-l ]
            """).Replace("{ effect: read }", "{ effect: read, args: { of: address, room: text } }");
        var warnings = PolicyLint.Of(yaml + """
            rules:
              - { id: r, permit: t.r, when: { arg.of: { in: rest }, arg.room: { in: rooms } } }
            """, NoFigures).Warnings;
        Assert.Equal(
            [
                "'Ann' is 0x52908400098527886e0f7030069857d2e4169ee7 in 'pals' and "
                    + "0x8617e340b3d01fa5f11f306f4090fd50e238070d in 'rest'",
                "'ops' in 'rooms' and '[U+043E]ps' in 'rooms' look or read alike: who votes or writes an instruction "
                    + "may mean either",
                "'[U+043E]ps' in 'rooms' mixes letters of two scripts in one word: it is drawn like 'ops' and is not "
                    + "that",
            ], warnings.Select(warning => warning.Text));
    }

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
                "f.yaml:5:20 DAI-2117 effect: found 'mony', expected read, write or money; "
                + "did you mean 'money'?",
                "f.yaml:13:43 DAI-2131 rate: found '10 per days', expected N per second, minute, "
                + "hour, day or week; did you mean '10 per day'?",
                "f.yaml:15:22 DAI-2116 tool: found 't.s', expected a tool of this document; "
                + "did you mean 't.r'?",
                "f.yaml:16:5 DAI-2110 shape: found nothing, expected exactly one of permit, ask and "
                + "forbid",
                "f.yaml:16:11 DAI-2107 duplicate: found 'r', expected each rule id once",
                "f.yaml:16:14 DAI-2114 key: found 'permitt', expected one of id, permit, ask, "
                + "forbid, when, unless, by, within; did you mean 'permit'?",
            ],
            report.ToLines("f.yaml"));
        var json = report.ToJson();
        Assert.Equal("money", (string?)json["faults"]![0]!["nearest"]);
        Assert.False((bool)json["ok"]!);
    }

    private static IEnumerable<LintWarning> Named(string one, string other)
    {
        var report = PolicyLint.Of(Money.Replace("pals: [ \"0x52908400098527886e0f7030069857d2e4169ee7\" ]", $$"""
            pals: [ { name: "{{one}}", address: "0x52908400098527886e0f7030069857d2e4169ee7" },
                    { name: "{{other}}", address: "0x8617e340b3d01fa5f11f306f4090fd50e238070d" } ]
            """) + "rules: [ { id: r, permit: t.r } ]\n", NoFigures);
        Assert.True(report.IsValid, string.Join("\n", report.Faults));
        return report.Warnings;
    }

    private static IEnumerable<string> Warnings(string rules, string money = Money)
    {
        var report = PolicyLint.Of(money + rules + "\n", NoFigures);
        Assert.True(report.IsValid, string.Join("\n", report.Faults));
        return report.Warnings.Select(warning => $"{warning.Class} {warning.About}");
    }
}
