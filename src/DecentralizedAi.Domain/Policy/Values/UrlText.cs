using System.Buffers;
using System.Globalization;

namespace DecentralizedAi.Domain.Policy.Values;

/// <summary>
/// A URL in a call, split without changing it. Whatever two readers could read differently is refused; scheme and
/// host are compared in lower case; nothing is decoded.
/// </summary>
public readonly struct UrlText
{
    /// <summary>Stands for the port of a scheme that has no known one.</summary>
    public const int NoPort = -1;

    private const string HostCharacters = "-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    // U+0021 to U+007E but \ " ' < > ^ { } | `
    private static readonly SearchValues<char> Taken = SearchValues.Create(
        "!#$%&()*+,/:;=?@[]_~" + HostCharacters);

    private static readonly SearchValues<char> OfHosts = SearchValues.Create(HostCharacters);

    private readonly string _text;
    private readonly UrlParts _parts;

    internal UrlText(string text, UrlParts parts) => (_text, _parts) = (text, parts);

    /// <summary>As written; compare without case.</summary>
    public ReadOnlySpan<char> Scheme => _text.AsSpan(0, _parts.SchemeEnd);

    /// <summary>As written; compare without case.</summary>
    public ReadOnlySpan<char> Host => _text.AsSpan(_parts.HostStart, _parts.HostEnd - _parts.HostStart);

    /// <summary>0 to 65535, that of the scheme when none is written, or <see cref="NoPort"/>.</summary>
    public int Port => _parts.Port == NoPort ? KnownPort(Scheme) : _parts.Port;

    /// <summary><c>/</c> when empty.</summary>
    public ReadOnlySpan<char> Path => _parts.PathStart == _parts.PathEnd
        ? "/" : _text.AsSpan(_parts.PathStart, _parts.PathEnd - _parts.PathStart);

    /// <summary>What stands after <c>?</c>; empty when absent.</summary>
    public ReadOnlySpan<char> Query => _text.AsSpan(_parts.QueryStart, _parts.QueryEnd - _parts.QueryStart);

    /// <summary>Reads <c>scheme://host[:port][/path][?query][#fragment]</c>.</summary>
    public static bool TryParse(string text, out UrlText url)
    {
        var isUrl = TrySplit(text, out var parts);
        url = new(text, parts);
        return isUrl;
    }

    /// <summary>The same without the text.</summary>
    internal static bool TrySplit(string text, out UrlParts parts) =>
        (text.Length <= UrlMarks.MostCharacters && UrlMarks.TrySplit(text, out parts)) || TrySplitAny(text, out parts);

    /// <summary>Reads also what is long or unusual; what <see cref="UrlMarks"/> splits it splits as well.</summary>
    internal static bool TrySplitAny(string text, out UrlParts parts)
    {
        parts = default;
        var schemeEnd = text.IndexOf(':');
        if (schemeEnd < 0 || !text.AsSpan(schemeEnd).StartsWith("://", StringComparison.Ordinal)
            || !IsScheme(text.AsSpan(0, schemeEnd)) || !HasOnlyPlainCharacters(text))
            return false;
        var start = schemeEnd + 3;
        var end = IndexOrEnd(text, start, text.Length, "/?#");
        var colon = text.AsSpan(start, end - start).IndexOf(':');
        var hostEnd = colon < 0 ? end : start + colon;
        var port = NoPort;
        if (!IsHost(text.AsSpan(start, hostEnd - start))
            || (colon >= 0 && !TryPort(text.AsSpan(hostEnd + 1, end - hostEnd - 1), out port)))
            return false;
        var fragment = IndexOrEnd(text, end, text.Length, "#");
        var pathEnd = IndexOrEnd(text, end, fragment, "?");
        if (HasDotSegment(text.AsSpan(end, pathEnd - end), whole: true))
            return false;
        parts = new(schemeEnd, hostEnd, port, end, pathEnd, Math.Min(pathEnd + 1, fragment), fragment);
        return true;
    }

    /// <summary>A letter, then letters, digits, <c>+ . -</c>.</summary>
    public static bool IsScheme(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('+' or '.' or '-'))
                return false;
        }
        return !text.IsEmpty && char.IsAsciiLetter(text[0]);
    }

    /// <summary>Labels of letters, digits and inner hyphens; a last label that is a number only in a plain IPv4
    /// address.</summary>
    /// <param name="labelsBefore">How many labels of letters stand before the text.</param>
    public static bool IsHost(ReadOnlySpan<char> text, int labelsBefore = 0)
    {
        if (text.IndexOfAnyExcept(OfHosts) >= 0)
            return false;
        var labels = labelsBefore;
        var plainBytes = 0;
        var rest = text;
        for (var point = rest.IndexOf('.'); point >= 0; point = rest.IndexOf('.'))
        {
            if (!IsLabel(rest[..point]))
                return false;
            labels++;
            plainBytes += char.IsAsciiDigit(rest[0]) && IsPlainNumber(rest[..point], 255) ? 1 : 0;
            rest = rest[(point + 1)..];
        }
        return IsLabel(rest)
            && (!IsNumber(rest) || (labels == 3 && plainBytes == 3 && IsPlainNumber(rest, 255)));
    }

    /// <summary>0 to 65535 without leading zeros.</summary>
    public static bool TryPort(ReadOnlySpan<char> text, out int port)
    {
        port = NoPort;
        return IsPlainNumber(text, 65535)
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port);
    }

    /// <summary>Whether this may be a path: starts with a slash and holds nothing that a URL refuses.</summary>
    /// <param name="whole">False for the beginning of a path, whose last segment may go on.</param>
    public static bool IsPath(string text, bool whole) =>
        text.StartsWith('/') && HasOnlyPlainCharacters(text) && text.AsSpan().IndexOfAny('?', '#') < 0
        && !HasDotSegment(text, whole);

    /// <summary>Whether this may be a query: holds nothing that a URL refuses.</summary>
    public static bool IsQuery(string text) => HasOnlyPlainCharacters(text) && !text.Contains('#');

    private static bool HasOnlyPlainCharacters(string text)
    {
        if (text.AsSpan().IndexOfAnyExcept(Taken) >= 0)
            return false;
        for (var i = text.IndexOf('%'); i >= 0; i = text.IndexOf('%', i + 1))
        {
            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2])
                || text.AsSpan(i + 1, 2) is "2f" or "2F" or "5c" or "5C" or "00")
                return false;
        }
        return true;
    }

    private static bool HasDotSegment(ReadOnlySpan<char> path, bool whole)
    {
        if (path.IndexOfAny('.', '%') < 0)
            return false;
        while (!path.IsEmpty)
        {
            var slash = path.IndexOf('/');
            if (slash < 0 && !whole)
                return false;
            var dots = Dots(slash < 0 ? path : path[..slash]);
            if (dots is 1 or 2)
                return true;
            path = slash < 0 ? [] : path[(slash + 1)..];
        }
        return false;
    }

    /// <summary>How many dots a segment consists of, written or escaped; 0 when of anything else.</summary>
    private static int Dots(ReadOnlySpan<char> segment)
    {
        var dots = 0;
        while (!segment.IsEmpty)
        {
            var length = segment[0] == '.' ? 1
                : segment.Length >= 3 && segment[..3] is "%2e" or "%2E" ? 3
                : 0;
            if (length == 0)
                return 0;
            segment = segment[length..];
            dots++;
        }
        return dots;
    }

    /// <param name="label">Of nothing but letters, digits and hyphens.</param>
    private static bool IsLabel(ReadOnlySpan<char> label) => !label.IsEmpty && label[0] != '-' && label[^1] != '-';

    // 0x7f counts: some readers take it for a part of an address.
    private static bool IsNumber(ReadOnlySpan<char> label)
    {
        if (!char.IsAsciiDigit(label[0]))
            return false;
        var isHex = label.Length >= 2 && label[0] == '0' && label[1] is 'x' or 'X';
        if (!isHex)
            return label.IndexOfAnyExceptInRange('0', '9') < 0;
        foreach (var c in label[2..])
        {
            if (!char.IsAsciiHexDigit(c))
                return false;
        }
        return true;
    }

    private static bool IsPlainNumber(ReadOnlySpan<char> text, int most) =>
        text.Length is >= 1 and <= 5 && text.IndexOfAnyExceptInRange('0', '9') < 0
        && (text.Length == 1 || text[0] != '0')
        && int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) <= most;

    private static int KnownPort(ReadOnlySpan<char> scheme) =>
        Is(scheme, "https") || Is(scheme, "wss") ? 443
        : Is(scheme, "http") || Is(scheme, "ws") ? 80
        : NoPort;

    private static bool Is(ReadOnlySpan<char> scheme, string known) =>
        scheme.Equals(known, StringComparison.OrdinalIgnoreCase);

    private static int IndexOrEnd(string text, int start, int end, ReadOnlySpan<char> marks)
    {
        var index = text.AsSpan(start..end).IndexOfAny(marks);
        return index < 0 ? end : start + index;
    }
}
