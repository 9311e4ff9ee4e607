using DecentralizedAi.Domain.Policy.Values;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Policy;

public sealed class TextRulesTests
{
    [Theory]
    [InlineData("plain", true)]
    [InlineData("Grüße", true)]
    [InlineData("e\u0301", false)]
    [InlineData("\u00e9\u0323", false)] // The dot below belongs before the acute accent.
    [InlineData("\u1eb9\u0301", true)]
    [InlineData("a\u0323\u0302", false)] // Composes in two steps.
    [InlineData("\u1ead", true)]
    [InlineData("q\u0307\u0323", false)] // Nothing composes, but the order is wrong.
    [InlineData("q\u0323\u0307", true)]
    [InlineData("a\u0315\u0301", false)] // The accent composes past the mark of a higher class.
    [InlineData("a\u030d\u0301", true)] // Blocked: both marks are of one class.
    [InlineData("a\u0316\u0301", false)] // The accent composes past the mark of a lower class.
    [InlineData("\u00e1\u0316", true)]
    [InlineData("\u1100\u1161", false)]
    [InlineData("\uac00", true)]
    [InlineData("\uac00\u11a8", false)]
    [InlineData("\uac01\u11a8", true)]
    [InlineData("\u10ff\u1161", true)] // One before the leads.
    [InlineData("\u1113\u1161", true)] // One behind the leads.
    [InlineData("\u1100\u1160", true)] // One before the vowels.
    [InlineData("\u1100\u1176", true)] // One behind the vowels.
    [InlineData("\uac00\u11a7", true)] // One before the tails.
    [InlineData("\uac00\u11c3", true)] // One behind the tails.
    [InlineData("\uabff\u11a8", true)] // One before the syllables.
    [InlineData("\ud788\u11a8", false)] // The last syllable without a tail.
    [InlineData("\ud7a4\u11a8", true)] // One behind the syllables.
    [InlineData("\u0340", false)] // The first that never is in it.
    [InlineData("\u212b", false)] // Angstrom sign.
    [InlineData("\u0958", false)] // Excluded from composition.
    [InlineData("\u0915\u093c", true)]
    [InlineData("\u2000", false)]
    [InlineData("\U0001d15e", false)]
    [InlineData("\ud83d\ude00", true)]
    public void Tells_normalization_form_c(string text, bool isText) => Assert.Equal(isText, TextRules.IsText(text));

    [Theory]
    [InlineData("\u0000")]
    [InlineData("a\nb")]
    [InlineData("a\tb")]
    [InlineData("\u001f")]
    [InlineData("\u007f")]
    [InlineData("\u009f")]
    public void Refuses_control_characters(string text) => Assert.False(TextRules.IsText(text));

    // Attributes cannot hold them.
    [Fact]
    public void Refuses_halves_of_pairs() =>
        Assert.All((string[])["\ud800", "a\udc00", "\udc00\ud800"], text => Assert.False(TextRules.IsText(text)));

    // Quadratic time here would let one argument stop a node.
    [Fact]
    public void Reads_a_long_run_of_marks()
    {
        var marks = new string('\u0316', 60_000) + new string('\u030d', 60_000);
        Assert.True(TextRules.IsText("q" + marks));
        Assert.False(TextRules.IsText("q" + marks + "\u0316"));
    }

    [Fact]
    public void Lets_a_body_hold_newlines_and_tabs_only()
    {
        Assert.True(TextRules.IsBody("é\n\tb"));
        Assert.False(TextRules.IsBody("a\r\nb"));
        Assert.False(TextRules.IsBody("e\u0301\n"));
    }

    [Theory]
    [InlineData("\u00a0")] // No-break space.
    [InlineData("\u200b")] // Zero-width space.
    [InlineData("\u202e")] // Right-to-left override.
    [InlineData("\u00ad")] // Soft hyphen.
    [InlineData("\u2028")]
    [InlineData("\ue000")]
    [InlineData("\ufffe")]
    [InlineData("\ufdd0")]
    [InlineData("\U0002ebf0")] // Assigned in 15.1.
    [InlineData("\U0001c800")] // Unassigned.
    public void Refuses_in_a_document_what_a_call_may_hold(string text)
    {
        Assert.True(TextRules.IsText(text));
        Assert.False(TextRules.IsDocumentText(text));
    }

    [Fact]
    public void Takes_in_a_document_what_people_write() =>
        Assert.True(TextRules.IsDocumentText("Grüße — 東京 한국 العربية \U0001FAE8 № 7"));
}
