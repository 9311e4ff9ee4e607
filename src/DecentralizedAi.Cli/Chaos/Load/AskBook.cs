using DecentralizedAi.Cli.Chaos.Referee;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Cli.Chaos.Load;

/// <summary>What was asked and how far each is, by the askers' own knowledge. Safe from many threads.</summary>
internal sealed class AskBook
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Bytes32, Entry> _entries = [];
    private int _inFlightAtKills;

    private enum Stage { Offered, Taken, Ended }

    private sealed record Entry(Asked Asked, Stage Stage);

    /// <summary>Instructions without an end, summed over all kills so far.</summary>
    public int InFlightAtKills { get { lock (_gate) return _inFlightAtKills; } }

    public IReadOnlyList<Asked> All { get { lock (_gate) return [.. _entries.Values.Select(one => one.Asked)]; } }

    public int Ended { get { lock (_gate) return _entries.Values.Count(one => one.Stage == Stage.Ended); } }

    public void Offer(Asked asked)
    {
        lock (_gate)
            _entries.Add(asked.Id, new Entry(asked, Stage.Offered));
    }

    /// <summary>A node said that it is stored.</summary>
    public void Take(Bytes32 id)
    {
        lock (_gate)
            if (_entries[id] is { Stage: Stage.Offered } entry)
                _entries[id] = new Entry(entry.Asked with { Taken = true }, Stage.Taken);
    }

    /// <summary>It is answered, or nobody will ask for it again.</summary>
    public void End(Bytes32 id)
    {
        lock (_gate)
            _entries[id] = _entries[id] with { Stage = Stage.Ended };
    }

    /// <summary>A node is killed now.</summary>
    /// <returns>How many have no end.</returns>
    public int Kill()
    {
        lock (_gate)
        {
            var flying = _entries.Values.Count(one => one.Stage != Stage.Ended);
            _inFlightAtKills += flying;
            return flying;
        }
    }
}
