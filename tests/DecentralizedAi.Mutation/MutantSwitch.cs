using System.Reflection;

namespace DecentralizedAi.Mutation;

/// <summary>
/// The switch that Stryker compiles into an assembly: the code of all mutants is there, and at most one of them is
/// active. It can also note which mutants a test passes by.
/// </summary>
internal sealed class MutantSwitch
{
    /// <summary>No mutant has this number.</summary>
    public const int Nothing = -1;

    private readonly FieldInfo _active;
    private readonly FieldInfo _isRecording;
    private readonly MethodInfo _recorded;

    /// <exception cref="InvalidOperationException">The assembly was not mutated.</exception>
    public MutantSwitch(Assembly mutated)
    {
        var control = mutated.GetTypes().SingleOrDefault(type => type.Name == "MutantControl")
            ?? throw new InvalidOperationException($"{mutated.Location} has no mutants: Stryker did not make it");
        _active = control.GetField("ActiveMutant")!;
        _isRecording = control.GetField("CaptureCoverage")!;
        _recorded = control.GetMethod("GetCoverageData")!;
        Active = Nothing;
    }

    public int Active { set => _active.SetValue(null, value); }

    public bool IsRecording { set => _isRecording.SetValue(null, value); }

    /// <summary>What was passed by since the last call, also while types were made ready.</summary>
    public IReadOnlyCollection<int> Recorded() =>
        ((IList<int>[])_recorded.Invoke(null, null)!).SelectMany(mutants => mutants).ToHashSet();
}
