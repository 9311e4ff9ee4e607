using DecentralizedAi.Cli.Output;

namespace DecentralizedAi.Cli.Chaos.Faults;

/// <summary>The faults of a run in their order: the same seed gives the same ones.</summary>
internal static class FaultPlan
{
    // How often each kind comes where no numbers are asked for.
    private static readonly IReadOnlyList<(FaultKind Kind, int Weight)> Usual =
    [
        (FaultKind.Kill, 10), (FaultKind.Pause, 3), (FaultKind.Outage, 2), (FaultKind.Reorg, 4),
        (FaultKind.Blackout, 1), (FaultKind.Partition, 4), (FaultKind.Lie, 2),
        (FaultKind.Disk, 1), (FaultKind.Vanish, 3), (FaultKind.Loss, 1), (FaultKind.Delay, 1),
        (FaultKind.Clock, 2),
    ];

    /// <summary>Without end, each kind by its weight.</summary>
    public static IEnumerable<Fault> Endless(int seed)
    {
        var random = new Random(seed);
        while (true)
            yield return Draw(Pick(random), random);
    }

    /// <summary>Exactly so many of each kind, shuffled.</summary>
    public static IReadOnlyList<Fault> Exactly(int seed, IReadOnlyDictionary<FaultKind, int> counts)
    {
        var random = new Random(seed);
        var kinds = counts.OrderBy(one => one.Key).SelectMany(one => Enumerable.Repeat(one.Key, one.Value)).ToArray();
        random.Shuffle(kinds);
        return [.. kinds.Select(kind => Draw(kind, random))];
    }

    /// <summary>Reads <c>kill=10,pause=3</c>.</summary>
    /// <exception cref="CliException">DAI-1064: it is not of that form.</exception>
    public static IReadOnlyDictionary<FaultKind, int> Read(string text)
    {
        var counts = new Dictionary<FaultKind, int>();
        foreach (var part in text.Split(','))
        {
            if (part.Split('=') is not [var name, var number] || !Enum.TryParse<FaultKind>(name, true, out var kind)
                || !Enum.GetNames<FaultKind>().Contains(name, StringComparer.OrdinalIgnoreCase) || !int.TryParse(number, out var count) || count is < 0 or > 10_000
                || !counts.TryAdd(kind, count))
                throw CliException.Usage("DAI-1064", $"'{part}' is no fault and number", "--faults",
                    "write for example kill=10,pause=3; faults are "
                    + string.Join(", ", Enum.GetNames<FaultKind>().Select(one => one.ToLowerInvariant())));
        }
        return counts;
    }

    private static FaultKind Pick(Random random)
    {
        var at = random.Next(Usual.Sum(one => one.Weight));
        foreach (var (kind, weight) in Usual)
            if ((at -= weight) < 0)
                return kind;
        return FaultKind.Kill;
    }

    private static Fault Draw(FaultKind kind, Random random)
    {
        var (least, most) = kind switch
        {
            FaultKind.Kill or FaultKind.Blackout => (0.0, 1.5),
            FaultKind.Pause => (0.5, 9.0),
            FaultKind.Outage => (2.0, 12.0),
            FaultKind.Partition => (2.0, 20.0),
            FaultKind.Lie or FaultKind.Disk => (2.0, 10.0),
            FaultKind.Vanish => (0.0, 10.0),
            FaultKind.Loss or FaultKind.Delay => (5.0, 20.0),
            FaultKind.Clock => (3.0, 15.0),
            _ => (0.0, 0.0),
        };
        return new Fault(kind, random.Next(int.MaxValue), Between(random, least, most), Between(random, 0.2, 2));
    }

    private static TimeSpan Between(Random random, double least, double most) =>
        TimeSpan.FromMilliseconds(Math.Round(1_000 * (least + random.NextDouble() * (most - least))));
}
