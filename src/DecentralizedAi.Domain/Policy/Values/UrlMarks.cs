using System.Numerics;
using System.Runtime.InteropServices;
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
        if (!Characters.TryRead(text, out var all))
            return false;
        var (letters, digits) = (all.Between('a', 'z', 0x20), all.Between('0', '9', 0));
        var (points, hyphens, slashes) = (all.Of('.'), all.Of('-'), all.Of('/'));
        var (colons, queries, fragments) = (all.Of(':'), all.Of('?'), all.Of('#'));
        var plain = letters | digits | points | hyphens | slashes | colons | queries | fragments
            | all.Of('=') | all.Of('&') | all.Of('_');
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

    /// <summary>The beginning and the end of a text in one vector; in the middle they overlap.</summary>
    private readonly struct Characters
    {
        private readonly Vector512<byte> _halves;

        // Characters of a half, and how many of the end are not in the beginning.
        private readonly int _half, _rest;

        private Characters(Vector512<byte> halves, int half, int rest) => (_halves, _half, _rest) = (halves, half, rest);

        /// <summary>False for a text that is very short, or not ASCII.</summary>
        public static bool TryRead(ReadOnlySpan<char> text, out Characters characters)
        {
            var units = MemoryMarshal.Cast<char, ushort>(text);
            var (half, halves, all) = units.Length switch
            {
                >= 32 => Halves(Vector512.Create(units), Vector512.Create(units[^32..])),
                >= 16 => Halves(Vector256.Create(units), Vector256.Create(units[^16..])),
                >= 8 => Halves(Vector128.Create(units), Vector128.Create(units[^8..])),
                _ => (0, default, Vector512<ushort>.AllBitsSet),
            };
            characters = new(halves, half, units.Length - half);
            return (all & Vector512.Create((ushort)0xFF80)) == Vector512<ushort>.Zero;
        }

        private static (int, Vector512<byte>, Vector512<ushort>) Halves(Vector512<ushort> begin, Vector512<ushort> end) =>
            (32, Vector512.Narrow(begin, end), begin | end);

        private static (int, Vector512<byte>, Vector512<ushort>) Halves(Vector256<ushort> begin, Vector256<ushort> end) =>
            (16, Vector512.Create(Vector256.Narrow(begin, end), default), Vector512.Create(begin, end));

        private static (int, Vector512<byte>, Vector512<ushort>) Halves(Vector128<ushort> begin, Vector128<ushort> end) =>
            (8, Vector512.Create(Vector256.Create(Vector128.Narrow(begin, end), default), default),
                Vector512.Create(Vector256.Create(begin, end), default));

        /// <summary>One bit for each character that is this one.</summary>
        public ulong Of(char wanted) => Join(Vector512.Equals(_halves, Vector512.Create((byte)wanted)));

        /// <summary>One bit for each character that is one of these once <paramref name="fold"/> is set in it.
        /// </summary>
        public ulong Between(char first, char last, byte fold) => Join(Vector512.LessThanOrEqual(
            (_halves | Vector512.Create(fold)) - Vector512.Create((byte)first),
            Vector512.Create((byte)(last - first))));

        private ulong Join(Vector512<byte> found)
        {
            var bits = found.ExtractMostSignificantBits();
            return (bits & ((1UL << _half) - 1)) | (bits >> _half << _rest);
        }
    }
}
