using DecentralizedAi.Domain.Chain;

namespace DecentralizedAi.Chain.Feed;

/// <summary>When to look at the head again: soon while a block is due or announced, seldom before. So a block is seen
/// soon for about as few looks as four a second, or one for each block where they are announced.</summary>
/// <param name="interval">The same pause always; null = as the chain goes.</param>
/// <param name="isLocal">Every endpoint is on this machine, where a look costs nobody anything.</param>
internal sealed class HeadPace(TimeSpan? interval, bool isLocal)
{
    private const int Kept = 16, MostVain = 6;
    // A block is awaited from three quarters of its time on, and from one and a half it counts as late.
    private const double Due = 0.75, Late = 1.5;
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(25), Longest = TimeSpan.FromMilliseconds(120);
    private static readonly TimeSpan Usual = TimeSpan.FromMilliseconds(250), Local = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Seldom = TimeSpan.FromSeconds(1), Told = TimeSpan.FromSeconds(5);

    private readonly Queue<ChainHead> _heads = new();
    private DateTimeOffset _arrived;
    private ulong _number;

    /// <summary>Time between two blocks of late; null before two are known.</summary>
    public TimeSpan? BlockTime => _heads.TryPeek(out var first) && _number > first.Number
        ? TimeSpan.FromSeconds((double)(_heads.Last().Time - first.Time) / (_number - first.Number))
        : null;

    /// <summary>A head that was not there before.</summary>
    public void Saw(ChainHead head, DateTimeOffset now)
    {
        // A chain that went back tells nothing about its pace.
        if (_heads.Count > 0 && (head.Number <= _number || head.Time < _heads.Last().Time))
            _heads.Clear();
        _heads.Enqueue(head);
        if (_heads.Count > Kept)
            _heads.Dequeue();
        (_number, _arrived) = (head.Number, now);
    }

    /// <summary>Until the next look, where nobody announces a block before.</summary>
    /// <param name="told">As many endpoints as have to agree announce their blocks.</param>
    /// <param name="vain">Looks after a block was announced that have not found it; null when none is awaited.</param>
    public TimeSpan Pause(DateTimeOffset now, bool told, int? vain)
    {
        if (interval is { } always)
            return always;
        if (vain is { } looks and < MostVain)
            return Shortest * (1 << looks);
        if (BlockTime is not { } block)
            return isLocal ? Local : Usual;
        var soon = Between(isLocal ? Shortest : Local, block / 100, Longest);
        // Whoever announces what never comes is not waited for.
        if (told && vain is null)
            return Between(Seldom, _arrived + block * Late - now, Told);
        // A chain that stands still is not run after.
        if (now > _arrived + block * 2)
            return isLocal ? Local : Usual;
        return Between(soon, _arrived + block * Due - now, isLocal ? Local : Seldom);
    }

    private static TimeSpan Between(TimeSpan least, TimeSpan wanted, TimeSpan most) =>
        wanted < least ? least : wanted > most ? most : wanted;
}
