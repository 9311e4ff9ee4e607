using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using DecentralizedAi.Domain.Policy.Values;

namespace DecentralizedAi.Domain.Models;

/// <summary>Text as people see it: letters of other scripts as the Latin ones they are drawn like, without what is
/// invisible. Two texts that people take for one are equal here.</summary>
public static class DrawnText
{
    private const int LastOfLatin = 0x24f;

    // Letters of other scripts beside the Latin ones they are drawn like.
    private const string Drawn = "аaеeоoрpсcуyхxіiјjѕsԁdԛqԝwһhкkмmтtнhвb"
        + "АAВBСCЕEНHІIЈJКKМMОOРPЅSТTХXУYԌGԚQԜW" + "αaοoνvρpιiκkγyτtυuχxηnωwεeβb"
        + "ΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧX" + "օoսuհhոnցgզq" + "ıiɡgɑaℓl";

    private static readonly FrozenDictionary<int, char> Latin = Enumerable.Range(0, Drawn.Length / 2)
        .ToDictionary(i => (int)Drawn[2 * i], i => Drawn[2 * i + 1]).ToFrozenDictionary();

    /// <summary>The text as it is drawn.</summary>
    public static string OfLetters(string text) => Of(text).Text;

    /// <summary>The same at a glance: what ASCII draws alike is one, as <c>l</c> and <c>1</c>.</summary>
    public static string AtAGlance(string text) => Of(text).Text.Replace("rn", "m", StringComparison.Ordinal)
        .Replace("vv", "w", StringComparison.Ordinal).Replace('I', 'l').Replace('1', 'l').Replace('0', 'O');

    /// <summary>The same in one case, as it is read aloud.</summary>
    public static string Aloud(string text) => Of(text).Text.ToLowerInvariant();

    /// <summary>A text with the number of each character that is not ASCII: what it really says.</summary>
    public static string Spelled(string text) => string.Concat(text.EnumerateRunes()
        .Select(rune => rune.IsAscii ? rune.ToString() : $"[U+{rune.Value:X4}]"));

    /// <summary>Whether a word of the text mixes Latin letters with those of another script that has two cases.
    /// </summary>
    public static bool MixesScripts(string text)
    {
        var (isLatin, isOther) = (false, false);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!Rune.IsLetter(rune) && Rune.GetUnicodeCategory(rune) is not UnicodeCategory.NonSpacingMark)
                (isLatin, isOther) = (false, false);
            else if (Rune.IsUpper(rune) || Rune.IsLower(rune))
                (isLatin, isOther) = (isLatin || IsLatin(rune), isOther || !IsLatin(rune));
            if (isLatin && isOther)
                return true;
        }
        return false;
    }

    private static bool IsLatin(Rune rune) => rune.Value is <= LastOfLatin or >= 0x1e00 and <= 0x1eff;

    /// <summary>The text as it is drawn, and where each of its characters, and its end, stands in what was written.
    /// </summary>
    internal static (string Text, List<int> Places) Of(string text)
    {
        var drawn = new StringBuilder();
        var places = new List<int>();
        for (var i = 0; i < text.Length;)
        {
            var rune = Rune.TryGetRuneAt(text, i, out var read) ? read : Rune.ReplacementChar;
            if (Plain(rune) is { } plain)
            {
                for (var unit = 0; unit < plain.Length; unit++)
                    places.Add(i);
                drawn.Append(plain);
            }
            i += rune.Utf16SequenceLength;
        }
        places.Add(text.Length);
        return (drawn.ToString(), places);
    }

    private static string? Plain(Rune rune)
    {
        if (rune.IsAscii)
            return ((char)rune.Value).ToString();
        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.NonSpacingMark
            or UnicodeCategory.EnclosingMark || rune.Value is 0x115f or 0x1160 or 0x3164 or 0xffa0)
            return null;
        if (CharUnicodeInfo.GetDecimalDigitValue(rune.ToString(), 0) is >= 0 and var digit)
            return ((char)('0' + digit)).ToString();
        var bare = UnicodeNormal.Unmarked(rune);
        return Latin.TryGetValue(bare.Value, out var letter) ? letter.ToString() : Styled(bare) ?? bare.ToString();
    }

    // Full-width, circled and mathematical letters.
    private static string? Styled(Rune rune) => rune.Value switch
    {
        >= 0xff01 and <= 0xff5e => ((char)(rune.Value - 0xfee0)).ToString(),
        >= 0x24b6 and <= 0x24cf => ((char)('A' + rune.Value - 0x24b6)).ToString(),
        >= 0x24d0 and <= 0x24e9 => ((char)('a' + rune.Value - 0x24d0)).ToString(),
        >= 0x1d400 and <= 0x1d6a3 when (rune.Value - 0x1d400) % 52 is var i =>
            ((char)(i < 26 ? 'A' + i : 'a' + i - 26)).ToString(),
        _ => null,
    };
}
