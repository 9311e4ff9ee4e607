using System.Text.Json;

namespace DecentralizedAi.Mutation;

/// <summary>Which mutants a test passes by, and how long it takes.</summary>
/// <param name="Milliseconds">Of the processor, when everything is warm.</param>
internal sealed record Step(string Test, double Milliseconds, IReadOnlyCollection<int> Mutants);

/// <summary>What the tests reach.</summary>
/// <param name="Once">Mutants that only the first pass came by: they are in what is made once in a process.</param>
internal sealed record Footprint(IReadOnlyList<Step> Steps, IReadOnlyCollection<int> Once)
{
    /// <summary>Runs every test three times: for what happens once, for what happens always, for the time.</summary>
    /// <exception cref="InvalidOperationException">A test fails without any mutant.</exception>
    public static Footprint Take(MutantSwitch mutants, IReadOnlyList<TestCase> tests)
    {
        mutants.IsRecording = true;
        var first = new HashSet<int>();
        foreach (var test in tests)
        {
            if (test.Failure() is { } failure)
                throw new InvalidOperationException($"{test.Name} fails without any mutant", failure);
            first.UnionWith(mutants.Recorded());
        }
        var reached = new IReadOnlyCollection<int>[tests.Count];
        for (var i = 0; i < tests.Count; i++)
        {
            tests[i].Failure();
            reached[i] = mutants.Recorded();
        }
        mutants.IsRecording = false;
        var steps = new Step[tests.Count];
        for (var i = 0; i < tests.Count; i++)
        {
            var before = Environment.CpuUsage.TotalTime;
            tests[i].Failure();
            steps[i] = new(tests[i].Name, (Environment.CpuUsage.TotalTime - before).TotalMilliseconds, reached[i]);
        }
        first.ExceptWith(reached.SelectMany(some => some));
        return new(steps, first);
    }

    public static Footprint Read(string file) =>
        JsonSerializer.Deserialize<Footprint>(File.ReadAllText(file))
        ?? throw new InvalidOperationException($"{file} holds no footprint");

    public void Write(string file) => File.WriteAllText(file, JsonSerializer.Serialize(this));
}
