using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using DecentralizedAi.Domain.Policy.Values;

namespace DecentralizedAi.Domain.Models;

/// <summary>A stretch of text that the model must not see as it stands.</summary>
/// <param name="Kind">Null: replaced by <paramref name="Value"/> (an escape, an asset in its own spelling).</param>
/// <param name="Asset">The value is an asset's symbol.</param>
/// <param name="Members">The entries meant by "all vendors", whose references follow the words.</param>
/// <param name="Unclear">It looks like a value and is not read as one; the model sees the kind's word.</param>
internal sealed record ScannedSpan(
    int Start, int Length, ReferenceKind? Kind, string Value, string Surface, string? List = null,
    bool Asset = false, IReadOnlyList<NamedAddress>? Members = null, bool Unclear = false)
{
    /// <summary>The first character behind it.</summary>
    public int End => Start + Length;
}

/// <summary>
/// Finds typed values in text, from left to right, the longest meaning first: quotes before what they hold, names
/// before numbers. Built once per turn from the policy's names and assets.
/// </summary>
internal sealed partial class ReferenceScanner
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    private const string Fixed = """
        (?<quote>"[^"\n]{1,400}"|“[^”\n]{1,400}”|„[^“”\n]{1,400}[“”]|«[^»\n]{1,400}»
            |»[^«\n]{1,400}«|`[^`\n]{1,400}`
            |(?<!\w)['‘](?=\S)([^'’\n]|(?<=\w)['’](?=\w)){1,400}['’](?!\w))
        |(?<url>https?://[^\s<>"'`“”]+)
        |(?<address>(?<!\w)0[xX][0-9a-fA-F]{40}(?!\w))
        |(?<hex>(?<!\w)0[xX][0-9a-fA-F]{9,})
        |(?<cid>(?<!\w)(Qm[1-9A-HJ-NP-Za-km-z]{44}|b[a-z2-7]{58})(?!\w))
        |(?<date>(?<![\w-])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\w-]))
        |(?<day>(?<![\w.,-])(?i:[0-9]{1,2}(st|nd|rd|th)?\ (of\ )?(?<month>@months),?|(?<month>@months)\ [0-9]{1,2}
            (st|nd|rd|th)?,?)\ [0-9]{4}(?![\w-]))
        |(?<channel>(?<![\w&/\#])\#[A-Za-z][\w-]{0,63})
        |(?<file>(?<![\w./-])[\w-]+(\.[\w-]+)*\.(txt|md|pdf|csv|tsv|json|docx?|xlsx?|pptx?|html?|eml|log
            |ya?ml|xml|png|jpe?g|zip)(?![\w-]|\.\w))
        |(?<literal>@(?=[anuhcdfs]\d)|<(?=\|))
        """;

    // One run, whole or not at all: half of "1,00,000" would be another number.
    private const string Digits = @"(?>([0-9]{1,3}(\ [0-9]{3})+(?![0-9])|[0-9]+)"
        + $@"([{NumberText.Separators}][0-9]+)*|\.[0-9]+)";

    private const string Scale = @"(\ ?(?<scale>thousand|hundred|million|grand|k)(?!\w)|(?<scale>[km]))?";

    // What makes digits another number: a sign, a range, a fraction, words that multiply.
    private const string Sign = @"(?<odd>(?<![\w)\]}%""'])[-−–](?=\.?[0-9]))?";

    private const string Odd = $@"(?<odd>[-–—−~][0-9][0-9{NumberText.Separators}]*"
        + @"|\ ?[\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u2079\u2150-\u215e]"
        + @"|\ [0-9]+/[0-9]+|\ (and\ )?(an?\ )?(half|quarter)(?!\w)"
        + $@"|[\ -]?({NumberWords.OtherScales})(?!\w)([\ -]and)?)?";

    private const string Months = "january|february|march|april|may|june|july|august|september|october|november"
        + "|december";

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
        var unclear = new Queue<ScannedSpan>(
            Ascii.IsValid(text) ? [] : new Lookalikes(_names.Keys).Find(text));
        for (var at = 0; at < text.Length;)
        {
            while (unclear.TryPeek(out var passed) && passed.Start < at)
                unclear.Dequeue();
            var match = _pattern.Match(text, at);
            if (unclear.TryPeek(out var next) && (!match.Success || Before(next, match)))
            {
                at = next.End;
                yield return next;
                continue;
            }
            if (!match.Success)
                yield break;
            var span = match.Groups["quote"].Success && !quotes ? null : Read(text, match);
            // A match that is no value gives up its first character only: what follows in it may be one. Number words
            // go as a whole, or "twelve fifty" would become fifty.
            at = span?.End ?? (match.Groups["words"].Success ? match.Index + match.Length : match.Index + 1);
            if (span is not null)
                yield return span.Kind is { } kind && Lookalikes.Turned(text, span.Start)
                    ? Unclear(span.Start, span.Length, text, kind)
                    : span;
        }
    }

    // Inside quotes and addresses of pages everything stays as it stands.
    private static bool Before(ScannedSpan unclear, Match match) =>
        unclear.Start < match.Index || (unclear.Start < match.Index + match.Length
            && !match.Groups["quote"].Success && !match.Groups["url"].Success);

    private string Pattern()
    {
        var assets = Any(_assets.Keys);
        var end = $@"(?=(?i:{assets})(?!\w)|(?!\w)(?!\.\d)(?!\ ?[/:]\d))";
        var separated = $@"(?<!\w-)(?<![0-9][{NumberText.Separators}:/–—−~])";
        return Fixed.Replace("@months", Months)
            + $@"|(?<name>(?<![\w@./-])(?i:{Any(_names.Keys)})(?![\w@/\-\p{{Cf}}\p{{M}}]|\.\w))"
            + $@"|(?<number>{Sign}(?<![\w@\#]){separated}(?<digits>{Digits})(?i:{Scale}{Odd}){end})"
            + $@"|(?<words>(?<![\w-])(?i:{NumberWords.Pattern})(?!\w))"
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

    private ScannedSpan? Read(string text, Match match)
    {
        if (match.Groups["quote"].Success)
            return Quoted(match);
        if (match.Groups["number"].Success)
            return Number(text, match);
        if (match.Groups["words"].Success)
            return Words(text, match);
        if (match.Groups["day"].Success)
            return Day(match);
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
            && Read(inner, whole) is { } span && (span.Kind is not null || span.Unclear) && span.Length == inner.Length)
            return span with { Start = match.Index, Length = match.Length };
        return new(match.Index, match.Length, ReferenceKind.Text, inner, inner);
    }

    private static ScannedSpan? Day(Match match)
    {
        var digits = Regex.Matches(match.Value, "[0-9]+");
        var month = Array.IndexOf(Months.Split('|'), match.Groups["month"].Value.ToLowerInvariant()) + 1;
        var text = $"{digits[1].Value}-{month:00}-{digits[0].Value.PadLeft(2, '0')}";
        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, 0, out _)
            ? new(match.Index, match.Length, ReferenceKind.Date, text, match.Value)
            : null;
    }

    private ScannedSpan? Number(string text, Match match)
    {
        var digits = match.Groups["digits"].Value;
        var word = match.Groups["scale"].Value;
        // "5m" alone is a time or a length.
        if (word is "m" && !IsAsset(text, match.Index + match.Length))
            return null;
        var reading = NumberText.Read(digits, out var value);
        if (reading == NumberReading.Other)
            return null;
        if (reading == NumberReading.Unclear || match.Groups["odd"].Success
            || (digits.Contains(' ') && Counting().IsMatch(text.AsSpan(0, match.Index))))
            return Unclear(match.Index, match.Length, text, ReferenceKind.Number);
        if (word.Length > 0)
        {
            var factor = NumberWords.Scale(word) is > 0 and var scale ? scale : word is "k" or "K" ? 1_000 : 1_000_000;
            value = AmountText.Canonical(
                (decimal.Parse(value, CultureInfo.InvariantCulture) * factor).ToString(CultureInfo.InvariantCulture));
        }
        return new(match.Index, match.Length, ReferenceKind.Number, value, match.Value);
    }

    private ScannedSpan? Words(string text, Match match)
    {
        var after = text[(match.Index + match.Length)..];
        var counted = IsAsset(text, match.Index + match.Length) || Counted().IsMatch(after);
        if (!NumberWords.IsNumber(match.Value) || (NumberWords.IsSmall(match.Value) && !counted))
            return null;
        return NumberWords.Parse(match.Value) is { } value && !Continued().IsMatch(after)
            ? new(match.Index, match.Length, ReferenceKind.Number, value.ToString(CultureInfo.InvariantCulture),
                match.Value)
            : Unclear(match.Index, match.Length, text, ReferenceKind.Number);
    }

    private bool IsAsset(string text, int at) =>
        _assets.Keys.Any(asset => text.AsSpan(at).TrimStart().StartsWith(asset, StringComparison.OrdinalIgnoreCase));

    private static ScannedSpan Unclear(int start, int length, string text, ReferenceKind kind) =>
        new(start, length, null, ReferenceKinds.Overflow(kind), text.Substring(start, length), Unclear: true);

    // "invoice 12 500 USDC" names an invoice and an amount, or one number.
    [GeneratedRegex(
        @"\b(invoice|bill|receipt|no|nr|number|order|ref|item|ticket|batch|proposal|case|round|week|day)\.?\s$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.RightToLeft)]
    private static partial Regex Counting();

    [GeneratedRegex(@"^\s*(%|per\s?cent\b)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Counted();

    [GeneratedRegex($@"^\s?(k|{NumberWords.OtherScales})\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Continued();

    private static bool Same(string? a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
