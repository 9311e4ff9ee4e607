using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Policy.Compiling;

/// <summary>Gives each number an ordinal from 0, in the order in which they come. Read by many once it is filled.
/// </summary>
internal sealed class NumberTable
{
    // Ordinal + 1 by hash; 0 is free. Never more than half full, so that a probe ends soon.
    private int[] _slots = new int[16];
    private UInt256[] _numbers = new UInt256[8];

    public int Count { get; private set; }

    /// <summary>The ordinal of a number, or -1.</summary>
    public int Find(in UInt256 number)
    {
        var slots = _slots;
        for (var i = number.Mixed; ; i++)
        {
            var ordinal = slots[(int)i & (slots.Length - 1)] - 1;
            if (ordinal < 0 || _numbers[ordinal] == number)
                return ordinal;
        }
    }

    /// <summary>The ordinal of a number, a new one if it has none.</summary>
    public int Add(in UInt256 number)
    {
        var known = Find(number);
        if (known >= 0)
            return known;
        if (2 * (Count + 1) > _slots.Length)
            Grow();
        _numbers[Count] = number;
        Place(Count);
        return Count++;
    }

    private void Place(int ordinal)
    {
        var i = _numbers[ordinal].Mixed;
        while (_slots[(int)i & (_slots.Length - 1)] != 0)
            i++;
        _slots[(int)i & (_slots.Length - 1)] = ordinal + 1;
    }

    private void Grow()
    {
        _slots = new int[2 * _slots.Length];
        Array.Resize(ref _numbers, _slots.Length / 2);
        for (var i = 0; i < Count; i++)
            Place(i);
    }
}
