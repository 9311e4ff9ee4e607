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

    // Ordinal + 1 and the rest of the hash, so that a text is looked at only when it is very likely the one.
    private (int Next, uint Check)[] _slots = new (int, uint)[16];
    private string[] _texts = new string[8];

    // Bit n: some text has n characters; bit 63: 63 or more.
    private ulong _lengths;

    public int Count { get; private set; }

    /// <summary>False: no text has so many characters.</summary>
    public bool MayHave(int length) => (_lengths & (1UL << Math.Min(length, 63))) != 0;

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
        _texts[Count] = text;
        _lengths |= 1UL << Math.Min(text.Length, 63);
        Place(Count, hash);
        return Count++;
    }

    private int Find(ReadOnlySpan<char> text, ulong hash)
    {
        var slots = _slots;
        var check = (uint)(hash >> 32);
        for (var i = (uint)hash; ; i++)
        {
            ref readonly var slot = ref slots[(int)i & (slots.Length - 1)];
            if (slot.Next == 0 || (slot.Check == check && IsText(slot.Next - 1, text)))
                return slot.Next - 1;
        }
    }

    private bool IsText(int ordinal, ReadOnlySpan<char> text) => _fold == 0
        ? text.SequenceEqual(_texts[ordinal])
        : text.Equals(_texts[ordinal], StringComparison.OrdinalIgnoreCase);

    private void Place(int ordinal, ulong hash)
    {
        var i = (uint)hash;
        while (_slots[(int)i & (_slots.Length - 1)].Next != 0)
            i++;
        _slots[(int)i & (_slots.Length - 1)] = (ordinal + 1, (uint)(hash >> 32));
    }

    private void Grow()
    {
        _slots = new (int, uint)[(int)BitOperations.RoundUpToPowerOf2((uint)(4 * Count))];
        Array.Resize(ref _texts, _slots.Length / 2);
        for (var i = 0; i < Count; i++)
            Place(i, Hash(_texts[i]));
    }

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
