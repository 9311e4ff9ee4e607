using System.Globalization;
using CsCheck;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Domain.Policy;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Models;

/// <summary>What is written is read as one number by everybody, or by nobody.</summary>
public sealed class NumberReadingTests
{
    private static readonly TurnContext Context = new(
        ["USDC"], [new("Hosting", "0x52908400098527886E0F7030069857D2E4169EE7", "vendors")]);

    private static Turn Read(string text) => Turn.Start(Context).AddInstruction(text);

    [Theory]
    [InlineData("1.234,50", "1234.50")]
    [InlineData("1,234.50", "1234.50")]
    [InlineData("1 234,50", "1234.50")]
    [InlineData("1'234.50", "1234.50")]
    [InlineData("1’234.50", "1234.50")]
    [InlineData("1\u00a0234,50", "1234.50")]
    [InlineData("1\u202f234\u202f567,5", "1234567.5")]
    [InlineData("1_000_000", "1000000")]
    [InlineData("1.234.567,89", "1234567.89")]
    [InlineData("1,234,567", "1234567")]
    [InlineData("1,234.567", "1234.567")]
    [InlineData("0,125", "0.125")]
    [InlineData("0.125", "0.125")]
    [InlineData("0,1250", "0.1250")]
    [InlineData("1234.567", "1234.567")]
    [InlineData("1.2345", "1.2345")]
    [InlineData("12,5", "12.5")]
    [InlineData("12 k", "12000")]
    [InlineData("1,5k", "1500")]
    [InlineData("2M", "2000000")]
    [InlineData("5m USDC", "5000000")]
    [InlineData("twelve hundred and five", "1205")]
    [InlineData("0.000000000000000001", "0.000000000000000001")]
    [InlineData("0.0000000000000001k", "0.0000000000001")]
    [InlineData("12345678901234567890", "12345678901234567890")]
    public void Reads_each_way_of_parting_thousands(string text, string value)
    {
        var turn = Read($"take {text} of it");
        Assert.Equal(value, Assert.Single(turn.References).Value);
        Assert.Empty(turn.Unclear);
    }

    [Theory]
    [InlineData("1.000")]
    [InlineData("12.345")]
    [InlineData("1.234.567")]
    [InlineData("1234,567")]
    [InlineData("1,2345")]
    [InlineData("1,00,000")]
    [InlineData("1,23,456")]
    [InlineData("1,2,3")]
    [InlineData("1.234,567.89")]
    [InlineData("1'23")]
    [InlineData("1.500k")]
    [InlineData("3 hundred thousand")]
    [InlineData("10 lakh")]
    [InlineData("2 bn")]
    [InlineData("2 1/2")]
    [InlineData("2½")]
    [InlineData("10²")]
    [InlineData("2 and a half")]
    [InlineData("10-20")]
    [InlineData("10–20")]
    [InlineData("-40")]
    [InlineData("−40")]
    [InlineData("twelve fifty")]
    [InlineData("two and a half thousand")]
    [InlineData("half a million")]
    [InlineData("a couple of thousand")]
    [InlineData("several hundred")]
    [InlineData("one point five million")]
    [InlineData("two dozen USDC")]
    [InlineData("minus five USDC")]
    [InlineData("ten k")]
    [InlineData("ten billion")]
    [InlineData("١٢٠")]
    [InlineData("１２０")]
    [InlineData("1２0")]
    [InlineData("123456789012345678901")]
    [InlineData("invoice 12 500")]
    public void Guesses_no_number_that_can_be_read_in_two_ways(string text)
    {
        var turn = Read($"pay Hosting {text} today");
        Assert.DoesNotContain(turn.References, reference => reference.Kind == ReferenceKind.Number);
        Assert.Contains("[number]", turn.Messages[0].Text);
        Assert.NotEmpty(turn.Unclear);
    }

    [Theory]
    [InlineData("1.2.3")]
    [InlineData("10.0.0.1")]
    [InlineData("3.4.2026")]
    [InlineData("10:30")]
    [InlineData("1/2")]
    [InlineData("5m")]
    [InlineData("1e3")]
    [InlineData("INV-2026-001")]
    [InlineData("half of it at this point")]
    [InlineData("the two of them")]
    public void Leaves_alone_what_is_no_number(string text)
    {
        var turn = Read($"see {text} there");
        Assert.Empty(turn.References);
        Assert.Empty(turn.Unclear);
        Assert.Equal($"see {text} there", turn.Messages[0].Text);
    }

    [Theory]
    [InlineData("3 March 2026", "2026-03-03")]
    [InlineData("the 14th of October 2026", "2026-10-14")]
    [InlineData("March 3, 2026", "2026-03-03")]
    [InlineData("2026-03-01", "2026-03-01")]
    public void Reads_days_that_are_written_out(string text, string day)
    {
        var reference = Assert.Single(Read($"post it on {text}").References);
        Assert.Equal((ReferenceKind.Date, day), (reference.Kind, reference.Value));
    }

    [Theory]
    [InlineData("pay Hosting 10% of it")]
    [InlineData("pay Hosting 10 percent of it")]
    [InlineData("pay Hosting 10 EUR")]
    [InlineData("pay Hosting €10")]
    [InlineData("pay Hosting 10 gwei")]
    [InlineData("pay Hosting in 10 days")]
    [InlineData("pay Hosting 1.000 USDC for invoice 10")]
    [InlineData("pay Hosting 1.000 for 10 seats")]
    public void Takes_no_amount_from_a_number_of_something_else(string text)
    {
        var turn = Read(text);
        Assert.Empty(turn.AssetsOf(turn.References.Single(r => r.Value == "10")));
    }

    [Fact]
    public void Takes_the_money_of_an_asset_that_is_called_after_it()
    {
        var turn = Turn.Start(Context with { Assets = ["EURC"] }).AddInstruction("pay Hosting 10 EUR");
        Assert.Equal(["EURC"], turn.AssetsOf(turn.References.Single(r => r.Value == "10")));
    }

    [Fact]
    public void Lets_no_foreign_words_choose_what_a_trusted_number_is_of()
    {
        var turn = Turn.Start(Context with { Assets = ["USDC", "WBTC"] })
            .AddInstruction("Pay Hosting 40 as in invoice.txt").AddResult("We take WBTC: 7", Label.Foreign);
        Assert.Empty(turn.AssetsOf(turn.References.Single(r => r.Value == "40")));
        Assert.Equal(["WBTC"], turn.AssetsOf(turn.References.Single(r => r.Value == "7")));
    }

    [Fact]
    public void Every_amount_comes_back_as_it_was_written_whatever_parts_its_thousands()
    {
        string[] ways = [",.", ".,", " ,", "'.", " ."];
        Gen.Select(Gen.Long[0, 999_999_999], Gen.Int[0, 99], Gen.Int[0, ways.Length - 1]).Sample((whole, cents, way) =>
        {
            var format = new NumberFormatInfo
            {
                NumberGroupSeparator = ways[way][..1],
                NumberDecimalSeparator = ways[way][1..],
            };
            var value = whole + cents / 100m;
            var turn = Read($"Pay {value.ToString("N2", format)} USDC to Hosting.");
            return turn.References.Single(r => r.Kind == ReferenceKind.Number).Value
                == value.ToString("0.00", CultureInfo.InvariantCulture);
        });
    }

    [Fact]
    public void No_text_of_digits_and_marks_is_read_as_two_values()
    {
        // No digit is lost, and what readers of two countries take for different numbers is not read.
        var texts = Gen.Char["0123456789.,'_ "].Array[1, 14].Select(chars => new string(chars));
        texts.Sample(text =>
        {
            foreach (var number in Read($"x {text} y").References.Where(r => r.Kind == ReferenceKind.Number))
            {
                var digits = string.Concat(number.Surface.Where(char.IsAsciiDigit)).TrimStart('0');
                Assert.Equal(digits, number.Value.Replace(".", "").TrimStart('0'));
                Assert.DoesNotMatch(@"^[1-9][0-9]{0,2}(\.[0-9]{3})+$", number.Surface);
                if (number.Surface.StartsWith("0,", StringComparison.Ordinal))
                    Assert.StartsWith("0.", number.Value);
            }
        });
    }
}
