using System.Numerics;
using System.Runtime.InteropServices;

namespace DecentralizedAi.Domain.Policy.Compiling;

/// <summary>Gives each text an ordinal from 0, in the order in which they come. Read by many once it is filled.
/// </summary>
/// <param name="folds">Texts of ASCII letters, digits and <c>+ - .</c> in lower case, found in any case.</param>
internal sealed class TextTable(bool folds)
{
    private const ulong Factor = 0x9E3779B97F4A7C15;

    // Upper case differs by this bit; digits and the three marks have it.
    private readonly ulong _fold = folds ? 0x0020_0020_0020_0020UL : 0;

    // Never more than half full, so that a search ends soon.
    private Slot[] _slots = new Slot[16];

    /// <summary>Stands for all lengths from here on.</summary>
    public const int LongLength = 63;

    /// <summary>Bit n: some text has n characters; bit 63: 63 or more.</summary>
    public ulong Lengths { get; private set; }

    public int Count { get; private set; }

    /// <summary>False: no text has so many characters.</summary>
    public bool MayHave(int length) => (Lengths & (1UL << Math.Min(length, LongLength))) != 0;

    /// <summary>The ordinal of a text, or -1.</summary>
    public int Find(ReadOnlySpan<char> text) => Find(text, Hash(text));

    /// <summary>The ordinal of a text, a new one if it has none.</summary>
    public int Add(string text)
    {
        var hash = Hash(text);
        var known = Find(text, hash);
        if (known >= 0)
            return known;
        if (2 * (Count + 1) > _slots.Length)
            Grow();
        Lengths |= 1UL << Math.Min(text.Length, LongLength);
        Place(new(text, (uint)(hash >> 32), Count), hash);
        return Count++;
    }

    private int Find(ReadOnlySpan<char> text, ulong hash)
    {
        var slots = _slots;
        var check = (uint)(hash >> 32);
        for (var i = (uint)hash; ; i++)
        {
            ref readonly var slot = ref slots[(int)i & (slots.Length - 1)];
            if (slot.Text is null)
                return -1;
            if (slot.Check == check && IsText(slot.Text, text))
                return slot.Ordinal;
        }
    }

    private bool IsText(string known, ReadOnlySpan<char> text) => _fold == 0
        ? text.SequenceEqual(known)
        : text.Equals(known, StringComparison.OrdinalIgnoreCase);

    private void Place(Slot slot, ulong hash)
    {
        var i = (uint)hash;
        while (_slots[(int)i & (_slots.Length - 1)].Text is not null)
            i++;
        _slots[(int)i & (_slots.Length - 1)] = slot;
    }

    private void Grow()
    {
        var old = _slots;
        _slots = new Slot[2 * old.Length];
        foreach (var slot in old)
        {
            if (slot.Text is not null)
                Place(slot, Hash(slot.Text));
        }
    }

    // The check is the rest of the hash: a text is looked at only when it is very likely the one.
    private readonly record struct Slot(string? Text, uint Check, int Ordinal);

    // Two lanes, because each step waits for the multiplication before it.
    private ulong Hash(ReadOnlySpan<char> text)
    {
        ulong a = (uint)text.Length, b = Factor;
        var blocks = MemoryMarshal.Cast<char, ulong>(text);
        var i = 0;
        for (; i + 1 < blocks.Length; i += 2)
        {
            a = (BitOperations.RotateLeft(a, 5) ^ (blocks[i] | _fold)) * Factor;
            b = (BitOperations.RotateLeft(b, 5) ^ (blocks[i + 1] | _fold)) * Factor;
        }
        if (i < blocks.Length)
            a = (BitOperations.RotateLeft(a, 5) ^ (blocks[i] | _fold)) * Factor;
        foreach (var c in text[(blocks.Length * 4)..])
            b = (BitOperations.RotateLeft(b, 5) ^ (c | (_fold & 0x20))) * Factor;
        a = (a ^ BitOperations.RotateLeft(b, 32)) * Factor;
        return a ^ (a >> 29);
    }
}
