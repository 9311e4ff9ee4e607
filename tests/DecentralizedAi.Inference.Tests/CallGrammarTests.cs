using DecentralizedAi.Inference.Grammars;
using Xunit;

namespace DecentralizedAi.Inference.Tests;

public sealed class CallGrammarTests
{
    [Fact]
    public void Offers_every_reference_of_the_right_kind_and_the_assets_of_each_number()
    {
        var text = CallGrammar.Of(Samples.Ask("Pay 40 DAI or 50 USDC or 7 to Hosting, not Design", "wallet.pay")).Text;
        Assert.Contains(
            """
            t0 ::= "{\"tool\":\"wallet.pay\",\"args\":{" "\"to\":\"" ("@a1" | "@a2") "\""
            """ + " " + """
            ",\"amount\":\"" ("@n1" " " ("DAI") | "@n2" " " ("USDC") | "@n3" " " ("DAI" | "USDC")) "\"" t0-2
            """,
            text);
    }

    [Fact]
    public void A_tool_that_no_rule_could_allow_is_unspeakable()
    {
        var text = CallGrammar.Of(Samples.Ask("Pay 40 to Hosting", "wallet.balance")).Text;
        Assert.DoesNotContain("wallet.pay", text);
        Assert.Contains("wallet.balance", text);
    }

    [Fact]
    public void A_tool_without_a_candidate_for_an_argument_is_left_out()
    {
        var text = CallGrammar.Of(Samples.Ask("Pay Hosting what we owe", "wallet.pay", "web.fetch")).Text;
        Assert.DoesNotContain("wallet.pay", text);
        Assert.DoesNotContain("web.fetch", text);
    }

    [Fact]
    public void A_number_without_an_asset_is_no_amount_where_there_are_several()
    {
        Assert.DoesNotContain("wallet.pay", CallGrammar.Of(Samples.Ask("Pay Hosting 40", "wallet.pay")).Text);
        Assert.Contains("wallet.pay", CallGrammar.Of(Samples.Ask("Pay Hosting 40, in DAI", "wallet.pay")).Text);
    }

    [Fact]
    public void Reply_and_refuse_are_always_there_and_once()
    {
        var text = CallGrammar.Of(Samples.Ask("Hello")).Text;
        Assert.Equal(2, text.Split("\\\"reply\\\"").Length);
        Assert.Equal(2, text.Split("\\\"refuse\\\"").Length);
    }

    [Fact]
    public void An_optional_argument_without_a_candidate_is_left_out() =>
        Assert.Contains("""t0 ::= "{\"tool\":\"wallet.balance\",\"args\":{" "}}""",
            CallGrammar.Of(Samples.Ask("Balance?", "wallet.balance")).Text);

    [Fact]
    public void Narrowed_to_payees_other_accounts_cannot_be_written()
    {
        var request = Samples.Ask("Pay 40 USDC to Hosting or Design", "wallet.pay") with { Payees = [Samples.Design] };
        Assert.Contains("\"\\\"to\\\":\\\"\" (\"@a2\")", CallGrammar.Of(request).Text);
    }

    [Fact]
    public void The_hash_is_that_of_the_text()
    {
        var one = CallGrammar.Of(Samples.Ask("Pay 40 USDC to Hosting"));
        Assert.Equal(one.Hash, CallGrammar.Of(Samples.Ask("Pay 41 USDC to Hosting")).Hash);
        Assert.NotEqual(one.Hash, CallGrammar.Of(Samples.Ask("Pay 41 USDC to Hosting", "wallet.pay")).Hash);
    }
}
