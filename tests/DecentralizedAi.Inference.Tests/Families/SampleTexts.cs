using System.Text;
using DecentralizedAi.Inference.Files;

namespace DecentralizedAi.Inference.Tests.Families;

/// <summary>Texts that tokenizers get wrong, always the same for a seed.</summary>
internal static class SampleTexts
{
    private static readonly string[] Words =
    [
        "pay", "Hosting", "the", "invoice", "don't", "WE'LL", "o'clock", "naïve", "Straße", "œuvre", "İstanbul",
        "ﬁne", "привет", "платёж", "ελληνικά", "עברית", "مرحبا", "हिन्दी", "ไทย", "中文字符", "日本語テキスト",
        "한국어", "𝔘𝔫𝔦", "👩\u200d👩\u200d👧", "🏳\ufe0f\u200d🌈", "e\u0301", "\u200bzero", "\u202eturned", "½",
        "Ⅷ", "٣٤", "1,000.50", "0x52908400098527886E0F7030069857D2E4169EE7",
        "123456789", "3.14159", "2026-11-26", "@a1", "@n12", "#events", "https://example.org/a?b=c&d=%20", "a_b-c.d",
        "{\"tool\":\"wallet.pay\"}", "\\n", "<b>", "</b>", "<<SYS>>", "[TOOL_CALLS]", "[INST]", "\u00a0", "\u3000",
        "\ufeff", "\u0000", "\u0007", "\u007f", "€", "−", "…", "“quoted”", "==", "!=", "=>", "::", "/*", "*/", "$$",
        "~~~", "###",
    ];

    private static readonly string[] Blanks =
        [" ", " ", " ", "", "", "  ", "   ", "\n", "\n\n", " \n ", "\t", "\t\t", "\r\n", "\n\t", "        ", "\u00a0"];

    /// <summary>So many texts.</summary>
    /// <param name="special">Words that must stay words.</param>
    public static IEnumerable<string> Of(int seed, int count, IReadOnlyList<SpecialToken> special)
    {
        var random = new Random(seed);
        for (var made = 0; made < count; made++)
        {
            var text = new StringBuilder();
            for (var i = random.Next(1, 14); i > 0; i--)
                text.Append(random.Next(8) switch
                {
                    0 => special[random.Next(special.Count)].Text,
                    1 => Torn(special[random.Next(special.Count)].Text, random),
                    2 => Letters(random),
                    _ => Words[random.Next(Words.Length)],
                }).Append(Blanks[random.Next(Blanks.Length)]);
            yield return text.ToString();
        }
    }

    private static string Torn(string word, Random random)
    {
        var at = random.Next(word.Length);
        return random.Next(3) switch
        {
            0 => word[..at] + " " + word[at..],
            1 => word[..at] + word[(at + 1)..],
            _ => word[..at] + word,
        };
    }

    // Letters and signs of the last twenty years: tables of other programs may not know those of this year.
    private static readonly (int From, int To)[] Blocks =
    [
        (0x20, 0x52f), (0x590, 0x5ff), (0x620, 0x6ff), (0x900, 0x97f), (0xe01, 0xe3a), (0x10a0, 0x10c5),
        (0x1e00, 0x1eff), (0x2010, 0x206f), (0x20a0, 0x20b5), (0x2100, 0x21ff), (0x2460, 0x27bf), (0x3000, 0x30ff),
        (0x4e00, 0x9fa5), (0xac00, 0xd7a3), (0xf900, 0xfa2d), (0xff01, 0xffdc), (0x10330, 0x1034a),
        (0x13000, 0x1342e), (0x1d400, 0x1d454), (0x1f300, 0x1f320), (0x1f600, 0x1f640), (0x20000, 0x2a6d6),
    ];

    private static string Letters(Random random)
    {
        var letters = new StringBuilder();
        for (var i = random.Next(1, 6); i > 0;)
        {
            var (from, to) = Blocks[random.Next(Blocks.Length)];
            var rune = random.Next(from, to + 1);
            if (!Rune.IsValid(rune)
                || Rune.GetUnicodeCategory(new Rune(rune)) == System.Globalization.UnicodeCategory.OtherNotAssigned)
                continue;
            letters.Append(new Rune(rune));
            i--;
        }
        return letters.ToString();
    }
}
