using System.Collections.Immutable;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Agents;

/// <summary>
/// Which instructions an agent was ever given, so that none is given twice, in ten bytes each: an id that shares them
/// with one that somebody else will give takes 2^80 hashes to find. Immutable.
/// </summary>
public sealed class GivenInstructions
{
    /// <summary>Bytes that are kept of an id.</summary>
    public const int Width = 10;

    // Sorted runs, each longer than the next, so that adding moves every id some log n times in all.
    private readonly ImmutableArray<byte[]> _runs;

    private GivenInstructions(ImmutableArray<byte[]> runs) => _runs = runs;

    public static GivenInstructions None { get; } = new([]);

    public int Count => _runs.Sum(run => run.Length) / Width;

    public bool Contains(Bytes32 id)
    {
        var key = Key(id);
        foreach (var run in _runs)
        {
            if (Finds(run, key))
                return true;
        }
        return false;
    }

    /// <summary>With one more; one that is there already is not added.</summary>
    public GivenInstructions With(Bytes32 id)
    {
        if (Contains(id))
            return this;
        var (runs, last) = (_runs, Key(id));
        while (runs is [.., var before] && before.Length <= last.Length)
            (runs, last) = (runs.RemoveAt(runs.Length - 1), Merged(before, last));
        return new(runs.Add(last));
    }

    /// <summary>All ids one after the other, in order.</summary>
    public byte[] ToArray() => _runs.Reverse().Aggregate(Array.Empty<byte>(), Merged);

    /// <summary>From <see cref="ToArray"/>.</summary>
    /// <exception cref="FormatException">Not a whole number of ids.</exception>
    public static GivenInstructions Of(ReadOnlySpan<byte> ids)
    {
        if (ids.Length % Width != 0)
            throw new FormatException($"{ids.Length} bytes are no ids of {Width} bytes each");
        var keys = new byte[ids.Length / Width][];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = ids.Slice(i * Width, Width).ToArray();
        Array.Sort(keys, static (a, b) => a.AsSpan().SequenceCompareTo(b));
        return keys.Length == 0 ? None : new([[.. keys.SelectMany(key => key)]]);
    }

    private static byte[] Key(Bytes32 id) => id.ToArray()[..Width];

    private static bool Finds(byte[] run, ReadOnlySpan<byte> key)
    {
        var (low, high) = (0, run.Length / Width);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var order = run.AsSpan(middle * Width, Width).SequenceCompareTo(key);
            if (order == 0)
                return true;
            (low, high) = order < 0 ? (middle + 1, high) : (low, middle);
        }
        return false;
    }

    private static byte[] Merged(byte[] a, byte[] b)
    {
        var merged = new byte[a.Length + b.Length];
        var (i, j) = (0, 0);
        while (i + j < merged.Length)
        {
            var fromA = j == b.Length || (i < a.Length
                && a.AsSpan(i, Width).SequenceCompareTo(b.AsSpan(j, Width)) < 0);
            (fromA ? a.AsSpan(i, Width) : b.AsSpan(j, Width)).CopyTo(merged.AsSpan(i + j));
            (i, j) = fromA ? (i + Width, j) : (i, j + Width);
        }
        return merged;
    }
}
