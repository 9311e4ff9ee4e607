using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Policy.Values;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Policy;

/// <summary>Names, amounts, times and content ids at the edges of what they may be.</summary>
public sealed class ValueTextTests
{
    [Theory]
    [InlineData("a", true)]
    [InlineData("a-b-9", true)]
    [InlineData("-", true)]
    [InlineData("", false)]
    [InlineData("a_b", false)]
    [InlineData("A", false)]
    [InlineData("é", false)]
    public void An_id_is_of_lower_case_letters_digits_and_hyphens(string text, bool isId) =>
        Assert.Equal(isId, Words.IsId(text));

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void An_id_has_at_most_64_characters(int length, bool isId) =>
        Assert.Equal(isId, Words.IsId(new string('z', length)));

    [Theory]
    [InlineData("to", true)]
    [InlineData("a_9", true)]
    [InlineData("", false)]
    [InlineData("9a", false)]
    [InlineData("_a", false)]
    [InlineData("A", false)]
    [InlineData("a-b", false)]
    public void An_argument_begins_with_a_letter(string text, bool isArgument) =>
        Assert.Equal(isArgument, Words.IsArgument(text));

    [Theory]
    [InlineData("a", true)]
    [InlineData("a.b.c.d", true)]
    [InlineData("a.b.c.d.e", false)]
    [InlineData("a..b", false)]
    [InlineData(".a", false)]
    [InlineData("a.", false)]
    [InlineData("", false)]
    [InlineData("a.9", false)]
    public void A_tool_is_of_one_to_four_words(string text, bool isTool) => Assert.Equal(isTool, Words.IsTool(text));

    [Theory]
    [InlineData("USDC", true)]
    [InlineData("e1", true)]
    [InlineData("", false)]
    [InlineData("1e", false)]
    [InlineData("US-DC", false)]
    [InlineData("é", false)]
    [InlineData("A2345678901234567890123456789012", true)]
    [InlineData("A23456789012345678901234567890123", false)]
    public void An_asset_is_a_letter_and_31_more(string text, bool isAsset) =>
        Assert.Equal(isAsset, Words.IsAsset(text));

    [Theory]
    [InlineData("Low_9-x", true)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("a!", false)]
    public void A_member_is_of_letters_digits_underscores_and_hyphens(string text, bool isMember) =>
        Assert.Equal(isMember, Words.IsMember(text));

    [Theory]
    [InlineData("0", 6, "0")]
    [InlineData("1500000", 6, "1.5")]
    [InlineData("1", 6, "0.000001")]
    [InlineData("1000000", 6, "1")]
    [InlineData("1230", 0, "1230")]
    [InlineData("340282366920938463463374607431768211455", 38, "3.40282366920938463463374607431768211455")]
    public void Units_are_written_as_the_amount_that_they_are(string units, int decimals, string written)
    {
        Assert.Equal(written, AmountText.Write(UInt256.Parse(units), decimals));
        Assert.True(AmountText.TryUnits(written, decimals, out var read));
        Assert.Equal(units, read.ToString());
    }

    [Theory]
    [InlineData("340282366920938463463374607431768211455", 0, true)]
    [InlineData("340282366920938463463374607431768211456", 0, false)]
    [InlineData("3.40282366920938463463374607431768211456", 38, false)]
    [InlineData("00000000000000000000000", 3, false)]
    [InlineData("1234567890123456789012.", 3, false)]
    [InlineData("1234567890123456789012.1234", 3, false)]
    [InlineData("1234567890123456789012.12a", 3, false)]
    [InlineData("1234567890123456789012.123", 3, true)]
    [InlineData("1234567890123456789012.1", 3, true)]
    public void A_long_amount_is_read_like_a_short_one(string text, int decimals, bool isAmount) =>
        Assert.Equal(isAmount, AmountText.TryUnits(text, decimals, out _));

    [Theory]
    [InlineData("1.50", "1.5")]
    [InlineData("1.00", "1")]
    [InlineData("100", "100")]
    [InlineData("0.0", "0")]
    public void An_amount_has_one_canonical_form(string text, string canonical) =>
        Assert.Equal(canonical, AmountText.Canonical(text));

    [Theory]
    [InlineData("1", 1U)]
    [InlineData("1s", 1U)]
    [InlineData("2m", 120U)]
    [InlineData("2h", 7200U)]
    [InlineData("2d", 172800U)]
    [InlineData("4294967295", uint.MaxValue)]
    [InlineData("4294967296", null)]
    [InlineData("49711d", null)]
    [InlineData("0s", null)]
    [InlineData("", null)]
    [InlineData("s", null)]
    [InlineData("1w", null)]
    [InlineData("01s", null)]
    [InlineData("99999999999999999999999999999999999999999999999999999999999999999999999999999d", null)]
    public void A_duration_is_1_to_2_to_the_32_seconds(string text, uint? seconds) =>
        Assert.Equal(seconds, ClockText.TryDuration(text, out var read) ? (uint?)read : null);

    [Theory]
    [InlineData(1U, "1 second")]
    [InlineData(61U, "61 seconds")]
    [InlineData(60U, "1 minute")]
    [InlineData(5400U, "90 minutes")]
    [InlineData(3600U, "1 hour")]
    [InlineData(129600U, "36 hours")]
    [InlineData(86400U, "1 day")]
    [InlineData(604800U, "7 days")]
    [InlineData(uint.MaxValue, "4294967295 seconds")]
    public void A_duration_is_said_in_the_largest_unit_that_it_is_whole_in(uint seconds, string said) =>
        Assert.Equal(said, ClockText.WriteDuration(seconds));

    [Theory]
    [InlineData(1U, "second")]
    [InlineData(60U, "minute")]
    [InlineData(604800U, "week")]
    [InlineData(2U, null)]
    public void A_rate_is_said_by_the_name_of_its_period(uint seconds, string? name) =>
        Assert.Equal(name, ValueReader.PeriodName(seconds));

    [Theory]
    [InlineData("0001-01-01T00:00:00Z", ClockText.FirstSecond)]
    [InlineData("1970-01-02T00:01:02Z", 86462L)]
    [InlineData("9999-12-31T23:59:59Z", ClockText.LastSecond)]
    [InlineData("2026-02-29T00:00:00Z", null)]
    [InlineData("2026-01-01t00:00:00Z", null)]
    [InlineData("2026-01-01T00:00:00z", null)]
    [InlineData("2026-01-01T00:00.00Z", null)]
    [InlineData("2026-01-01T24:00:00Z", null)]
    [InlineData("2026-01-01T00:60:00Z", null)]
    [InlineData("2026-01-01T00:00:60Z", null)]
    [InlineData("2026-01-01T00:00:00", null)]
    [InlineData("2026-01-01T00:00:00Z ", null)]
    [InlineData("2026-01-01T0a:00:00Z", null)]
    [InlineData("2026-01-01T00:00:0aZ", null)]
    [InlineData("2026-01-01T00:00:a0Z", null)]
    public void An_instant_is_a_second_of_a_day_that_exists(string text, long? second)
    {
        Assert.Equal(second, ClockText.TryInstant(text, out var read) ? (long?)read : null);
        if (second is { } known)
            Assert.Equal(text, ClockText.WriteInstant(known));
    }

    [Theory]
    [InlineData("00:00", 0)]
    [InlineData("23:59", 1439)]
    [InlineData("24:00", null)]
    [InlineData("09.00", null)]
    [InlineData("9:000", null)]
    [InlineData("09:0", null)]
    [InlineData("09:000", null)]
    [InlineData(":9:00", null)]
    public void A_minute_is_written_with_two_digits_each(string text, int? minute) =>
        Assert.Equal(minute, ClockText.TryMinute(text, out var read) ? (int?)read : null);

    [Fact]
    public void The_first_of_january_2026_was_a_thursday()
    {
        Assert.True(ClockText.TryInstant("2026-01-01T13:37:59Z", out var second));
        Assert.Equal("thu", ClockText.DayName(ClockText.DayOfWeek(second)));
        Assert.Equal(13 * 60 + 37, ClockText.MinuteOfDay(second));
        var days = Enumerable.Range(0, 7).ToArray();
        Assert.Equal(days, days.Select(day => ClockText.DayOf(ClockText.DayName(day))));
        Assert.Equal(-1, ClockText.DayOf("day"));
        Assert.Equal("mon", ClockText.DayName(ClockText.DayOfWeek(ClockText.FirstSecond)));
    }

    [Theory]
    [InlineData("bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi", true)]
    [InlineData("bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdj", false)] // Bits that are left over.
    [InlineData("bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzd", false)] // A digest that is too short.
    [InlineData("BAFYBEIGDYRZT5SFP7UDM7HU76UH7Y26NF3EFUYLQABF3OCLGTQY55FBZDI", false)]
    [InlineData("bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzd1", false)]
    [InlineData("QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG", true)]
    [InlineData("QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbd0", false)]
    [InlineData("QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdGG", false)]
    [InlineData("QzYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG", false)]
    [InlineData("Q", false)]
    [InlineData("b", false)]
    [InlineData("", false)]
    [InlineData("bae", false)] // Version 1 and nothing behind it.
    [InlineData("bajkqaaa", false)] // Version 2.
    [InlineData("bqeafkaaa", false)] // Version 1, not in its shortest form.
    [InlineData("bafkqaaa", true)] // An identity of no bytes.
    [InlineData("bafkqabtimvwgy3yk", true)] // An identity of six bytes.
    [InlineData("bafkqabtimvwgy3y", false)]
    [InlineData("bafkqaaa1", false)] // What is no digit, behind an id that is whole.
    [InlineData("bafkqaalb", true)] // An identity of one byte.
    [InlineData("bafkqaalba", false)] // A whole digit that is left over.
    [InlineData("bagaacaaa", true)] // A codec of two bytes, the first without bits.
    [InlineData("QmUo6yRfuCzKY9tJDCLEH8ytTh3Y9jbCG5RbbYgnt1JFWQ", true)] // With the digit that is zero.
    [InlineData("PTRJfxCo8ooFxASEDNxfzgs4zKHYzyBmrBkxUPJetkWAUU", false)] // 0x11 0x20.
    [InlineData("bafkqasyaaebagbafaydqqcikbmga2dqpcaireeyuculbogazdinryhi6d4qccirdeqssmjzifevcwlb"
        + "nfyxtamjsgm2dknrxha4tuoz4hu7d6qcbijbuirkgi5eessq", true)] // 128 characters, the most.
    [InlineData("bafkqataaaebagbafaydqqcikbmga2dqpcaireeyuculbogazdinryhi6d4qccirdeqssmjzifevcwlb"
        + "nfyxtamjsgm2dknrxha4tuoz4hu7d6qcbijbuirkgi5eesssl", false)]
    [InlineData("bafkqbaaa", false)] // A length that is not in its shortest form.
    public void A_content_id_has_a_digest_of_the_length_that_it_states(string text, bool isCid) =>
        Assert.Equal(isCid, CidText.IsCid(text));
}
