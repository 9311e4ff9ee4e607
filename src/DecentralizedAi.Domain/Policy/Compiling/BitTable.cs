namespace DecentralizedAi.Domain.Policy.Compiling;

/// <summary>Rule bits by index behind a head of numbers, all in one array: a decision touches few places of memory.
/// </summary>
internal readonly struct BitTable
{
    private readonly ulong[] _words;
    private readonly int _head, _count;
    private readonly bool _hasUnless;

    private BitTable(ulong[] words, int head, int count, bool hasUnless) =>
        (_words, _head, _count, _hasUnless) = (words, head, count, hasUnless);

    public ReadOnlySpan<ulong> Head => _words.AsSpan(0, _head);
    public int Count => _count;

    public static BitTable Of(ReadOnlySpan<ulong> head, ReadOnlySpan<RuleBits> bits)
    {
        // Hardly any dimension has an exception: then the half that all pass is not stored.
        var hasUnless = false;
        foreach (var passing in bits)
            hasUnless |= passing.Unless != ulong.MaxValue;
        var words = new ulong[head.Length + (hasUnless ? 2 : 1) * bits.Length];
        head.CopyTo(words);
        for (var i = 0; i < bits.Length; i++)
        {
            words[head.Length + i] = bits[i].When;
            if (hasUnless)
                words[head.Length + bits.Length + i] = bits[i].Unless;
        }
        return new(words, head.Length, bits.Length, hasUnless);
    }

    public RuleBits At(int index) =>
        new(_words[_head + index], _hasUnless ? _words[_head + _count + index] : ulong.MaxValue);
}
