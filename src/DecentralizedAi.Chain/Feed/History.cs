using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Chain.Feed;

/// <summary>Steps folded into the value that has to stand in their slot.</summary>
/// <typeparam name="TStep">The step.</typeparam>
internal sealed class History<TStep> where TStep : struct, IHistoryStep
{
    private readonly List<(TStep Step, ulong Block)> _steps = [];

    public Bytes32 Value { get; private set; }

    public IEnumerable<TStep> Steps => _steps.Select(s => s.Step);

    public void Add(TStep step, ulong block)
    {
        _steps.Add((step, block));
        Value = step.After(Value);
    }

    /// <summary>Steps of blocks up to that one: a value at the head tells what it was before.</summary>
    public IEnumerable<TStep> UpTo(ulong block) => _steps.TakeWhile(s => s.Block <= block).Select(s => s.Step);
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

    public void Add(TKey key, TStep step, ulong block)
    {
        if (!_byKey.TryGetValue(key, out var history))
            _byKey[key] = history = new History<TStep>();
        history.Add(step, block);
    }
}
