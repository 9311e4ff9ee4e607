using System.Collections.Immutable;
using System.Text.RegularExpressions;
using DecentralizedAi.Domain.Policy;

namespace DecentralizedAi.Domain.Models;

/// <summary>
/// Which asset a number is of: the one that stands beside it (<c>40 USDC</c>, <c>USDC: 40</c>, <c>40 in USDC</c>).
/// </summary>
/// <param name="Beside">By the number's token; several when the same number was written with several assets.</param>
/// <param name="Mentioned">Every asset in the turn's words, in order, with the best label of those words.</param>
/// <param name="Others">Tokens of numbers that count something else: a share, a time, money that is not ours.</param>
/// <param name="Blurred">Labels of texts with a number that nobody can read for certain.</param>
internal sealed partial record AssetReading(
    ImmutableDictionary<string, ImmutableArray<string>> Beside, ImmutableArray<(string Asset, Label Label)> Mentioned,
    ImmutableHashSet<string> Others, LabelSet Blurred)
{
    private const string Time = "days?|hours?|hrs?|minutes?|mins?|weeks?|months?|years?|times|january|february|march"
        + "|april|june|july|august|september|october|november|december";

    private const string Money = "(?<money>eur)(os?)?|(?<money>eth)(er)?|bitcoins?|wei|gwei|sats?|satoshis?|cents?"
        + "|pounds?|pence|yen|francs?|yuan|rupees?"
        + "|(?<money>btc|gbp|jpy|chf|cny|inr|krw|brl|cad|aud|nok|sek|dkk|pln|ngn|xrp|doge|matic|bnb)";

    public static AssetReading None { get; } =
        new(ImmutableDictionary<string, ImmutableArray<string>>.Empty, [], [], default);

    /// <summary>The assets that an amount with this number can be in.</summary>
    /// <param name="assets">All of the budgets.</param>
    public IReadOnlyList<string> Of(Reference number, IReadOnlyList<string> assets) =>
        Beside.TryGetValue(number.Token, out var beside) ? beside
        : Others.Contains(number.Token) || Blurred.Contains(number.Label) ? []
        : assets.Count == 1 ? assets
        // Words that are less trusted than the number do not choose what it is of.
        : [.. Mentioned.Where(mention => mention.Label <= number.Label).Select(mention => mention.Asset)];

    /// <summary>Reads on: the spans of a text that are numbers (with their token, null for one that is not clear) or
    /// assets, in order.</summary>
    public AssetReading Read(
        string text, IReadOnlyList<(ScannedSpan Span, string? Token)> words, Label label, IReadOnlyList<string> assets)
    {
        var reading = this;
        var taken = -1;
        for (var i = 0; i < words.Count; i++)
        {
            var (span, token) = words[i];
            if (span.Asset)
                reading = reading.Mention(span.Value, label);
            else if (i + 1 < words.Count && words[i + 1].Span.Asset && After().IsMatch(Between(text, words, i)))
                (reading, taken) = (reading.Bind(token, words[i + 1].Span.Value), i + 1);
            else if (i > 0 && taken != i - 1 && words[i - 1].Span.Asset
                && Before().IsMatch(Between(text, words, i - 1)))
                reading = reading.Bind(token, words[i - 1].Span.Value);
            else if (token is not null && CountsOther(text, span, assets))
                reading = reading with { Others = reading.Others.Add(token) };
            if (span.Unclear && span.Value == ReferenceKinds.Overflow(ReferenceKind.Number))
                reading = reading with { Blurred = reading.Blurred.With(label) };
        }
        return reading;
    }

    // "40 EUR" is money in an asset called EURC, and in no other.
    private static bool CountsOther(string text, ScannedSpan span, IReadOnlyList<string> assets)
    {
        var unit = Unit().Match(text[span.End..]);
        if (unit.Success)
            return unit.Groups["money"].Value is not { Length: > 0 } money
                || !assets.Any(asset => asset.StartsWith(money, StringComparison.OrdinalIgnoreCase));
        return Sign().IsMatch(text[..span.Start]);
    }

    private static string Between(string text, IReadOnlyList<(ScannedSpan Span, string?)> words, int i) =>
        text[words[i].Span.End..words[i + 1].Span.Start];

    private AssetReading Mention(string asset, Label label)
    {
        var known = Mentioned.FirstOrDefault(mention => mention.Asset == asset);
        return known.Asset is null ? this with { Mentioned = Mentioned.Add((asset, label)) }
            : known.Label <= label ? this
            : this with { Mentioned = Mentioned.Replace(known, (asset, label)) };
    }

    private AssetReading Bind(string? token, string asset)
    {
        var known = token is null ? [asset] : Beside.GetValueOrDefault(token, []);
        return known.Contains(asset) ? this : this with { Beside = Beside.SetItem(token!, known.Add(asset)) };
    }

    [GeneratedRegex(@"^\s*((in|of|of our|of the|worth of)\s+)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex After();

    [GeneratedRegex(@"^[""\s:=$]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Before();

    [GeneratedRegex($@"^\s?([%‰€£¥₹₩]|per\s?cent\b|pct\b|bps\b|basis\spoints?\b|({Time}|{Money})\b)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Unit();

    [GeneratedRegex(@"[€£¥₹₩₿]\s?$", RegexOptions.CultureInvariant | RegexOptions.RightToLeft)]
    private static partial Regex Sign();
}
