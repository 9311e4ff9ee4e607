using System.Numerics;
using System.Runtime.Intrinsics;

namespace DecentralizedAi.Domain.Policy.Values;

/// <summary>Where the parts of a URL begin and end, as indices of its text.</summary>
/// <param name="Port">As written, or <see cref="UrlText.NoPort"/>.</param>
internal readonly record struct UrlParts(
    int SchemeEnd, int HostEnd, int Port, int PathStart, int PathEnd, int QueryStart, int QueryEnd)
{
    public int HostStart => SchemeEnd + 3;
}

/// <summary>
/// Splits a short and plain URL by one bit a character instead of many searches. Whatever is unusual (an escape, a
/// point first in a segment, a host that may be a number, a written port) is left to <see cref="UrlText"/>, as is every
/// refusal.
/// </summary>
internal static class UrlMarks
{
    /// <summary>One less than the bits of a mask: the end is a place too.</summary>
    public const int MostCharacters = 63;

    /// <summary>True with the parts; false says nothing about the text.</summary>
    public static bool TrySplit(ReadOnlySpan<char> text, out UrlParts parts)
    {
        parts = default;
        Span<byte> bytes = stackalloc byte[64];
        bytes.Clear();
        if (System.Text.Ascii.FromUtf16(text, bytes, out _) != System.Buffers.OperationStatus.Done)
            return false;
        var characters = Vector512.Create(bytes);
        var letters = Between(characters | Vector512.Create((byte)0x20), 'a', 'z');
        var digits = Between(characters, '0', '9');
        var (points, hyphens, slashes) = (Of(characters, '.'), Of(characters, '-'), Of(characters, '/'));
        var (colons, queries, fragments) = (Of(characters, ':'), Of(characters, '?'), Of(characters, '#'));
        var plain = letters | digits | points | hyphens | slashes | colons | queries | fragments
            | Of(characters, '=') | Of(characters, '&') | Of(characters, '_');
        var end = 1UL << text.Length;
        // The first colon ends the scheme, and the only other one would be before a port.
        if ((plain & (end - 1)) != end - 1 || BitOperations.PopCount(colons) != 1)
            return false;
        var scheme = colons - 1;
        var host = colons << 3;
        var authorityEnd = Lowest((slashes | queries | fragments | end) & ~(host - 1));
        var hostMask = authorityEnd - host;
        if ((letters & 1) == 0 || (scheme & ~(letters | digits | points | hyphens)) != 0
            || (slashes & (colons << 1)) == 0 || (slashes & (colons << 2)) == 0
            || !IsHost(host, hostMask, letters, digits, points, hyphens))
            return false;
        var fragment = Lowest((fragments | end) & ~(authorityEnd - 1));
        var pathEnd = Lowest((queries | fragment) & ~(authorityEnd - 1));
        if ((points & (slashes << 1) & (pathEnd - authorityEnd)) != 0)
            return false;
        var path = Place(pathEnd);
        parts = new(Place(colons), Place(authorityEnd), UrlText.NoPort, Place(authorityEnd), path,
            Math.Min(path + 1, Place(fragment)), Place(fragment));
        return true;
    }

    private static bool IsHost(ulong start, ulong mask, ulong letters, ulong digits, ulong points, ulong hyphens)
    {
        var inner = points & mask;
        // A label begins at the start and behind each point; it ends before each point and at the end.
        var first = (inner << 1) | start;
        var last = ((inner >> 1) & mask) | (mask & ~(mask >> 1));
        var lastLabel = inner == 0 ? start : 1UL << (64 - BitOperations.LeadingZeroCount(inner));
        return mask != 0 && (mask & ~(letters | digits | points | hyphens)) == 0
            && (first & ~(letters | digits)) == 0 && (last & ~(letters | digits)) == 0
            && (lastLabel & letters) != 0;
    }

    private static ulong Lowest(ulong bits) => bits & (0 - bits);

    private static int Place(ulong bit) => BitOperations.TrailingZeroCount(bit);

    private static ulong Of(Vector512<byte> characters, char wanted) =>
        Vector512.Equals(characters, Vector512.Create((byte)wanted)).ExtractMostSignificantBits();

    private static ulong Between(Vector512<byte> characters, char first, char last) =>
        Vector512.LessThanOrEqual(characters - Vector512.Create((byte)first), Vector512.Create((byte)(last - first)))
            .ExtractMostSignificantBits();
}
