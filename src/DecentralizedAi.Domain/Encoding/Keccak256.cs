using System.Buffers.Binary;
using System.Numerics;
using System.Text;

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
        Span<ulong> state = stackalloc ulong[25];
        state.Clear();
        while (data.Length >= RateBytes)
        {
            Absorb(state, data[..RateBytes]);
            data = data[RateBytes..];
        }
        Span<byte> last = stackalloc byte[RateBytes];
        last.Clear();
        data.CopyTo(last);
        last[data.Length] = 0x01;
        last[RateBytes - 1] |= 0x80;
        Absorb(state, last);
        Span<byte> hash = stackalloc byte[32];
        for (var i = 0; i < 4; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(hash[(8 * i)..], state[i]);
        return Bytes32.Of(hash);
    }

    /// <summary>The hash of the UTF-8 bytes of <paramref name="text"/>.</summary>
    public static Bytes32 Hash(string text) => Hash(System.Text.Encoding.UTF8.GetBytes(text));

    private static void Absorb(Span<ulong> state, ReadOnlySpan<byte> block)
    {
        for (var i = 0; i < RateBytes / 8; i++)
            state[i] ^= BinaryPrimitives.ReadUInt64LittleEndian(block[(8 * i)..]);
        Permute(state);
    }

    // In locals, because a lane in an array is loaded and stored at each use. Lane x + 5y; b is a after rho and pi.
    private static void Permute(Span<ulong> s)
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
            var (d0, d1, d2, d3, d4) = (c4 ^ Turn(c1, 1), c0 ^ Turn(c2, 1), c1 ^ Turn(c3, 1), c2 ^ Turn(c4, 1),
                c3 ^ Turn(c0, 1));
            var (b0, b1, b2, b3, b4) = (a0 ^ d0, Turn(a6 ^ d1, 44), Turn(a12 ^ d2, 43),
                Turn(a18 ^ d3, 21), Turn(a24 ^ d4, 14));
            var (b5, b6, b7, b8, b9) = (Turn(a3 ^ d3, 28), Turn(a9 ^ d4, 20), Turn(a10 ^ d0, 3),
                Turn(a16 ^ d1, 45), Turn(a22 ^ d2, 61));
            var (b10, b11, b12, b13, b14) = (Turn(a1 ^ d1, 1), Turn(a7 ^ d2, 6), Turn(a13 ^ d3, 25),
                Turn(a19 ^ d4, 8), Turn(a20 ^ d0, 18));
            var (b15, b16, b17, b18, b19) = (Turn(a4 ^ d4, 27), Turn(a5 ^ d0, 36), Turn(a11 ^ d1, 10),
                Turn(a17 ^ d2, 15), Turn(a23 ^ d3, 56));
            var (b20, b21, b22, b23, b24) = (Turn(a2 ^ d2, 62), Turn(a8 ^ d3, 55), Turn(a14 ^ d4, 39),
                Turn(a15 ^ d0, 41), Turn(a21 ^ d1, 2));
            (a0, a1, a2, a3, a4) = (b0 ^ (~b1 & b2) ^ constant, b1 ^ (~b2 & b3),
                b2 ^ (~b3 & b4), b3 ^ (~b4 & b0), b4 ^ (~b0 & b1));
            (a5, a6, a7, a8, a9) = (b5 ^ (~b6 & b7), b6 ^ (~b7 & b8),
                b7 ^ (~b8 & b9), b8 ^ (~b9 & b5), b9 ^ (~b5 & b6));
            (a10, a11, a12, a13, a14) = (b10 ^ (~b11 & b12), b11 ^ (~b12 & b13),
                b12 ^ (~b13 & b14), b13 ^ (~b14 & b10), b14 ^ (~b10 & b11));
            (a15, a16, a17, a18, a19) = (b15 ^ (~b16 & b17), b16 ^ (~b17 & b18),
                b17 ^ (~b18 & b19), b18 ^ (~b19 & b15), b19 ^ (~b15 & b16));
            (a20, a21, a22, a23, a24) = (b20 ^ (~b21 & b22), b21 ^ (~b22 & b23),
                b22 ^ (~b23 & b24), b23 ^ (~b24 & b20), b24 ^ (~b20 & b21));
        }
        (s[0], s[1], s[2], s[3], s[4]) = (a0, a1, a2, a3, a4);
        (s[5], s[6], s[7], s[8], s[9]) = (a5, a6, a7, a8, a9);
        (s[10], s[11], s[12], s[13], s[14]) = (a10, a11, a12, a13, a14);
        (s[15], s[16], s[17], s[18], s[19]) = (a15, a16, a17, a18, a19);
        (s[20], s[21], s[22], s[23], s[24]) = (a20, a21, a22, a23, a24);
    }

    private static ulong Turn(ulong lane, int bits) => BitOperations.RotateLeft(lane, bits);
}
