namespace DecentralizedAi.Testing.Models;

/// <summary>The tiny model file, broken at one to three places, always in the same ways for the same seed.</summary>
public static class GgufMutants
{
    private static readonly ulong[] Extremes =
    [
        0, 1, 2, 9, 13, 255, 1 << 16, 1 << 20, int.MaxValue, 1UL << 31, uint.MaxValue, 1UL << 32, 1UL << 60,
        long.MaxValue, 1UL << 63, ulong.MaxValue - 31, ulong.MaxValue,
    ];

    /// <summary>Mutants of a seed; none equals the sound file.</summary>
    public static IEnumerable<byte[]> Of(int seed, int count)
    {
        var (random, sound) = (new Random(seed), TinyGguf.Bytes());
        var header = sound.AsSpan().LastIndexOf("blk.0.ffn_down.weight"u8) + 64;
        for (var made = 0; made < count;)
        {
            var bytes = sound;
            for (var changes = random.Next(1, 4); changes > 0; changes--)
                bytes = Changed(bytes, random, header);
            if (bytes.AsSpan().SequenceEqual(sound))
                continue;
            made++;
            yield return bytes;
        }
    }

    // Nine in ten hit the header: what is wrong in the weights is another model and no fault.
    private static byte[] Changed(byte[] bytes, Random random, int header)
    {
        var at = random.Next(random.Next(10) == 0 ? bytes.Length : Math.Min(header, bytes.Length));
        var length = random.Next(1, 17);
        var end = Math.Min(bytes.Length, at + length);
        switch (random.Next(6))
        {
            case 0:
                return [.. bytes[..at], (byte)(bytes[at] ^ (1 << random.Next(8))), .. bytes[(at + 1)..]];
            case 1:
                var extreme = BitConverter.GetBytes(Extremes[random.Next(Extremes.Length)]);
                var width = Math.Min(random.Next(2) == 0 ? 4 : 8, bytes.Length - at);
                return [.. bytes[..at], .. extreme[..width], .. bytes[(at + width)..]];
            case 2:
                return [.. bytes[..at], .. bytes[end..]];
            case 3:
                return [.. bytes[..end], .. bytes[at..]];
            case 4:
                var from = random.Next(Math.Min(header, bytes.Length));
                var copied = bytes[from..Math.Min(bytes.Length, from + end - at)];
                return [.. bytes[..at], .. copied, .. bytes[Math.Min(bytes.Length, at + copied.Length)..]];
            default:
                return random.Next(8) == 0 ? bytes[..(at + 1)] : [.. bytes[..at], 0, .. bytes[(at + 1)..]];
        }
    }
}
