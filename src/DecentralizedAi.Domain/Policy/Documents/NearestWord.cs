namespace DecentralizedAi.Domain.Policy.Documents;

/// <summary>Finds the known word that somebody may have meant.</summary>
public static class NearestWord
{
    private const int LongestCompared = 64;

    /// <summary>The known word with the fewest edits (at most a third of its length, at least 2), or null;
    /// never the word itself, which is wrong for another reason then.</summary>
    public static string? To(string word, IEnumerable<string> known)
    {
        if (word.Length > LongestCompared)
            return null;
        var best = known
            .Where(other => other.Length <= LongestCompared && other != word)
            .Select(other => (Word: other, Edits: Edits(word.ToLowerInvariant(), other.ToLowerInvariant())))
            .Where(other => other.Edits <= Math.Max(2, other.Word.Length / 3))
            .OrderBy(other => other.Edits).ThenBy(other => other.Word, StringComparer.Ordinal)
            .FirstOrDefault();
        return best.Word;
    }

    private static int Edits(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.Length];
    }
}
