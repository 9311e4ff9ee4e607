namespace DecentralizedAi.Testing;

/// <summary>Draws from few things; the same seed draws the same.</summary>
internal sealed class Draw(int seed)
{
    private readonly Random _random = new(seed);

    public bool Chance(int oneIn) => _random.Next(oneIn) == 0;

    /// <summary>At least 0 and less than <paramref name="end"/>.</summary>
    public int Next(int end) => _random.Next(end);

    public int Next(int start, int end) => _random.Next(start, end);

    public T Pick<T>(params T[] pool) => pool[_random.Next(pool.Length)];

    /// <summary>Each with a chance of one half, but at least one.</summary>
    public string[] Some(params string[] pool)
    {
        var some = pool.Where(_ => Chance(2)).ToArray();
        return some.Length == 0 ? [Pick(pool)] : some;
    }
}
