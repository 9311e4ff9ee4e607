namespace DecentralizedAi.Mutation;

/// <summary>
/// What came of mutants, in a file that grows with each answer, so that a run that was interrupted goes on where it
/// stopped. A mutant that a test noticed stays noticed until its file changes; one that lived is tried again, after
/// those that never were, since a test may have been added.
/// </summary>
internal sealed class Answers
{
    /// <summary>What the file says of a mutant that no test noticed.</summary>
    public const string Survived = "Survived";

    private readonly string _file;
    private readonly Dictionary<int, string> _verdicts = [];
    private readonly Dictionary<int, string> _keys;
    private readonly HashSet<int> _lived = [];
    private readonly Lock _gate = new();

    public Answers(string file, IReadOnlyList<Mutant> mutants)
    {
        _file = file;
        _keys = mutants.ToDictionary(mutant => mutant.Id, mutant => mutant.Key);
        if (!File.Exists(file))
            return;
        var known = mutants.ToDictionary(mutant => mutant.Key, mutant => mutant.Id);
        // The last line may be torn: a run may end while it writes.
        var lines = File.ReadAllLines(file).Select(line => line.Split(' ', 3)).Where(words => words.Length == 3);
        foreach (var words in lines)
        {
            if (!known.TryGetValue(words[0], out var id))
                continue;
            if (words[1] == Survived)
                _lived.Add(id);
            else
                _verdicts[id] = words[1];
        }
    }

    /// <summary>Killed, Timeout, Crash or Survived, by the number of the mutant.</summary>
    public IReadOnlyDictionary<int, string> Verdicts => _verdicts;

    public bool Has(int id)
    {
        lock (_gate)
            return _verdicts.ContainsKey(id);
    }

    /// <summary>The mutants in the order to try them: in no order of files, so that a run that is interrupted has tried
    /// some of each; the keys are as good as drawn, and the same in every run.</summary>
    public IEnumerable<Mutant> InTurn(IEnumerable<Mutant> mutants) =>
        mutants.OrderBy(mutant => _lived.Contains(mutant.Id)).ThenBy(mutant => mutant.Key, StringComparer.Ordinal);

    /// <param name="killer">The test that noticed the mutant; a hyphen where none did.</param>
    public void Add(int id, string verdict, string killer)
    {
        lock (_gate)
        {
            if (!_verdicts.TryAdd(id, verdict))
                return;
            File.AppendAllText(_file, $"{_keys[id]} {verdict} {killer}\n");
        }
    }
}
