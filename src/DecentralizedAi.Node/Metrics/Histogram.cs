namespace DecentralizedAi.Node.Metrics;

/// <summary>How many of the values that were seen are at most so large.</summary>
/// <param name="bounds">Ascending upper bounds; a last one without an end is added.</param>
internal sealed class Histogram(IReadOnlyList<double> bounds)
{
    private readonly Lock _lock = new();
    private readonly ulong[] _counts = new ulong[bounds.Count + 1];
    private double _sum;

    public void Add(double value)
    {
        var at = 0;
        while (at < bounds.Count && value > bounds[at])
            at++;
        lock (_lock)
        {
            _counts[at]++;
            _sum += value;
        }
    }

    /// <summary>The counts up to each bound, all of one moment; the last one counts everything.</summary>
    public (IReadOnlyList<(double Bound, ulong Count)> Buckets, double Sum) Read()
    {
        lock (_lock)
        {
            var total = 0UL;
            return ([.. _counts.Select((count, at) =>
                (at < bounds.Count ? bounds[at] : double.PositiveInfinity, total += count))], _sum);
        }
    }
}
