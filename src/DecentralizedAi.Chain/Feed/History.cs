using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Chain.Feed;

/// <summary>Steps folded into the value that has to stand in their slot.</summary>
/// <typeparam name="TStep">The step.</typeparam>
internal sealed class History<TStep> where TStep : struct, IHistoryStep
{
    private readonly List<(TStep Step, ulong Block, Bytes32 Value)> _steps = [];

    public Bytes32 Value => ValueAfter(_steps.Count);

    public IEnumerable<TStep> Steps => _steps.Select(s => s.Step);

    public void Add(TStep step, ulong block) => _steps.Add((step, block, step.After(Value)));

    /// <summary>Steps of blocks up to that one: a value at the head tells what it was before.</summary>
    public IEnumerable<TStep> UpTo(ulong block) => _steps.Take(CountAt(block)).Select(s => s.Step);

    /// <summary>How many steps there are up to a block; as long as it takes to step back to that.</summary>
    public int CountAt(ulong block)
    {
        var count = _steps.Count;
        while (count > 0 && _steps[count - 1].Block > block)
            count--;
        return count;
    }

    public TStep StepAt(ulong block) => CountAt(block) is var count and > 0 ? _steps[count - 1].Step : default;

    public Bytes32 ValueAt(ulong block) => ValueAfter(CountAt(block));

    private Bytes32 ValueAfter(int count) => count == 0 ? Bytes32.Zero : _steps[count - 1].Value;
}

/// <summary>Histories by their key; one that has no step yet has the value 0.</summary>
internal sealed class Histories<TKey, TStep> where TKey : notnull where TStep : struct, IHistoryStep
{
    private readonly Dictionary<TKey, History<TStep>> _byKey = [];

    public IEnumerable<TKey> Keys => _byKey.Keys;

    public Bytes32 Value(TKey key) => _byKey.TryGetValue(key, out var history) ? history.Value : Bytes32.Zero;

    public IEnumerable<TStep> Steps(TKey key) => _byKey.TryGetValue(key, out var history) ? history.Steps : [];

    public IEnumerable<TStep> UpTo(TKey key, ulong block) =>
        _byKey.TryGetValue(key, out var history) ? history.UpTo(block) : [];

    /// <summary>The last step up to a block; the step that changes nothing where there is none.</summary>
    public TStep StepAt(TKey key, ulong block) =>
        _byKey.TryGetValue(key, out var history) ? history.StepAt(block) : default;

    /// <summary>How many steps there are up to a block, and the value after them.</summary>
    public (int Count, Bytes32 Value) At(TKey key, ulong block) =>
        _byKey.TryGetValue(key, out var history) ? (history.CountAt(block), history.ValueAt(block)) : (0, Bytes32.Zero);

    public void Add(TKey key, TStep step, ulong block)
    {
        if (!_byKey.TryGetValue(key, out var history))
            _byKey[key] = history = new History<TStep>();
        history.Add(step, block);
    }
}
