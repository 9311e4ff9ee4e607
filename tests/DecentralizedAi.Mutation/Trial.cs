namespace DecentralizedAi.Mutation;

/// <summary>Tries mutants one after the other in this process.</summary>
internal sealed class Trial(MutantSwitch mutants, IReadOnlyList<TestCase> tests, Footprint footprint)
{
    /// <summary>The exit code after a mutant that does not end: the process cannot go on.</summary>
    public const int Endless = 7;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LeastLimit = TimeSpan.FromSeconds(3);

    private readonly Dictionary<string, TestCase> _tests = tests.ToDictionary(test => test.Name);
    private TimeSpan _limit = TimeSpan.MaxValue;

    /// <summary>Writes each mutant before it is tried and behind it what came of it, so that whoever started this
    /// process knows which mutant ended it.</summary>
    /// <param name="isWarm">False for mutants in what is made once: then nothing may be made before.</param>
    public void Run(IEnumerable<int> ids, bool isWarm, TextWriter results)
    {
        if (isWarm)
        {
            foreach (var test in tests)
                test.Failure();
        }
        // By time of the processor: on a busy machine the clock says nothing.
        using var watch = new Timer(_ => EndIfOver(), null, Look, Look);
        foreach (var id in ids)
        {
            results.WriteLine($"{id} Started");
            results.Flush();
            results.WriteLine(Try(id, isWarm) is { } killer ? $"{id} Killed {killer}" : $"{id} {Answers.Survived}");
            results.Flush();
        }
    }

    /// <summary>The test that notices the mutant, or null.</summary>
    private string? Try(int id, bool isWarm)
    {
        var steps = footprint.Steps.Where(step => !isWarm || step.Mutants.Contains(id))
            .OrderBy(step => step.Milliseconds).ToArray();
        var usual = TimeSpan.FromMilliseconds(steps.Sum(step => step.Milliseconds));
        _limit = Environment.CpuUsage.TotalTime + LeastLimit + 5 * usual;
        mutants.Active = id;
        var killer = steps.FirstOrDefault(step => _tests[step.Test].Failure() is not null);
        mutants.Active = MutantSwitch.Nothing;
        _limit = TimeSpan.MaxValue;
        return killer?.Test;
    }

    private void EndIfOver()
    {
        if (Environment.CpuUsage.TotalTime > _limit)
            Environment.Exit(Endless);
    }
}
