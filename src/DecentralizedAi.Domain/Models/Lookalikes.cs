using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using DecentralizedAi.Domain.Policy.Values;

namespace DecentralizedAi.Domain.Models;

/// <summary>
/// Finds what only looks like a value: a listed name or an account in letters of another script or with invisible
/// characters in it, digits of another script, and lines that are shown in another order than they are read.
/// </summary>
internal sealed partial class Lookalikes
{
    // Letters of other scripts beside the Latin ones they are drawn like.
    private const string Drawn = "аaеeоoрpсcуyхxіiјjѕsԁdԛqԝwһhкkмmтtнhвb"
        + "АAВBСCЕEНHІIЈJКKМMОOРPЅSТTХXУYԌGԚQԜW" + "αaοoνvρpιiκkγyτtυuχxηnωwεeβb"
        + "ΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧX" + "օoսuհhոnցgզq" + "ıiɡgɑaℓl";

    private static readonly FrozenDictionary<int, char> Latin = Enumerable.Range(0, Drawn.Length / 2)
        .ToDictionary(i => (int)Drawn[2 * i], i => Drawn[2 * i + 1]).ToFrozenDictionary();

    private readonly ILookup<string, string> _names;
    private readonly Regex _pattern;

    /// <param name="names">Of the policy's lists.</param>
    public Lookalikes(IEnumerable<string> names)
    {
        _names = names.Where(name => name.Length > 0)
            .ToLookup(name => Skeleton(name).Text, StringComparer.OrdinalIgnoreCase);
        var listed = _names.Select(same => Regex.Escape(same.Key)).Where(key => key.Length > 0)
            .OrderByDescending(key => key.Length).Append("(?!)");
        _pattern = new Regex(@$"0[xX][0-9a-fA-F]{{40}}(?!\w)|(?<![\w@./-])({string.Join('|', listed)})(?![\w@/-]|\.\w)",
            RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);
    }

    /// <summary>Spans that stand for no value, in order and apart.</summary>
    public IReadOnlyList<ScannedSpan> Find(string text)
    {
        var (plain, places) = Skeleton(text);
        var found = _pattern.Matches(plain)
            .Select(match => (Start: places[match.Index], End: places[match.Index + match.Length], match.Value))
            // Invisible characters before it are its own, like those behind it.
            .Select(m => m with { Start = m.Start - Invisible().Match(text, 0, m.Start).Length })
            .Where(m => !IsItself(m.Value, text[m.Start..m.End]))
            .Select(m => Unclear(m.Start, text[m.Start..m.End], ReferenceKind.Address))
            .Concat(OtherDigits().Matches(text).Select(m => Unclear(m.Index, m.Value, ReferenceKind.Number)));
        var apart = new List<ScannedSpan>();
        foreach (var span in found.OrderBy(span => span.Start))
            if (apart.Count == 0 || span.Start >= apart[^1].Start + apart[^1].Length)
                apart.Add(span);
        return apart;
    }

    /// <summary>True for a place in a line that holds an order-changing control.</summary>
    public static bool Turned(string text, int at)
    {
        var end = text.IndexOf('\n', at);
        var start = at == 0 ? 0 : text.LastIndexOf('\n', at - 1) + 1;
        return text.AsSpan(start, (end < 0 ? text.Length : end) - start).IndexOfAny(
            "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069") >= 0;
    }

    private bool IsItself(string plain, string written) =>
        plain.Equals(written, StringComparison.Ordinal)
        || _names[plain].Any(name => name.Equals(written, StringComparison.OrdinalIgnoreCase));

    private static ScannedSpan Unclear(int start, string written, ReferenceKind kind) =>
        new(start, written.Length, null, ReferenceKinds.Overflow(kind), written, Unclear: true);

    // The text as it is drawn, and where each of its characters, and its end, stands in what was written.
    private static (string Text, List<int> Places) Skeleton(string text)
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

    [GeneratedRegex(@"[\p{Cf}\p{M}]*\z", RegexOptions.CultureInvariant | RegexOptions.RightToLeft)]
    private static partial Regex Invisible();

    [GeneratedRegex(@"[\d.,]*[\d-[0-9]][\d.,]*", RegexOptions.CultureInvariant)]
    private static partial Regex OtherDigits();
}
