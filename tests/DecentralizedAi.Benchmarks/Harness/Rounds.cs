namespace DecentralizedAi.Benchmarks.Harness;

/// <summary>Something to measure.</summary>
/// <param name="Batch">Does a batch of its work and gives the CPU nanoseconds that one piece of it took.</param>
/// <param name="IsElsewhere">It runs in another process, whose compiler is its own business.</param>
internal sealed record Subject(string Name, Func<Task<double>> Batch, bool IsElsewhere = false)
{
    /// <summary>A subject in this process.</summary>
    /// <param name="work">Does so many pieces of work.</param>
    public static Subject Of(string name, int pieces, Action work) => new(name, () =>
    {
        var start = CpuClock.Now;
        work();
        return Task.FromResult((CpuClock.Now - start) / (double)pieces);
    });
}

/// <summary>Measures subjects in turn, A B A B, so that whatever disturbs the machine disturbs all of them. At its turn
/// each runs its batch until it is settled, and the next one counts: that the one before it emptied the caches, or that
/// the processor idled meanwhile, is nobody's fault.</summary>
internal static class Rounds
{
    // Calls through Semantic Kernel still had the compiler's counters in them after a second, at four times their cost.
    private const long WarmNanoseconds = 3_000_000_000;

    // A batch may be over in a millisecond, before caches, guesses at branches and the clock are what they will be.
    private const long SettledNanoseconds = 25_000_000;

    /// <summary>The median of each subject, in the order of the subjects.</summary>
    /// <param name="rounds">Odd.</param>
    public static async Task<double[]> MediansAsync(int rounds, params IReadOnlyList<Subject> subjects)
    {
        foreach (var subject in subjects)
            await RunAsync(subject, WarmNanoseconds).ConfigureAwait(false);
        var figures = subjects.Select(_ => new double[rounds]).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < subjects.Count; i++)
            {
                await RunAsync(subjects[i], SettledNanoseconds).ConfigureAwait(false);
                figures[i][round] = await subjects[i].Batch().ConfigureAwait(false);
            }
        }
        return [.. figures.Select(Median)];
    }

    /// <summary>The middle one.</summary>
    public static double Median(double[] figures)
    {
        var sorted = figures.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    // Once, and again for so long; at first that is until the compiler has made its last version of what is measured.
    private static async Task RunAsync(Subject subject, long nanoseconds)
    {
        var start = CpuClock.Now;
        do
            await subject.Batch().ConfigureAwait(false);
        while (!subject.IsElsewhere && CpuClock.Now - start < nanoseconds);
    }
}
