using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Ledger;

/// <summary>One level of a search from the root down.</summary>
/// <param name="Key">The smallest stream on the right.</param>
/// <param name="Sibling">Hash of the side that is not taken.</param>
public readonly record struct SearchStep(Bytes32 Key, Bytes32 Sibling);

/// <summary>Where a search ends: in the stream's entry, or in another, which proves that there is none.</summary>
public sealed record SearchProof(StreamEntry Entry, IReadOnlyList<SearchStep> Path);

/// <summary>What a root says about a stream.</summary>
public enum SearchAnswer
{
    /// <summary>The path does not end under the root: it says nothing.</summary>
    None,
    Present,
    Absent,
}

/// <summary>The streams of a checkpoint: a search tree, so that one root has one answer per stream.</summary>
public sealed class StreamsTree
{
    private const int MaxDepth = 256;

    private readonly StreamEntry[] _entries;
    private readonly Bytes32[] _hashes;

    private StreamsTree(StreamEntry[] entries)
    {
        _entries = entries;
        _hashes = Array.ConvertAll(entries, entry => entry.Hash());
        Root = RootOf(0, entries.Length);
    }

    public Bytes32 Root { get; }

    /// <summary>A tree of entries in any order.</summary>
    /// <exception cref="ArgumentException">No entries, or two of one stream.</exception>
    public static StreamsTree Of(IEnumerable<StreamEntry> entries)
    {
        var sorted = entries.OrderBy(entry => entry.Stream).ToArray();
        if (sorted.Length == 0)
            throw new ArgumentException("a checkpoint has at least one stream", nameof(entries));
        for (var i = 1; i < sorted.Length; i++)
        {
            if (sorted[i].Stream == sorted[i - 1].Stream)
                throw new ArgumentException($"two entries of stream {sorted[i].Stream}", nameof(entries));
        }
        return new StreamsTree(sorted);
    }

    public SearchProof Search(StreamId stream)
    {
        var path = new List<SearchStep>();
        var (from, to) = (0, _entries.Length);
        while (to - from > 1)
        {
            var split = from + Split(to - from);
            var key = _entries[split].Stream;
            var left = stream.CompareTo(key) < 0;
            path.Add(new SearchStep(key.Value, left ? RootOf(split, to) : RootOf(from, split)));
            (from, to) = left ? (from, split) : (split, to);
        }
        return new SearchProof(_entries[from], path);
    }

    /// <summary>What <paramref name="root"/> says about <paramref name="stream"/>, by this proof.</summary>
    public static SearchAnswer Check(
        Bytes32 root, StreamId stream, StreamEntry entry, IReadOnlyList<SearchStep> path)
    {
        if (path.Count > MaxDepth)
            return SearchAnswer.None;
        var hash = entry.Hash();
        for (var i = path.Count - 1; i >= 0; i--)
        {
            var (key, sibling) = path[i];
            hash = stream.Value.CompareTo(key) < 0
                ? WordHash.Inner(key, hash, sibling)
                : WordHash.Inner(key, sibling, hash);
        }
        return hash != root ? SearchAnswer.None
            : entry.Stream == stream ? SearchAnswer.Present
            : SearchAnswer.Absent;
    }

    private Bytes32 RootOf(int from, int to)
    {
        if (to - from == 1)
            return _hashes[from];
        var split = from + Split(to - from);
        return WordHash.Inner(_entries[split].Stream.Value, RootOf(from, split), RootOf(split, to));
    }

    private static int Split(int n) => 1 << (31 - System.Numerics.BitOperations.LeadingZeroCount((uint)(n - 1)));
}
