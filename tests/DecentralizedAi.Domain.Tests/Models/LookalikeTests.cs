using CsCheck;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Domain.Policy;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Models;

/// <summary>What only looks like a listed name or an account is none, and is shown as what it is.</summary>
public sealed class LookalikeTests
{
    private const string Hosting = "0x52908400098527886E0F7030069857D2E4169EE7";

    private static readonly TurnContext Context = new(
        ["USDC"],
        [
            new("Hosting", Hosting, "vendors"), new("ops.coop.eth", Hosting, "vendors"),
            new("Müller", Hosting, "vendors"), new("Хлеб", Hosting, "vendors"),
        ]);

    private static Turn Read(string text) => Turn.Start(Context).AddInstruction(text);

    [Theory]
    [InlineData("H\u043esting", "H[U+043E]sting")]
    [InlineData("Host\u200bing", "Host[U+200B]ing")]
    [InlineData("Hosting\u200b", "Hosting[U+200B]")]
    [InlineData("Host\u00ading", "Host[U+00AD]ing")]
    [InlineData("\uff28\uff4fsting", "[U+FF28][U+FF4F]sting")]
    [InlineData("\U0001d407osting", "[U+1D407]osting")]
    [InlineData("Hostin\u0261", "Hostin[U+0261]")]
    [InlineData("ops.c\u043eop.eth", "ops.c[U+043E]op.eth")]
    [InlineData("Mu\u0308ller", "Mu[U+0308]ller")]
    [InlineData("X\u043b\u0435\u0431", "X[U+043B][U+0435][U+0431]")]
    [InlineData("0x52908400098527886E0F7030069857D2E4169E\u04157",
        "0x52908400098527886E0F7030069857D2E4169E[U+0415]7")]
    [InlineData("0x52908400098527886E0F\u200b7030069857D2E4169EE7",
        "0x52908400098527886E0F[U+200B]7030069857D2E4169EE7")]
    [InlineData("\u041ex52908400098527886E0F7030069857D2E4169EE7", null)]
    public void Gives_no_account_to_a_lookalike(string text, string? shown)
    {
        var turn = Read($"Pay {text} now");
        Assert.Empty(turn.References);
        if (shown is not null)
            Assert.Equal((shown, "Pay [address] now"), (Assert.Single(turn.Unclear), turn.Messages[0].Text));
    }

    [Theory]
    [InlineData("Hosting")]
    [InlineData("hosting")]
    [InlineData("ops.coop.eth")]
    [InlineData("Müller")]
    [InlineData("Хлеб")]
    [InlineData("\"Hosting\"")]
    [InlineData(Hosting)]
    public void Gives_its_account_to_a_name_as_the_policy_writes_it(string text)
    {
        var turn = Read($"Bitte, заплати 🙂 {text} now");
        Assert.Equal(Hosting, Assert.Single(turn.References).Value);
        Assert.Empty(turn.Unclear);
    }

    [Theory]
    [InlineData("ops.coop.eth.evil.example")]
    [InlineData("evil.ops.coop.eth")]
    [InlineData("Hosting/evil")]
    [InlineData("evil@Hosting")]
    [InlineData("Hosting-Nord")]
    [InlineData("Hostlng")]
    [InlineData("ops\uff0ecoop.eth.x")]
    public void Takes_no_name_out_of_a_longer_one(string text) => Assert.Empty(Read($"Pay {text} now").References);

    [Theory]
    [InlineData('\u202e')]
    [InlineData('\u202d')]
    [InlineData('\u2066')]
    public void Reads_nothing_from_a_line_that_is_shown_in_another_order(char turns)
    {
        var turn = Read($"Pay Hosting {turns}001 USDC\nPay Hosting 7 USDC");
        Assert.Equal([Hosting, "7"], turn.References.Select(reference => reference.Value));
        Assert.Contains("Pay [address]", turn.Messages[0].Text);
        Assert.Contains("[number] USDC\nPay @a1 @n1 USDC", turn.Messages[0].Text);
        Assert.Equal("Hosting 001", string.Join(' ', turn.Unclear));
    }

    [Fact]
    public void No_changed_character_of_a_name_or_account_keeps_its_account()
    {
        string[] values = ["Hosting", "ops.coop.eth", Hosting];
        string[] others = ["\u200b", "\u0301", "\u043e", "\u202e", "\u00ad", "\uff10", "\u2060", "\u0430"];
        var indices = Gen.Select(
            Gen.Int[0, values.Length - 1], Gen.Int[0, 41], Gen.Int[0, others.Length - 1], Gen.Bool);
        indices.Sample((which, at, by, replaces) =>
        {
            var (value, other) = (values[which], others[by]);
            var place = at % value.Length;
            var changed = value[..place] + other + value[(place + (replaces ? 1 : 0))..];
            return Read($"Pay {changed} now").References.All(r => r.Kind != ReferenceKind.Address);
        });
    }
}
