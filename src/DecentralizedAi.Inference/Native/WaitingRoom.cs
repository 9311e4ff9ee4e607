using System.Diagnostics.CodeAnalysis;

namespace DecentralizedAi.Inference.Native;

/// <summary>
/// Who waits for the model. The next is taken from the agent that was last taken from longest ago, so that an agent
/// with many questions keeps nobody else waiting for more than one of them. Not thread-safe.
/// </summary>
/// <param name="seats">Nobody else is let in.</param>
internal sealed class WaitingRoom<T>(int seats)
    where T : class
{
    private readonly Dictionary<string, LinkedList<T>> _waiting = new(StringComparer.Ordinal);
    private readonly LinkedList<string> _order = new();

    public int Count { get; private set; }

    /// <summary>False when all seats are taken.</summary>
    public bool TryEnter(string agent, T guest)
    {
        if (Count == seats)
            return false;
        if (!_waiting.TryGetValue(agent, out var own))
        {
            _waiting[agent] = own = new();
            _order.AddLast(agent);
        }
        own.AddLast(guest);
        Count++;
        return true;
    }

    /// <summary>Whose turn it is.</summary>
    public bool TryNext([NotNullWhen(true)] out T? guest)
    {
        guest = null;
        if (_order.First is not { Value: var agent })
            return false;
        guest = _waiting[agent].First!.Value;
        Remove(agent, guest);
        if (_order.Remove(agent))
            _order.AddLast(agent);
        return true;
    }

    /// <summary>Leaves before its turn; false when it does not wait.</summary>
    public bool TryLeave(string agent, T guest) =>
        _waiting.TryGetValue(agent, out var own) && own.Contains(guest) && Remove(agent, guest);

    private bool Remove(string agent, T guest)
    {
        var own = _waiting[agent];
        own.Remove(guest);
        Count--;
        if (own.Count > 0)
            return true;
        _waiting.Remove(agent);
        return _order.Remove(agent);
    }
}
