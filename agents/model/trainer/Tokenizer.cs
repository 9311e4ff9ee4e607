using System.Text;
using System.Text.RegularExpressions;
using DecentralizedAi.Domain.Models;

namespace DecentralizedAi.ModelTrainer;

/// <summary>
/// Byte-level BPE as llama.cpp does it for model "gpt2", pre-tokenizer "smollm": every digit alone, then the
/// pattern of GPT-2, then merges by rank. Ids: 256 bytes, the merges, three control tokens, 128 references.
/// </summary>
internal sealed partial class Tokenizer
{
    private static readonly char[] Alphabet = MakeAlphabet();

    private readonly Dictionary<(int Left, int Right), int> _ranks = [];
    private readonly Dictionary<string, int> _specials = [];
    private readonly Dictionary<string, int[]> _cache = [];

    public Tokenizer(IReadOnlyList<(int Left, int Right)> merges)
    {
        Merges = merges;
        foreach (var b in Alphabet)
            Tokens.Add(b.ToString());
        foreach (var merge in merges)
        {
            _ranks[merge] = Tokens.Count;
            Tokens.Add(Tokens[merge.Left] + Tokens[merge.Right]);
        }
        Normal = Tokens.Count;
        foreach (var special in Control.Concat(ReferenceKinds.AllTokens()))
        {
            _specials[special] = Tokens.Count;
            Tokens.Add(special);
        }
    }

    public static IReadOnlyList<string> Control { get; } =
        [PromptFormat.Padding, PromptFormat.Open, PromptFormat.Close];

    public IReadOnlyList<(int Left, int Right)> Merges { get; }

    /// <summary>All tokens by id; the normal ones in byte-to-unicode form, the others as plain text.</summary>
    public List<string> Tokens { get; } = [];

    /// <summary>Ids below this are normal tokens.</summary>
    public int Normal { get; }

    public int Id(string special) => _specials[special];

    /// <summary>The ids of a text in which control words count.</summary>
    /// <param name="torn">Forgets one merge in ten; null forgets none, as llama.cpp.</param>
    public List<int> Encode(string text, Random? torn = null)
    {
        var ids = new List<int>();
        var at = 0;
        foreach (Match special in Specials().Matches(text))
        {
            EncodePlain(text[at..special.Index], ids, torn);
            ids.Add(_specials[special.Value]);
            at = special.Index + special.Length;
        }
        EncodePlain(text[at..], ids, torn);
        return ids;
    }

    /// <summary>Learns merges from texts; control words and references take no part.</summary>
    public static Tokenizer Train(IEnumerable<string> texts, int merges)
    {
        var counts = new Dictionary<string, int>();
        foreach (var text in texts)
            foreach (var plain in Specials().Split(text))
                foreach (var word in Words(plain))
                    counts[word] = counts.GetValueOrDefault(word) + 1;
        var words = counts.Where(pair => pair.Value > 1)
            .Select(pair => (Ids: Bytes(pair.Key).ToList(), Count: pair.Value)).ToList();
        var learned = new List<(int, int)>();
        while (learned.Count < merges)
        {
            var pairs = new Dictionary<(int, int), int>();
            foreach (var (ids, count) in words)
                for (var i = 1; i < ids.Count; i++)
                    pairs[(ids[i - 1], ids[i])] = pairs.GetValueOrDefault((ids[i - 1], ids[i])) + count;
            if (pairs.Count == 0)
                break;
            // The order of a dictionary is no promise, so ties go to the smallest pair.
            var best = pairs.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).First().Key;
            foreach (var (ids, _) in words)
                Merge(ids, best, 256 + learned.Count);
            learned.Add(best);
            words.RemoveAll(word => word.Ids.Count < 2);
        }
        return new Tokenizer(learned);
    }

    /// <summary>One merge a line: two ids.</summary>
    public void Save(string path) =>
        File.WriteAllLines(path, Merges.Select(merge => $"{merge.Left} {merge.Right}"));

    public static Tokenizer Load(string path) => new([.. File.ReadLines(path)
        .Select(line => line.Split(' ')).Select(pair => (int.Parse(pair[0]), int.Parse(pair[1])))]);

    private void EncodePlain(string text, List<int> ids, Random? torn)
    {
        foreach (var word in Words(text))
        {
            if (torn is not null)
            {
                ids.AddRange(EncodeWord(word, torn));
                continue;
            }
            if (!_cache.TryGetValue(word, out var known))
                _cache[word] = known = EncodeWord(word, null);
            ids.AddRange(known);
        }
    }

    private int[] EncodeWord(string word, Random? torn)
    {
        var ids = Bytes(word).ToList();
        while (ids.Count > 1)
        {
            var best = int.MaxValue;
            for (var i = 1; i < ids.Count; i++)
                if (torn is null || torn.Next(10) > 0)
                    best = Math.Min(best, _ranks.GetValueOrDefault((ids[i - 1], ids[i]), int.MaxValue));
            if (best == int.MaxValue)
                break;
            Merge(ids, Merges[best - 256], best);
        }
        return [.. ids];
    }

    private static void Merge(List<int> ids, (int Left, int Right) pair, int merged)
    {
        for (var i = 0; i + 1 < ids.Count; i++)
        {
            if (ids[i] != pair.Left || ids[i + 1] != pair.Right)
                continue;
            ids[i] = merged;
            ids.RemoveAt(i + 1);
        }
    }

    private static IEnumerable<string> Words(string text) =>
        Digits().Split(text).Where(piece => piece.Length > 0)
            .SelectMany(piece => Pieces().Matches(piece).Select(match => match.Value));

    private static IEnumerable<int> Bytes(string word) => Encoding.UTF8.GetBytes(word).Select(b => (int)b);

    private static char[] MakeAlphabet()
    {
        var alphabet = new char[256];
        var next = 256;
        for (var b = 0; b < 256; b++)
            alphabet[b] = b is (>= '!' and <= '~') or (>= 0xa1 and <= 0xac) or >= 0xae ? (char)b : (char)next++;
        return alphabet;
    }

    [GeneratedRegex(@"<\|(?:endoftext|im_start|im_end)\|>|@[anuhcdfs](?:1[0-6]|[1-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Specials();

    [GeneratedRegex(@"(\p{N})", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();

    [GeneratedRegex(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+",
        RegexOptions.CultureInvariant)]
    private static partial Regex Pieces();
}
