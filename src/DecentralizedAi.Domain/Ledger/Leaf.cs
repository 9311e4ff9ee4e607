using System.Diagnostics.CodeAnalysis;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Ledger;

/// <summary>One leaf of an agent's chain: 16 words, the first of them the schema. Build new ones with
/// <see cref="LeafDraft"/>, which knows what each kind holds.</summary>
public sealed record Leaf
{
    public const int WordCount = 16;
    private const int AtOnce = 16;

    public required StreamId Stream { get; init; }

    /// <summary>From 1, without gaps, per stream.</summary>
    public required ulong Seq { get; init; }

    /// <summary>Hash of the leaf at <c>Seq - 1</c>; 0 at 1.</summary>
    public required Bytes32 Prev { get; init; }

    public required LeafTag Tag { get; init; }

    /// <summary>Unix milliseconds, a claim of the node.</summary>
    public required ulong Time { get; init; }

    /// <summary>0 for leaves about no action.</summary>
    public Bytes32 Action { get; init; }

    /// <summary>Word of <see cref="Ledger.Law"/>.</summary>
    public Bytes32 Law { get; init; }

    public Bytes32 Rule { get; init; }

    public Bytes32 Instructor { get; init; }

    public Bytes32 Purpose { get; init; }

    /// <summary>Word of <see cref="Ledger.Asset"/>.</summary>
    public Bytes32 Asset { get; init; }

    /// <summary>In the smallest unit of the asset.</summary>
    public UInt256 Amount { get; init; }

    /// <summary>Salted hash of what the decision used.</summary>
    public Bytes32 Facts { get; init; }

    /// <summary>Salted hash of the content.</summary>
    public Bytes32 Body { get; init; }

    public Bytes32 Extension { get; init; }

    public Bytes32 Hash()
    {
        Span<Bytes32> words = stackalloc Bytes32[WordCount];
        CopyTo(words);
        return WordHash.Leaf(words);
    }

    /// <summary>The hashes of leaves, which take less than one after the other.</summary>
    public static Bytes32[] HashEach(IReadOnlyList<Leaf> leaves)
    {
        var hashes = new Bytes32[leaves.Count];
        Span<Bytes32> words = stackalloc Bytes32[AtOnce * WordCount];
        for (var from = 0; from < hashes.Length; from += AtOnce)
        {
            var count = Math.Min(AtOnce, hashes.Length - from);
            for (var i = 0; i < count; i++)
                leaves[from + i].CopyTo(words[(i * WordCount)..]);
            WordHash.Leaves(words[..(count * WordCount)], hashes.AsSpan(from, count));
        }
        return hashes;
    }

    public Bytes32[] ToWords()
    {
        var words = new Bytes32[WordCount];
        CopyTo(words);
        return words;
    }

    /// <summary>Writes the 16 words to the start of <paramref name="words"/>.</summary>
    public void CopyTo(Span<Bytes32> words)
    {
        (words[0], words[1], words[2], words[3]) = (Schema.Leaf.Word, Stream.Value, Word.Of(Seq), Prev);
        (words[4], words[5], words[6], words[7]) = (Tag.ToWord(), Word.Of(Time), Action, Law);
        (words[8], words[9], words[10], words[11]) = (Rule, Instructor, Purpose, Asset);
        (words[12], words[13], words[14], words[15]) = (Amount.ToWord(), Facts, Body, Extension);
    }

    /// <summary>Reads the 16 words; what is not a leaf is refused with the reason.</summary>
    public static bool TryOfWords(
        ReadOnlySpan<Bytes32> words, [NotNullWhen(true)] out Leaf? leaf, [NotNullWhen(false)] out string? fault)
    {
        leaf = null;
        if (words.Length != WordCount)
            fault = $"a leaf has {WordCount} words, not {words.Length}";
        else if (words[0] != Schema.Leaf.Word)
            fault = $"word 0 is not H({Schema.Leaf})";
        else if (UInt256.OfWord(words[2]) is not { FitsUInt64: true, IsZero: false })
            fault = "seq is not 1 to 2^64 - 1";
        else if (!UInt256.OfWord(words[5]).FitsUInt64)
            fault = "time needs more than 64 bits";
        else if (LeafTag.TryOfWord(words[4], out var tag, out fault))
            leaf = Read(words, tag);
        return leaf is not null;
    }

    private static Leaf Read(ReadOnlySpan<Bytes32> words, LeafTag tag) => new()
    {
        Stream = StreamId.Of(words[1]),
        Seq = Word.ToUInt64(words[2]),
        Prev = words[3],
        Tag = tag,
        Time = Word.ToUInt64(words[5]),
        Action = words[6],
        Law = words[7],
        Rule = words[8],
        Instructor = words[9],
        Purpose = words[10],
        Asset = words[11],
        Amount = UInt256.OfWord(words[12]),
        Facts = words[13],
        Body = words[14],
        Extension = words[15],
    };
}
