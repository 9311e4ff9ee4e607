namespace DecentralizedAi.Inference.Native;

/// <summary>Where a prompt is read.</summary>
/// <param name="Source">The sequence to copy first, whole; null when nothing is copied.</param>
/// <param name="Common">Tokens that stand there already; what follows them is cut off.</param>
internal readonly record struct SequencePlace(int Sequence, int? Source, int Common);

/// <summary>
/// What each sequence of a split KV cache has read, so that a prompt begins where one that starts alike has been
/// before: the system text and the catalogue of a composition, and the earlier calls of a turn. Only what was read as
/// part of a prompt is kept: a token that is read alone, as an answer's are, goes through other kernels, which add the
/// products of its attention in another order. Not thread-safe.
/// </summary>
/// <param name="count">Sequences.</param>
/// <param name="worth">Tokens that a copy has to save: it moves the memory of a whole sequence.</param>
internal sealed class SequenceTable(int count, int worth)
{
    private readonly Sequence[] _sequences = [.. Enumerable.Range(0, count).Select(id => new Sequence(id))];
    private long _clock;

    /// <summary>Whether <see cref="Take"/> may be called.</summary>
    public bool HasFree => _sequences.Any(sequence => !sequence.Busy);

    /// <summary>Takes a free sequence. At least the last two tokens of the prompt are left to be read.</summary>
    /// <exception cref="InvalidOperationException">None is free.</exception>
    public SequencePlace Take(IReadOnlyList<int> prompt)
    {
        var free = _sequences.Where(sequence => !sequence.Busy).ToList();
        if (free.Count == 0)
            throw new InvalidOperationException($"all {count} sequences are taken");
        var best = _sequences.MaxBy(sequence => sequence.Common(prompt))!;
        var target = Kept(free, prompt) ?? free.OrderBy(Distance).ThenBy(sequence => sequence.Used).First();
        var (found, own) = (best.Common(prompt), target.Common(prompt));
        var source = found - own >= worth ? best : target;
        var common = source == target ? own : found;
        target.Begin(source.Ids, common);
        return new(target.Id, source == target ? null : source.Id, common);
    }

    /// <summary>The sequence has read one more token of its prompt.</summary>
    public void Add(int sequence, int token) => _sequences[sequence].Ids.Add(token);

    /// <summary>Nobody writes there any more. What it has read stays until somebody else needs the place.</summary>
    public void GiveBack(int sequence) => (_sequences[sequence].Busy, _sequences[sequence].Used) = (false, ++_clock);

    /// <summary>Nothing has been read.</summary>
    public void Forget()
    {
        foreach (var sequence in _sequences)
            sequence.Ids.Clear();
    }

    // The free sequence that begins most alike, if it would lose less than it keeps.
    private static Sequence? Kept(List<Sequence> free, IReadOnlyList<int> prompt)
    {
        var closest = free.MaxBy(sequence => sequence.Common(prompt))!;
        var common = closest.Common(prompt);
        return common > 0 && 2 * common >= closest.Ids.Count ? closest : null;
    }

    // Only neighbours share a pass over the weights.
    private int Distance(Sequence free) => _sequences.Where(sequence => sequence.Busy)
        .Select(busy => Math.Abs(busy.Id - free.Id)).DefaultIfEmpty(0).Min();

    private sealed class Sequence(int id)
    {
        public int Id { get; } = id;
        public List<int> Ids { get; } = [];
        public bool Busy { get; set; }
        public long Used { get; set; }

        public int Common(IReadOnlyList<int> prompt)
        {
            var most = Ids.Count < 2 ? 0 : Math.Max(0, Math.Min(Ids.Count, prompt.Count - 2));
            for (var i = 0; i < most; i++)
                if (Ids[i] != prompt[i])
                    return i;
            return most;
        }

        public void Begin(List<int> source, int common)
        {
            Busy = true;
            if (source != Ids)
            {
                Ids.Clear();
                Ids.AddRange(source[..common]);
            }
            Ids.RemoveRange(common, Ids.Count - common);
        }
    }
}
