using System.Globalization;
using System.Text.RegularExpressions;

namespace DecentralizedAi.Domain.Models;

/// <summary>A stretch of text that the model must not see as it stands.</summary>
/// <param name="Kind">Null: replaced by <paramref name="Value"/> (an escape, an asset in its own spelling).</param>
/// <param name="Asset">The value is an asset's symbol.</param>
/// <param name="Members">The entries meant by "all vendors", whose references follow the words.</param>
internal sealed record ScannedSpan(
    int Start, int Length, ReferenceKind? Kind, string Value, string Surface, string? List = null,
    bool Asset = false, IReadOnlyList<NamedAddress>? Members = null);

/// <summary>
/// Finds typed values in text, from left to right, the longest meaning first: quotes before what they hold, names
/// before numbers. Built once per turn from the policy's names and assets.
/// </summary>
internal sealed class ReferenceScanner
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    private const string Fixed = """
        (?<quote>"[^"\n]{1,400}"|“[^”\n]{1,400}”|«[^»\n]{1,400}»|`[^`\n]{1,400}`
            |(?<!\w)['‘](?=\S)([^'’\n]|(?<=\w)['’](?=\w)){1,400}['’](?!\w))
        |(?<url>https?://[^\s<>"'`“”]+)
        |(?<address>(?<!\w)0[xX][0-9a-fA-F]{40}(?!\w))
        |(?<hex>(?<!\w)0[xX][0-9a-fA-F]{9,})
        |(?<cid>(?<!\w)(Qm[1-9A-HJ-NP-Za-km-z]{44}|b[a-z2-7]{58})(?!\w))
        |(?<date>(?<![\w-])\d{4}-\d{2}-\d{2}(?![\w-]))
        |(?<channel>(?<![\w&/\#])\#[A-Za-z][\w-]{0,63})
        |(?<file>(?<![\w./-])[\w-]+(\.[\w-]+)*\.(txt|md|pdf|csv|tsv|json|docx?|xlsx?|pptx?|html?|eml|log
            |ya?ml|xml|png|jpe?g|zip)(?![\w-]|\.\w))
        |(?<literal>@(?=[anuhcdfs]\d)|<(?=\|))
        """;

    private const string Digits =
        @"(\d{1,3}([,'’ \u00a0\u202f_]\d{3})+(\.\d+)?(?![\d])|\d{1,3}(\.\d{3})+,\d+|\d+,\d{1,2}(?!\d)|\d*\.\d+|\d+)";

    // Longer lists are not spelled out: a payment to so many people is no single instruction.
    private const int MaxMembers = 8;

    private readonly Regex _pattern;
    private readonly Dictionary<string, NamedAddress[]> _lists = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, NamedAddress?> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _assets = new(StringComparer.OrdinalIgnoreCase);

    public ReferenceScanner(TurnContext context)
    {
        foreach (var name in context.Names)
        {
            // One name for two accounts names neither: it stays a word, and the model has nobody to pay.
            var known = _names.TryGetValue(name.Name, out var other);
            _names[name.Name] = !known || Same(other?.Address, name.Address) ? name : null;
        }
        foreach (var list in context.Names.GroupBy(name => name.List))
            if (list.DistinctBy(name => name.Address).ToArray() is { Length: > 1 and <= MaxMembers } members)
                _lists[list.Key] = members;
        foreach (var asset in context.Assets)
            _assets[asset] = asset;
        _pattern = new Regex(Pattern(), Options | RegexOptions.IgnorePatternWhitespace);
    }

    /// <summary>All spans of a text in order; they never overlap. Quotes mean nothing in JSON.</summary>
    public IEnumerable<ScannedSpan> Scan(string text)
    {
        var quotes = !text.AsSpan().TrimStart().StartsWith("{") && !text.AsSpan().TrimStart().StartsWith("[");
        for (var at = 0; at < text.Length;)
        {
            var match = _pattern.Match(text, at);
            if (!match.Success)
                yield break;
            var span = match.Groups["quote"].Success && !quotes ? null : Read(match);
            // A match that is no value gives up its first character only: what follows in it may be one. Number words
            // go as a whole, or "twelve fifty" would become fifty.
            at = span is not null ? span.Start + span.Length
                : match.Groups["words"].Success ? match.Index + match.Length
                : match.Index + 1;
            if (span is not null)
                yield return span;
        }
    }

    private string Pattern()
    {
        var assets = Any(_assets.Keys);
        var scale = @"(\ ?(?<scale>thousand|hundred|million|grand)|(?<scale>[kKmM]))?";
        var end = $@"(?=(?i:{assets})(?!\w)|(?!\w)(?!\.\d)(?!\ ?[/:]\d))";
        return Fixed
            + $@"|(?<name>(?<![\w@./-])(?i:{Any(_names.Keys)})(?![\w@/-]|\.\w))"
            + $@"|(?<number>(?<![\w@\#])(?<!\d[.,:/-])(?<digits>{Digits})(?i:{scale}){end})"
            + $@"|(?<words>(?<![\w-])(?i:(a\ (?=hundred|thousand|million|grand))?({NumberWords.Alternatives})"
            + $@"((\ |-|(?<=hundred|thousand|million|grand)\ and\ )({NumberWords.Alternatives})(?!\w))*)(?!\w))"
            + $@"|(?<list>(?<=(?i:\b(all|every|each|everyone|everybody)\b)[^.;,:\n]{{0,30}})"
            + $@"(?i:{Any(_lists.Keys)})(?!\w))"
            + $@"|(?<asset>(?<![\p{{L}}_])(?i:{assets})(?!\w))";
    }

    private static string Any(IEnumerable<string> words)
    {
        var sorted = words.Where(word => word.Length > 0)
            .OrderByDescending(word => word.Length).Select(Escape).ToArray();
        return sorted.Length == 0 ? "(?!)" : string.Join('|', sorted);
    }

    private static string Escape(string word) => Regex.Escape(word).Replace("]", @"\]").Replace("}", @"\}");

    private ScannedSpan? Read(Match match)
    {
        if (match.Groups["quote"].Success)
            return Quoted(match);
        if (match.Groups["number"].Success)
            return Number(match);
        if (match.Groups["words"].Success)
            return Words(match);
        if (match.Groups["name"].Success)
            return Named(match.Value, match.Index, match.Length);
        if (match.Groups["url"].Success)
            return Span(match.Index, match.Value.TrimEnd('.', ',', ';', ':', '!', '?', ')', ']'), ReferenceKind.Url);
        if (match.Groups["hex"].Success)
            return new(match.Index, match.Length, null, "[hex]", match.Value);
        if (match.Groups["literal"].Success)
            return new(match.Index, match.Length, null, match.Value + " ", match.Value);
        if (match.Groups["list"].Success)
            return new(match.Index, match.Length, null, match.Value, match.Value, Members: _lists[match.Value]);
        if (match.Groups["asset"].Success)
            return new(match.Index, match.Length, null, _assets[match.Value], match.Value, Asset: true);
        if (match.Groups["date"].Success
            && !DateOnly.TryParseExact(match.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, 0, out _))
            return null;
        return Span(match.Index, match.Value, Kind(match));
    }

    private static ReferenceKind Kind(Match match) =>
        match.Groups["address"].Success ? ReferenceKind.Address
        : match.Groups["cid"].Success ? ReferenceKind.Cid
        : match.Groups["date"].Success ? ReferenceKind.Date
        : match.Groups["channel"].Success ? ReferenceKind.Channel
        : ReferenceKind.File;

    private static ScannedSpan Span(int start, string value, ReferenceKind kind) =>
        new(start, value.Length, kind, value, value);

    private ScannedSpan? Named(string text, int start, int length) =>
        _names.GetValueOrDefault(text) is { } name
            ? new(start, length, ReferenceKind.Address, name.Address, text, name.List)
            : null;

    // Quotes around a value that has a kind of its own are only emphasis: "Hosting" is the payee, 'a.txt' the file.
    private ScannedSpan Quoted(Match match)
    {
        var inner = match.Value[1..^1];
        var whole = _pattern.Match(inner);
        if (whole.Success && whole.Index == 0 && !whole.Groups["quote"].Success
            && Read(whole) is { Kind: not null } span && span.Length == inner.Length)
            return span with { Start = match.Index, Length = match.Length };
        return new(match.Index, match.Length, ReferenceKind.Text, inner, inner);
    }

    private static ScannedSpan? Number(Match match)
    {
        var digits = match.Groups["digits"].Value;
        var plain = Regex.IsMatch(digits, @"^\d+,\d{1,2}$") || Regex.IsMatch(digits, @"\.\d{3},")
            ? digits.Replace(".", "").Replace(',', '.')
            : Regex.Replace(digits, @"[^\d.]", "");
        if (plain.Length > 20
            || !decimal.TryParse(plain, NumberStyles.Number, CultureInfo.InvariantCulture, out var value))
            return null;
        var factor = match.Groups["scale"].Value is { Length: > 0 } word
            ? NumberWords.Scale(word) is > 0 and var scale ? scale : word is "k" or "K" ? 1_000 : 1_000_000
            : 1;
        var text = factor == 1
            ? value.ToString(CultureInfo.InvariantCulture)
            : (value * factor).ToString("0.############", CultureInfo.InvariantCulture);
        return new(match.Index, match.Length, ReferenceKind.Number, text, match.Value);
    }

    private ScannedSpan? Words(Match match)
    {
        var after = match.Result("$'").TrimStart();
        var counted = after.StartsWith('%') || after.StartsWith("percent", StringComparison.OrdinalIgnoreCase)
            || _assets.Keys.Any(asset => after.StartsWith(asset, StringComparison.OrdinalIgnoreCase));
        if ((NumberWords.IsUnit(match.Value) && !counted) || NumberWords.Parse(match.Value) is not { } value)
            return null;
        var text = value.ToString(CultureInfo.InvariantCulture);
        return new(match.Index, match.Length, ReferenceKind.Number, text, match.Value);
    }

    private static bool Same(string? a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
