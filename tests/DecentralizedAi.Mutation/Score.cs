using System.Globalization;

namespace DecentralizedAi.Mutation;

/// <summary>What came of all mutants.</summary>
/// <param name="Answers">Killed, Timeout, Crash, Survived; a mutant that is not here is reached by no test.</param>
internal sealed record Score(IReadOnlyList<Mutant> Mutants, IReadOnlyDictionary<int, string> Answers)
{
    public int Killed => Mutants.Count(IsKilled);

    /// <summary>Lines for people: each folder, then all.</summary>
    public IEnumerable<string> Lines()
    {
        foreach (var folder in Mutants.GroupBy(mutant => mutant.Folder).OrderBy(group => group.Key))
            yield return Line(folder.Key, [.. folder]);
        yield return Line("all", Mutants);
    }

    /// <summary>Those that no test notices, by place.</summary>
    public IEnumerable<string> Survivors() =>
        from mutant in Mutants
        where !IsKilled(mutant)
        orderby mutant.File, mutant.Line, mutant.Id
        select $"{mutant.File}:{mutant.Line} {Answer(mutant)} {mutant.Mutator} -> {mutant.Replacement} ({mutant.Id})";

    private string Line(string name, IReadOnlyList<Mutant> mutants)
    {
        var killed = mutants.Count(IsKilled);
        return string.Create(CultureInfo.InvariantCulture,
            $"{100.0 * killed / mutants.Count,6:F2} % {killed,5} of {mutants.Count,5}  {name}");
    }

    private bool IsKilled(Mutant mutant) => Answer(mutant) is "Killed" or "Timeout" or "Crash";

    private string Answer(Mutant mutant) => Answers.GetValueOrDefault(mutant.Id, "NoCoverage");
}
