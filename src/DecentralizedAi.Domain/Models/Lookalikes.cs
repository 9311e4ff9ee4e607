using System.Text.RegularExpressions;

namespace DecentralizedAi.Domain.Models;

/// <summary>
/// Finds what only looks like a value: a listed name or an account in letters of another script or with invisible
/// characters in it, digits of another script, and lines that are shown in another order than they are read.
/// </summary>
internal sealed partial class Lookalikes
{
    private readonly ILookup<string, string> _names;
    private readonly Regex _pattern;

    /// <param name="names">Of the policy's lists.</param>
    public Lookalikes(IEnumerable<string> names)
    {
        _names = names.Where(name => name.Length > 0)
            .ToLookup(name => DrawnText.Of(name).Text, StringComparer.OrdinalIgnoreCase);
        var listed = _names.Select(same => Regex.Escape(same.Key)).Where(key => key.Length > 0)
            .OrderByDescending(key => key.Length).Append("(?!)");
        _pattern = new Regex(@$"0[xX][0-9a-fA-F]{{40}}(?!\w)|(?<![\w@./-])({string.Join('|', listed)})(?![\w@/-]|\.\w)",
            RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);
    }

    /// <summary>Spans that stand for no value, in order and apart.</summary>
    public IReadOnlyList<ScannedSpan> Find(string text)
    {
        var (plain, places) = DrawnText.Of(text);
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

    [GeneratedRegex(@"[\p{Cf}\p{M}]*\z", RegexOptions.CultureInvariant | RegexOptions.RightToLeft)]
    private static partial Regex Invisible();

    [GeneratedRegex(@"[\d.,]*[\d-[0-9]][\d.,]*", RegexOptions.CultureInvariant)]
    private static partial Regex OtherDigits();
}
