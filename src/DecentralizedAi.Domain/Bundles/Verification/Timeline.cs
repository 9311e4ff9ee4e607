namespace DecentralizedAi.Domain.Bundles.Verification;

/// <summary>What was in force at which block; of two changes in a block the last counts.</summary>
internal sealed class Timeline<T>
    where T : IEquatable<T>
{
    private readonly List<(ulong Block, T Value)> _changes = [];
    private readonly bool _isLate;
    private readonly T _initial;

    /// <param name="initial">In force before the first change of a list that starts at the beginning.</param>
    /// <param name="isLate">The list starts late: what was before its first change is not known.</param>
    /// <param name="changes">Ascending by block.</param>
    public Timeline(T initial, bool isLate, IEnumerable<(ulong Block, T Value)> changes)
    {
        (_initial, _isLate) = (initial, isLate);
        foreach (var change in changes)
        {
            if (_changes.Count > 0 && _changes[^1].Block == change.Block)
                _changes.RemoveAt(_changes.Count - 1);
            _changes.Add(change);
        }
    }

    /// <summary>The changes after <paramref name="from"/> up to and with <paramref name="to"/>.</summary>
    public IEnumerable<(ulong Block, T Value)> Between(ulong from, ulong to)
    {
        for (var i = IndexAt(from) + 1; i < _changes.Count && _changes[i].Block <= to; i++)
            yield return _changes[i];
    }

    /// <summary>Whether <paramref name="holds"/> is true at the block, near it, nowhere near, or not known.</summary>
    public Standing Stand(ulong block, ulong? tolerance, Func<T, bool> holds)
    {
        var at = IndexAt(block);
        var known = at >= 0 || !_isLate;
        if (known && holds(ValueAt(at)))
            return Standing.Holds;
        if (tolerance is not { } blocks)
            return known && !_isLate && !Ever(holds) ? Standing.Fails : Standing.Unknown;
        var from = block > blocks ? block - blocks : 0;
        var first = IndexAt(from);
        var to = block > ulong.MaxValue - blocks ? ulong.MaxValue : block + blocks;
        if ((first >= 0 || !_isLate) && holds(ValueAt(first)) || Between(from, to).Any(change => holds(change.Value)))
            return known ? Standing.Near : Standing.Unknown;
        return first < 0 && _isLate ? Standing.Unknown : Standing.Fails;
    }

    /// <summary>Whether <paramref name="holds"/> is true at some block from <paramref name="from"/> to
    /// <paramref name="to"/>; null where the list does not say.</summary>
    public bool? SomeBlock(ulong from, ulong to, Func<T, bool> holds)
    {
        var first = IndexAt(from);
        var known = first >= 0 || !_isLate;
        if (known && holds(ValueAt(first)) || Between(from, to).Any(change => holds(change.Value)))
            return true;
        return known ? false : null;
    }

    /// <summary>Index of the last change up to <paramref name="block"/>, or -1; grows with time.</summary>
    public int IndexAt(ulong block)
    {
        var (low, high) = (0, _changes.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_changes[middle].Block <= block)
                low = middle + 1;
            else
                high = middle;
        }
        return low - 1;
    }

    public T ValueAt(int index) => index < 0 ? _initial : _changes[index].Value;

    private bool Ever(Func<T, bool> holds) => holds(_initial) || _changes.Any(change => holds(change.Value));
}

/// <summary>How a claim about a block stands.</summary>
internal enum Standing
{
    Holds,

    /// <summary>At some block within finality, though not at the block itself.</summary>
    Near,
    Fails,

    /// <summary>The list starts late, or the constant is not known.</summary>
    Unknown,
}
