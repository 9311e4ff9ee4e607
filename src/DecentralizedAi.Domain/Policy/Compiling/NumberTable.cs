using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Policy.Compiling;

/// <summary>Gives each number an ordinal from 0, in the order in which they come. Read by many once it is filled.
/// </summary>
internal sealed class NumberTable
{
    // Never more than half full, so that a search ends soon; a number stands beside its ordinal, in one cache line.
    private Slot[] _slots = new Slot[16];

    public int Count { get; private set; }

    /// <summary>The ordinal of a number, or -1.</summary>
    public int Find(in UInt256 number)
    {
        var slots = _slots;
        for (var i = number.Mixed; ; i++)
        {
            ref readonly var slot = ref slots[(int)i & (slots.Length - 1)];
            // Of a free place the number is 0, so that no more than this has to be asked.
            if (slot.Number == number || slot.Place == 0)
                return slot.Place - 1;
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
        Place(new(number, ++Count));
        return Count - 1;
    }

    private void Place(in Slot slot)
    {
        var i = slot.Number.Mixed;
        while (_slots[(int)i & (_slots.Length - 1)].Place != 0)
            i++;
        _slots[(int)i & (_slots.Length - 1)] = slot;
    }

    private void Grow()
    {
        var old = _slots;
        _slots = new Slot[2 * old.Length];
        foreach (ref readonly var slot in old.AsSpan())
        {
            if (slot.Place != 0)
                Place(slot);
        }
    }

    /// <param name="Place">The ordinal and one; 0 is free.</param>
    private readonly record struct Slot(UInt256 Number, int Place);
}
