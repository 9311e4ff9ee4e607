using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace DecentralizedAi.Domain.Encoding;

/// <summary>Keccak-256 with the original padding (0x01), as Ethereum uses it; not NIST SHA3-256.</summary>
public static class Keccak256
{
    private const int RateBytes = 136;

    private static readonly ulong[] RoundConstants =
    [
        0x0000000000000001, 0x0000000000008082, 0x800000000000808A, 0x8000000080008000, 0x000000000000808B,
        0x0000000080000001, 0x8000000080008081, 0x8000000000008009, 0x000000000000008A, 0x0000000000000088,
        0x0000000080008009, 0x000000008000000A, 0x000000008000808B, 0x800000000000008B, 0x8000000000008089,
        0x8000000000008003, 0x8000000000008002, 0x8000000000000080, 0x000000000000800A, 0x800000008000000A,
        0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
    ];

    /// <summary>The hash of <paramref name="data"/>.</summary>
    public static Bytes32 Hash(ReadOnlySpan<byte> data)
    {
        Span<Bytes32> hash = stackalloc Bytes32[1];
        Together<OneLane>(data, data.Length, hash);
        return hash[0];
    }

    /// <summary>The hash of the UTF-8 bytes of <paramref name="text"/>.</summary>
    public static Bytes32 Hash(string text) => Hash(System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>The hashes of messages of one length, one after the other in <paramref name="messages"/>; as many at a
    /// time as fit the registers of this processor.</summary>
    /// <exception cref="ArgumentException">The bytes cannot be shared out evenly.</exception>
    public static void HashEach(ReadOnlySpan<byte> messages, Span<Bytes32> hashes)
    {
        if (hashes.IsEmpty ? !messages.IsEmpty : messages.Length % hashes.Length != 0)
            throw new ArgumentException($"{messages.Length} bytes are not {hashes.Length} messages of one length");
        var length = hashes.IsEmpty ? 0 : messages.Length / hashes.Length;
        if (Vector512.IsHardwareAccelerated)
            HashEach<EightLanes>(ref messages, length, ref hashes);
        if (Vector256.IsHardwareAccelerated)
            HashEach<FourLanes>(ref messages, length, ref hashes);
        HashEach<OneLane>(ref messages, length, ref hashes);
    }

    /// <summary>As many as can be hashed <c>T.Count</c> at a time; what is left of both stays.</summary>
    internal static void HashEach<T>(ref ReadOnlySpan<byte> messages, int length, ref Span<Bytes32> hashes)
        where T : unmanaged, ILane<T>
    {
        while (hashes.Length >= T.Count)
        {
            Together<T>(messages, length, hashes[..T.Count]);
            messages = messages[(T.Count * length)..];
            hashes = hashes[T.Count..];
        }
    }

    private static void Together<T>(ReadOnlySpan<byte> messages, int length, Span<Bytes32> hashes)
        where T : unmanaged, ILane<T>
    {
        Span<T> state = stackalloc T[25];
        state.Clear();
        var whole = length - length % RateBytes;
        for (var at = 0; at < whole; at += RateBytes)
            Absorb(state, messages[at..], length);
        Span<byte> last = stackalloc byte[T.Count * RateBytes];
        last.Clear();
        for (var i = 0; i < T.Count; i++)
        {
            var block = last.Slice(i * RateBytes, RateBytes);
            messages[(i * length + whole)..((i + 1) * length)].CopyTo(block);
            block[length - whole] = 0x01;
            block[RateBytes - 1] |= 0x80;
        }
        Absorb(state, last, RateBytes);
        for (var i = 0; i < T.Count; i++)
            hashes[i] = Bytes32.Of(Part(state[0][i]), Part(state[1][i]), Part(state[2][i]), Part(state[3][i]));
    }

    // A hash is read from the highest byte, a lane from the lowest.
    private static ulong Part(ulong lane) => BinaryPrimitives.ReverseEndianness(lane);

    private static void Absorb<T>(Span<T> state, ReadOnlySpan<byte> blocks, int stride) where T : unmanaged, ILane<T>
    {
        for (var i = 0; i < RateBytes / 8; i++)
            state[i] ^= T.Read(blocks[(8 * i)..], stride);
        Permute(state);
    }

    // In locals, because a lane in an array is loaded and stored at each use. Lane x + 5y; b is a after rho and pi.
    private static void Permute<T>(Span<T> s) where T : unmanaged, ILane<T>
    {
        var (a0, a1, a2, a3, a4) = (s[0], s[1], s[2], s[3], s[4]);
        var (a5, a6, a7, a8, a9) = (s[5], s[6], s[7], s[8], s[9]);
        var (a10, a11, a12, a13, a14) = (s[10], s[11], s[12], s[13], s[14]);
        var (a15, a16, a17, a18, a19) = (s[15], s[16], s[17], s[18], s[19]);
        var (a20, a21, a22, a23, a24) = (s[20], s[21], s[22], s[23], s[24]);
        foreach (var constant in RoundConstants)
        {
            var (c0, c1) = (a0 ^ a5 ^ a10 ^ a15 ^ a20, a1 ^ a6 ^ a11 ^ a16 ^ a21);
            var (c2, c3) = (a2 ^ a7 ^ a12 ^ a17 ^ a22, a3 ^ a8 ^ a13 ^ a18 ^ a23);
            var c4 = a4 ^ a9 ^ a14 ^ a19 ^ a24;
            var (d0, d1, d2, d3, d4) = (c4 ^ T.Turn(c1, 1), c0 ^ T.Turn(c2, 1), c1 ^ T.Turn(c3, 1), c2 ^ T.Turn(c4, 1),
                c3 ^ T.Turn(c0, 1));
            var (b0, b1, b2, b3, b4) = (a0 ^ d0, T.Turn(a6 ^ d1, 44), T.Turn(a12 ^ d2, 43),
                T.Turn(a18 ^ d3, 21), T.Turn(a24 ^ d4, 14));
            var (b5, b6, b7, b8, b9) = (T.Turn(a3 ^ d3, 28), T.Turn(a9 ^ d4, 20), T.Turn(a10 ^ d0, 3),
                T.Turn(a16 ^ d1, 45), T.Turn(a22 ^ d2, 61));
            var (b10, b11, b12, b13, b14) = (T.Turn(a1 ^ d1, 1), T.Turn(a7 ^ d2, 6), T.Turn(a13 ^ d3, 25),
                T.Turn(a19 ^ d4, 8), T.Turn(a20 ^ d0, 18));
            var (b15, b16, b17, b18, b19) = (T.Turn(a4 ^ d4, 27), T.Turn(a5 ^ d0, 36), T.Turn(a11 ^ d1, 10),
                T.Turn(a17 ^ d2, 15), T.Turn(a23 ^ d3, 56));
            var (b20, b21, b22, b23, b24) = (T.Turn(a2 ^ d2, 62), T.Turn(a8 ^ d3, 55), T.Turn(a14 ^ d4, 39),
                T.Turn(a15 ^ d0, 41), T.Turn(a21 ^ d1, 2));
            (a0, a1, a2, a3, a4) = (T.Chi(b0, b1, b2) ^ T.Of(constant), T.Chi(b1, b2, b3),
                T.Chi(b2, b3, b4), T.Chi(b3, b4, b0), T.Chi(b4, b0, b1));
            (a5, a6, a7, a8, a9) = (T.Chi(b5, b6, b7), T.Chi(b6, b7, b8),
                T.Chi(b7, b8, b9), T.Chi(b8, b9, b5), T.Chi(b9, b5, b6));
            (a10, a11, a12, a13, a14) = (T.Chi(b10, b11, b12), T.Chi(b11, b12, b13),
                T.Chi(b12, b13, b14), T.Chi(b13, b14, b10), T.Chi(b14, b10, b11));
            (a15, a16, a17, a18, a19) = (T.Chi(b15, b16, b17), T.Chi(b16, b17, b18),
                T.Chi(b17, b18, b19), T.Chi(b18, b19, b15), T.Chi(b19, b15, b16));
            (a20, a21, a22, a23, a24) = (T.Chi(b20, b21, b22), T.Chi(b21, b22, b23),
                T.Chi(b22, b23, b24), T.Chi(b23, b24, b20), T.Chi(b24, b20, b21));
        }
        (s[0], s[1], s[2], s[3], s[4]) = (a0, a1, a2, a3, a4);
        (s[5], s[6], s[7], s[8], s[9]) = (a5, a6, a7, a8, a9);
        (s[10], s[11], s[12], s[13], s[14]) = (a10, a11, a12, a13, a14);
        (s[15], s[16], s[17], s[18], s[19]) = (a15, a16, a17, a18, a19);
        (s[20], s[21], s[22], s[23], s[24]) = (a20, a21, a22, a23, a24);
    }
}
