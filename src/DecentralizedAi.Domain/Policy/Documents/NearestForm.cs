using System.Text.RegularExpressions;
using DecentralizedAi.Domain.Policy.Values;

namespace DecentralizedAi.Domain.Policy.Documents;

/// <summary>
/// Finds the right way to write what somebody wrote almost right. Only where one value can be meant: a mistyped
/// checksum is no typing error of the checksum, and nobody knows which thousand <c>1,000</c> is.
/// </summary>
internal static partial class NearestForm
{
    /// <summary>The value in its right form, or null.</summary>
    /// <param name="class">Class of the fault.</param>
    public static string? Of(string @class, string text) => text.Length > 64 ? null : @class switch
    {
        "address" => Prefixed(text),
        "amount" or "integer" => Number(text),
        "version" => PolicyDocument.Version,
        "chain" => Chain(text),
        "bool" => text switch { "yes" or "on" or "True" => "true", "no" or "off" or "False" => "false", _ => null },
        "id" => text.ToLowerInvariant().Replace('_', '-') is var id && Words.IsId(id) ? id : null,
        "host" => Host(text),
        "instructor" => text.ToLowerInvariant() is "operator" ? "operator"
            : AgentNumber().Match(text) is { Success: true } agent ? "agent/" + agent.Groups[1].Value : null,
        "days" => string.Join('-', text.ToLowerInvariant().Split('-').Select(day => day.Length > 3 ? day[..3] : day))
            is var days && days.Split('-').All(day => ClockText.DayOf(day) >= 0) ? days : null,
        "hours" => Hours(text),
        "time" => ClockText.TryDate(text, out _) ? text + "T00:00:00Z" : null,
        "rate" => Period().Match(text) is { Success: true } rate
            ? $"{rate.Groups[1].Value} per {rate.Groups[2].Value}" : null,
        "duration" => text.Replace(" ", "") is var duration && ClockText.TryDuration(duration, out _) ? duration : null,
        _ => null,
    };

    private static string? Prefixed(string text) =>
        text.StartsWith("0X", StringComparison.Ordinal) && Encoding.Address.TryParse("0x" + text[2..], out _)
            ? "0x" + text[2..]
            : null;

    private static string? Number(string text)
    {
        var (number, asset) = Amount().Match(text) is { Success: true } amount
            ? (amount.Groups[1].Value, amount.Groups[2].Value)
            : (text, "");
        var plain = number.Replace("_", "").TrimStart('+').TrimEnd('.');
        plain = plain.StartsWith('.') ? "0" + plain : plain.TrimStart('0') is { Length: > 0 } digits
            ? (digits[0] == '.' ? "0" : "") + digits : plain;
        plain = AmountText.Canonical(plain);
        return PlainNumber().IsMatch(plain) && (plain, asset) is var made && made != (number, asset)
            ? plain + (asset.Length == 0 ? "" : " " + asset)
            : asset.Length > 0 && PlainNumber().IsMatch(plain) && text != $"{plain} {asset}" ? $"{plain} {asset}"
            : null;
    }

    private static string? Chain(string text)
    {
        var number = text.StartsWith("eip155:", StringComparison.Ordinal) ? text["eip155:".Length..] : text;
        return number.TrimStart('0') is { Length: > 0 } digits && digits.All(char.IsAsciiDigit)
            ? "eip155:" + digits
            : null;
    }

    private static string? Host(string text)
    {
        var host = text.ToLowerInvariant();
        host = host[(host.IndexOf("://", StringComparison.Ordinal) is var at and >= 0 ? at + 3 : 0)..];
        host = host.TrimEnd('.', '/');
        host = host.IndexOf(':') is var colon and > 0 ? host[..colon] : host;
        return host != text && UrlText.IsHost(host) ? host : null;
    }

    private static string? Hours(string text)
    {
        var ends = text.Split('-').Select(end => Clock().Match(end)).ToArray();
        if (ends.Length != 2 || !ends.All(end => end.Success))
            return null;
        var span = string.Join('-', ends.Select(end =>
            $"{(end.Groups[1].Value == "24" ? "00" : end.Groups[1].Value.PadLeft(2, '0'))}:{end.Groups[2].Value}"));
        return span != text && ClockText.TryMinute(span.AsSpan(0, 5), out var start)
            && ClockText.TryMinute(span.AsSpan(6), out var last) && start != last ? span : null;
    }

    [GeneratedRegex(@"^(\S*[0-9.])\s*([A-Za-z]{2}[A-Za-z0-9]{0,30})$", RegexOptions.CultureInvariant)]
    private static partial Regex Amount();

    [GeneratedRegex(@"^(0|[1-9][0-9]*)(\.[0-9]+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex PlainNumber();

    [GeneratedRegex(@"^agent/0+([1-9][0-9]{0,18})$", RegexOptions.CultureInvariant)]
    private static partial Regex AgentNumber();

    [GeneratedRegex(@"^([0-9]{1,2}):([0-5][0-9])(:00)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Clock();

    [GeneratedRegex(@"^([0-9.]+)\s*(?:per|a|an|/)\s*(second|minute|hour|day|week)s?$", RegexOptions.CultureInvariant)]
    private static partial Regex Period();
}
