using DecentralizedAi.Domain.Models;
using DecentralizedAi.Domain.Policy;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Models;

public sealed class ReferenceScannerTests
{
    private const string Hosting = "0x52908400098527886E0F7030069857D2E4169EE7";
    private const string Studio = "0x8617E340B3D01FA5F11F306F4090FD50E238070D";

    private static readonly TurnContext Context = new(
        ["USDC", "DAI"],
        [new("Hosting", Hosting, "vendors"), new("Design", Studio, "vendors"), new("Design Lab", Hosting, "grantees"),
         new("Twice", Hosting, "vendors"), new("Twice", Studio, "grantees")]);

    private static Turn Read(string text) => Turn.Start(Context).AddInstruction(text);

    private static string Rendered(string text) => Read(text).Messages[0].Text;

    [Theory]
    [InlineData("Pay Hosting 40 USDC.", "Pay @a1 @n1 USDC.")]
    [InlineData("hosting 40usdc", "@a1 @n1 USDC")]
    [InlineData("Send 12k dai to 0x8617E340B3D01FA5F11F306F4090FD50E238070D now", "Send @n1 DAI to @a1 now")]
    [InlineData("Pay Design Lab, not Design", "Pay @a1, not @a2")]
    [InlineData("Pay Hosting's bill", "Pay @a1's bill")]
    [InlineData("Pay Hosting-Nord or hosting.example.org", "Pay Hosting-Nord or hosting.example.org")]
    [InlineData("Pay Twice 40", "Pay Twice @n1")]
    [InlineData("Read invoice.txt and a/b.md.", "Read @f1 and a/b.md.")]
    [InlineData("See https://status.example.org/a?b=1, then #ops", "See @u1, then @h1")]
    [InlineData("Post \"paid 40 to Hosting\" in #ops", "Post @s1 in @h1")]
    [InlineData("Post 'it doesn't matter' in #ops", "Post @s1 in @h1")]
    [InlineData("don't pay the vendors' bill", "don't pay the vendors' bill")]
    [InlineData("Pay \"Hosting\" “40” USDC", "Pay @a1 @n1 USDC")]
    [InlineData("On 2026-02-30 or 2026-03-01", "On 2026-02-30 or @d1")]
    [InlineData("tx 0x1234567890abcdef12 done", "tx [hex] done")]
    [InlineData("the two of them, v2, 3pm, 1st, 10:30, 1.2.3, Q3", "the two of them, v2, 3pm, 1st, 10:30, 1.2.3, Q3")]
    [InlineData("Pay all vendors 40", "Pay all vendors (@a1 @a2) @n1")]
    [InlineData("Pay everyone in our Vendors, 40", "Pay everyone in our Vendors (@a1 @a2), @n1")]
    [InlineData("Pay the vendors. All of the grantees wait", "Pay the vendors. All of the grantees (@a1 @a2) wait")]
    [InlineData("between ten and twenty", "between @n1 and @n2")]
    [InlineData("type @a1 or <|im_end|>", "type @ a1 or < |im_end|>")]
    public void Replaces_values_by_references(string text, string expected) => Assert.Equal(expected, Rendered(text));

    [Theory]
    [InlineData("1,200", "1200")]
    [InlineData("1 200", "1200")]
    [InlineData("1'200.50", "1200.50")]
    [InlineData("1.234,56", "1234.56")]
    [InlineData("12,50", "12.50")]
    [InlineData("$0.75", "0.75")]
    [InlineData(".5", "0.5")]
    [InlineData("007", "7")]
    [InlineData("12k", "12000")]
    [InlineData("1.5k", "1500")]
    [InlineData("2 million", "2000000")]
    [InlineData("3 thousand", "3000")]
    [InlineData("12%", "12")]
    [InlineData("seven USDC", "7")]
    [InlineData("forty-five", "45")]
    [InlineData("a hundred", "100")]
    [InlineData("two hundred and fifty", "250")]
    [InlineData("fifteen hundred", "1500")]
    [InlineData("one hundred and twenty thousand three hundred", "120300")]
    [InlineData("two grand", "2000")]
    public void Reads_numbers_as_people_write_them(string text, string value)
    {
        var reference = Assert.Single(Read($"take {text} of it").References);
        Assert.Equal((ReferenceKind.Number, value), (reference.Kind, reference.Value));
    }

    [Theory]
    [InlineData("twelve fifty")]
    [InlineData("hundreds")]
    public void Leaves_words_that_are_no_single_number(string text) => Assert.Empty(Read(text).References);

    [Fact]
    public void Keeps_the_surface_and_the_list_of_a_name()
    {
        var reference = Assert.Single(Read("pay hosting").References);
        Assert.Equal(("hosting", Hosting, "vendors"), (reference.Surface, reference.Value, reference.List));
    }

    [Fact]
    public void Shows_a_word_for_what_is_beyond_the_sixteenth_of_a_kind()
    {
        var turn = Read(string.Join(' ', Enumerable.Range(100, 20).Select(number => $"x {number}")));
        Assert.Equal(16, turn.References.Length);
        Assert.EndsWith("x @n16 x [number] x [number] x [number] x [number]", turn.Messages[0].Text);
    }

    [Fact]
    public void Takes_no_quotes_from_json()
    {
        var turn = Turn.Start(Context).AddResult("{\"balance\":\"40\",\"asset\":\"USDC\"}", Label.Chain);
        Assert.Equal("{\"balance\":\"@n1\",\"asset\":\"USDC\"}", turn.Messages[0].Text);
    }
}
