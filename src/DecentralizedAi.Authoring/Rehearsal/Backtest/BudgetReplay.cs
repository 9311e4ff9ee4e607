using System.Collections;
using System.Diagnostics.CodeAnalysis;
using DecentralizedAi.Domain.Budgets;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;

namespace DecentralizedAi.Authoring.Rehearsal.Backtest;

/// <summary>
/// The budgets of a proposed policy as if it had been in force from the first recorded decision: full then, growing by
/// its own rates, paying what its own decisions let through. Tokens keep the levels of then, because what a model
/// reads and writes is no decision of the log.
/// </summary>
/// <remarks>The levels are those of the decision that was begun last.</remarks>
internal sealed class BudgetReplay : IReadOnlyDictionary<string, BudgetLevel>
{
    private readonly PolicySnapshot _policy;
    private readonly string[] _names;
    private readonly BudgetKey[] _keys;
    private readonly BucketLimits[] _limits;
    private readonly Bucket[] _buckets;
    private readonly HashSet<Bytes32> _early = [];
    private Facts? _recorded;
    private UInt128 _now;

    public BudgetReplay(PolicySnapshot policy)
    {
        var listed = policy.Document.Money.Values.Select(budget => (budget.Name, Key: BudgetKey.Of(budget.Asset),
                budget.Limits))
            .Concat(policy.Document.Resources.Where(budget => budget.Value.Kind != ResourceKind.Tokens)
                .Select(budget => (Name: budget.Key, Key: BudgetKey.Of(budget.Value.Kind), budget.Value.Limits)))
            .ToArray();
        _policy = policy;
        _names = [.. listed.Select(budget => budget.Name)];
        _keys = [.. listed.Select(budget => budget.Key)];
        _limits = [.. listed.Select(budget => budget.Limits)];
        _buckets = new Bucket[listed.Length];
    }

    public int Count => this.Count();
    public IEnumerable<string> Keys => this.Select(level => level.Key);
    public IEnumerable<BudgetLevel> Values => this.Select(level => level.Value);

    public BudgetLevel this[string name] => TryGetValue(name, out var level)
        ? level
        : throw new KeyNotFoundException($"'{name}' is no budget of the proposed policy");

    /// <summary>The facts of a recorded decision with the levels that the proposed policy would have had.</summary>
    public Facts Begin(Facts recorded)
    {
        var isFirst = _recorded is null;
        (_recorded, _now) = (recorded, (UInt128)Math.Max(0, recorded.Time.ToUnixTimeSeconds()));
        for (var i = 0; isFirst && i < _buckets.Length; i++)
            _buckets[i] = default(Bucket).List(_now, _limits[i]).Bucket;
        return recorded with { Levels = this };
    }

    /// <summary>Takes what a call uses when it runs under the proposed policy. What would wait for approval has been
    /// approved where it ran then; what failed then has used nothing.</summary>
    public void Apply(RecordedAction action, Decision now)
    {
        var runs = now is Decision.Allowed || (now is Decision.Approval && action.Opened);
        if (!runs || action.Failed || (action.Opened && _early.Contains(action.Action)))
            return;
        // It waited then and would have run at once: when it ran at last it has been counted already.
        if (!action.Opened && action.Reach == Reach.Approval)
            _early.Add(action.Action);
        if (_policy.MoneyOf(action.Call) is { } payment)
            Spend(BudgetKey.Of(payment.Asset), payment.Units);
        foreach (var (name, cost) in action.Facts.Costs)
            Spend(BudgetKey.Of(ResourceNames.Parse(name)), cost);
    }

    public bool ContainsKey(string key) => TryGetValue(key, out _);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out BudgetLevel value)
    {
        var i = Array.IndexOf(_names, key);
        if (i < 0)
            return _recorded!.Levels.TryGetValue(key, out value);
        _buckets[i] = _buckets[i].Settle(_now);
        value = new(_buckets[i].WholeLevel, _buckets[i].Spent);
        return true;
    }

    public IEnumerator<KeyValuePair<string, BudgetLevel>> GetEnumerator() => _names
        .Concat(_recorded!.Levels.Keys.Where(name => Array.IndexOf(_names, name) < 0))
        .Select(name => KeyValuePair.Create(name, this[name])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Spend(BudgetKey budget, UInt256 amount)
    {
        var i = Array.IndexOf(_keys, budget);
        if (i >= 0)
            _buckets[i] = _buckets[i].Spend(_now, amount).Bucket;
    }
}
