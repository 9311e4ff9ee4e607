using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DecentralizedAi.Domain.Policy.Compiling;

/// <summary>Gives each text an ordinal from 0, in the order in which they come. Read by many once it is filled.
/// </summary>
/// <param name="folds">Texts of ASCII letters, digits and <c>+ - .</c> in lower case, found in any case; nothing that
/// holds other characters may be asked for.</param>
internal sealed class TextTable(bool folds)
{
    /// <summary>Stands for all lengths from here on.</summary>
    public const int LongLength = 63;

    private const int OneVector = 8;
    private const int TwoVectors = 2 * OneVector;
    private const int MostInline = 2 * TwoVectors;
    private const int OfDigest = -1;
    private const ulong Factor = 0x9E3779B97F4A7C15;

    private static readonly Slot[] Nothing = new Slot[1];

    // Upper case differs by this bit; digits and the three marks have it.
    private readonly byte _fold = folds ? (byte)0x20 : (byte)0;

    // Never more than half full, so that a search ends soon.
    private Slot[] _slots = Nothing;

    /// <summary>Bit n: some text has n characters; bit 63: 63 or more.</summary>
    public ulong Lengths { get; private set; }

    public int Count { get; private set; }

    /// <summary>False: no text has so many characters.</summary>
    public bool MayHave(int length) => (Lengths & (1UL << Math.Min(length, LongLength))) != 0;

    /// <summary>The ordinal of a text, or -1.</summary>
    public int Find(ReadOnlySpan<char> text) => text.Length <= MostInline && TryKey(text, out var key)
        ? FindWhole(key, text.Length)
        : FindDigest(Digest(text), text);

    /// <summary>The ordinal of a text, a new one if it has none.</summary>
    public int Add(ReadOnlySpan<char> text)
    {
        var known = Find(text);
        if (known >= 0)
            return known;
        if (2 * (Count + 1) > _slots.Length)
            Grow();
        Lengths |= 1UL << Math.Min(text.Length, LongLength);
        if (text.Length <= MostInline && TryKey(text, out var key))
            Place(new(key, null, text.Length, ++Count));
        else
            Place(new(Digest(text), text.ToString(), OfDigest, ++Count));
        return Count - 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int FindWhole(Vector256<byte> key, int length)
    {
        var slots = _slots;
        for (var i = Hash(key, length); ; i++)
        {
            ref readonly var slot = ref slots[(int)i & (slots.Length - 1)];
            // Of a free place the number is 0, so that no more than this has to be asked.
            if ((slot.Key == key && slot.Length == length) || slot.Place == 0)
                return slot.Place - 1;
        }
    }

    private int FindDigest(Vector256<byte> digest, ReadOnlySpan<char> text)
    {
        var slots = _slots;
        for (var i = Hash(digest, OfDigest); ; i++)
        {
            ref readonly var slot = ref slots[(int)i & (slots.Length - 1)];
            if (slot.Place == 0 || (slot.Key == digest && slot.Text is { } known && IsText(known, text)))
                return slot.Place - 1;
        }
    }

    private bool IsText(string known, ReadOnlySpan<char> text) => folds
        ? text.Equals(known, StringComparison.OrdinalIgnoreCase)
        : text.SequenceEqual(known);

    private void Place(in Slot slot)
    {
        var i = Hash(slot.Key, slot.Length);
        while (_slots[(int)i & (_slots.Length - 1)].Place != 0)
            i++;
        _slots[(int)i & (_slots.Length - 1)] = slot;
    }

    private void Grow()
    {
        var old = _slots;
        _slots = new Slot[Math.Max(16, 2 * old.Length)];
        foreach (ref readonly var slot in old.AsSpan())
        {
            if (slot.Place != 0)
                Place(slot);
        }
    }

    /// <summary>A short text itself, a byte a character, its beginning and its end, which may overlap; false for what
    /// is not ASCII, of which a byte does not say all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryKey(ReadOnlySpan<char> text, out Vector256<byte> key)
    {
        var units = MemoryMarshal.Cast<char, ushort>(text);
        var (begin, end) = units.Length >= TwoVectors
            ? (Vector256.Create(units), Vector256.Create(units[^TwoVectors..]))
            : (units.Length >= OneVector
                ? Vector256.Create(Vector128.Create(units), Vector128.Create(units[^OneVector..]))
                : Vector256.Create(Few(units).AsUInt16(), default), Vector256<ushort>.Zero);
        key = Vector256.Narrow(begin, end) | Vector256.Create(_fold);
        return ((begin | end) & Vector256.Create((ushort)0xFF80)) == Vector256<ushort>.Zero;
    }

    private static Vector128<ulong> Few(ReadOnlySpan<ushort> units)
    {
        if (units.Length >= OneVector / 2)
            return Vector128.Create(MemoryMarshal.Cast<ushort, ulong>(units)[0],
                MemoryMarshal.Cast<ushort, ulong>(units[^(OneVector / 2)..])[0]);
        var all = 0UL;
        foreach (var unit in units)
            all = (all << 16) | unit;
        return Vector128.CreateScalar(all);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(Vector256<byte> key, int length)
    {
        var (low, high) = (key.GetLower().AsUInt64(), key.GetUpper().AsUInt64());
        return (uint)(((low.ToScalar() ^ BitOperations.RotateLeft(low.GetElement(1), 29)
            ^ BitOperations.RotateLeft(high.ToScalar(), 13) ^ BitOperations.RotateLeft(high.GetElement(1), 47)
            ^ (uint)length) * Factor) >> 32);
    }

    // Two lanes, because each step waits for the multiplication before it.
    private Vector256<byte> Digest(ReadOnlySpan<char> text)
    {
        ulong a = (uint)text.Length, b = Factor;
        var fold = _fold * 0x0001_0001_0001_0001UL;
        var blocks = MemoryMarshal.Cast<char, ulong>(text);
        var i = 0;
        for (; i + 1 < blocks.Length; i += 2)
        {
            a = (BitOperations.RotateLeft(a, 5) ^ (blocks[i] | fold)) * Factor;
            b = (BitOperations.RotateLeft(b, 5) ^ (blocks[i + 1] | fold)) * Factor;
        }
        if (i < blocks.Length)
            a = (BitOperations.RotateLeft(a, 5) ^ (blocks[i] | fold)) * Factor;
        foreach (var c in text[(blocks.Length * 4)..])
            b = (BitOperations.RotateLeft(b, 5) ^ (c | (ulong)_fold)) * Factor;
        return Vector256.Create(a, b, 0, 0).AsByte();
    }

    /// <param name="Key">The text itself, or its digest.</param>
    /// <param name="Text">Null when the key says all.</param>
    /// <param name="Length">Of the text; below 0 with a digest.</param>
    /// <param name="Place">The ordinal and one; 0 is free.</param>
    private readonly record struct Slot(Vector256<byte> Key, string? Text, int Length, int Place);
}
