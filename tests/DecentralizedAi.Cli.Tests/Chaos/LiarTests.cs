using System.Text;
using DecentralizedAi.Cli.Chaos.Links;
using Xunit;

namespace DecentralizedAi.Cli.Tests.Chaos;

public sealed class LiarTests
{
    private readonly Liar _liar = new();

    [Fact]
    public void Changes_the_last_digit_of_one_field_wherever_it_stands_and_nothing_else()
    {
        _liar.Lie("nonce");
        Assert.Equal(
            """[{"nonce":"0x11","hash":"0x10"},{"nonce":"0x0","nonces":"0x1"},{"nonce":"0xa0"}]""",
            Heard("""[{"nonce":"0x10","hash":"0x10"},{"nonce":"0x1","nonces":"0x1"},{"nonce":"0xab"}]"""));
    }

    [Fact]
    public void A_value_that_did_not_arrive_whole_stays_true()
    {
        _liar.Lie("hash");
        Assert.Equal("""{"hash":"0x1""", Heard("""{"hash":"0x1"""));
        Assert.Equal("""{"hash":"0x""", Heard("""{"hash":"0x"""));
        Assert.Equal("""{"hash":"0x","number":"0x1"}""", Heard("""{"hash":"0x","number":"0x1"}"""));
    }

    [Fact]
    public void Says_the_truth_before_and_after()
    {
        Assert.Equal("""{"hash":"0x1"}""", Heard("""{"hash":"0x1"}"""));
        _liar.Lie("hash");
        Assert.Equal("""{"hash":"0x0"}""", Heard("""{"hash":"0x1"}"""));
        _liar.Stop();
        Assert.Equal("""{"hash":"0x1"}""", Heard("""{"hash":"0x1"}"""));
    }

    private string Heard(string said)
    {
        var bytes = Encoding.ASCII.GetBytes(said);
        _liar.Change(bytes);
        return Encoding.ASCII.GetString(bytes);
    }
}
