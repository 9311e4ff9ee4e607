using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace DecentralizedAi.Domain.Models;

/// <summary>
/// Which asset a number is of: the one that stands beside it (<c>40 USDC</c>, <c>USDC: 40</c>, <c>40 in USDC</c>).
/// </summary>
/// <param name="Beside">By the number's token; several when the same number was written with several assets.</param>
/// <param name="Mentioned">Every asset in the turn's words, in order.</param>
internal sealed partial record AssetReading(
    ImmutableDictionary<string, ImmutableArray<string>> Beside, ImmutableArray<string> Mentioned)
{
    public static AssetReading None { get; } = new(ImmutableDictionary<string, ImmutableArray<string>>.Empty, []);

    /// <summary>Reads on: the spans of a text that are numbers (with their token) or assets, in order.</summary>
    public AssetReading Read(string text, IReadOnlyList<(ScannedSpan Span, string? Token)> words)
    {
        var reading = this;
        var taken = -1;
        for (var i = 0; i < words.Count; i++)
        {
            var (span, token) = words[i];
            if (span.Asset)
                reading = reading.Mention(span.Value);
            else if (i + 1 < words.Count && words[i + 1].Span.Asset && After().IsMatch(Between(text, words, i)))
                (reading, taken) = (reading.Bind(token!, words[i + 1].Span.Value), i + 1);
            else if (i > 0 && taken != i - 1 && words[i - 1].Span.Asset
                && Before().IsMatch(Between(text, words, i - 1)))
                reading = reading.Bind(token!, words[i - 1].Span.Value);
        }
        return reading;
    }

    private static string Between(string text, IReadOnlyList<(ScannedSpan Span, string?)> words, int i) =>
        text[(words[i].Span.Start + words[i].Span.Length)..words[i + 1].Span.Start];

    private AssetReading Mention(string asset) =>
        Mentioned.Contains(asset) ? this : this with { Mentioned = Mentioned.Add(asset) };

    private AssetReading Bind(string token, string asset)
    {
        var known = Beside.GetValueOrDefault(token, []);
        return known.Contains(asset) ? this : this with { Beside = Beside.SetItem(token, known.Add(asset)) };
    }

    [GeneratedRegex(@"^\s*((in|of|of our|of the|worth of)\s+)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex After();

    [GeneratedRegex(@"^[""\s:=$]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Before();
}
