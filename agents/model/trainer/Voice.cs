namespace DecentralizedAi.ModelTrainer;

/// <summary>The manner of speaking around a sentence, and the noise of fast fingers.</summary>
internal static class Voice
{
    private static readonly string[] Fillers =
        ["just", "really", "simply", "also", "basically", "kind of", "well", "now", "then", "of course", "you know", "quickly", "kindly"];

    private static readonly HashSet<string> Meaning =
        ["not", "don't", "never", "nothing", "without", "unless", "instead", "rather", "only", "between", "either", "other",
         "otherwise", "whether", "sorry", "wait", "actually", "cannot", "won't", "haven't", "hasn't", "stop", "cancel", "forget"];

    public static string Wrap(PhraseBook book, Section section, string text, Random random)
    {
        if (!section.Flags.Contains("bare"))
        {
            if (random.NextDouble() < 0.22)
                text = book.Expand("$opening", random) + " " + (random.Next(2) == 0 ? Lower(text) : text);
            if (random.NextDouble() < 0.10)
                text = book.Expand("$story", random) + " " + text;
            if (random.NextDouble() < 0.20 && !Open(text))
                text = Stop(text) + book.Expand("$ending", random);
        }
        if (random.NextDouble() < 0.3)
            text = Upper(text);
        if (random.NextDouble() < 0.25 && text[^1] is not ('.' or '?' or '!') && !Open(text))
            text += ".";
        if (random.NextDouble() < 0.12)
            text = OutsideSlots(text, part => part.ToLowerInvariant());
        if (random.NextDouble() < 0.12)
            text = AtSpace(text, random, (_, next) => " " + Fillers[random.Next(Fillers.Length)] + " " + next);
        if (random.NextDouble() < 0.07)
            text = AtSpace(text, random, (words, next) => Bends(next) ? " " + next : " " + words.Word());
        if (random.NextDouble() < 0.10)
            text = Typo(text, random);
        return text;
    }

    // After free words nothing may follow: it would be part of them.
    private static bool Open(string text) => text.EndsWith("{t}") || text.EndsWith("{w}");

    private static string Lower(string text) => text.Length > 1 && char.IsUpper(text[0]) && !char.IsUpper(text[1]) && text[1] != '\''
        && text[1] != ' ' ? char.ToLowerInvariant(text[0]) + text[1..] : text;

    private static string Upper(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Stop(string text) => text.TrimEnd('.');

    // One slip in a longer word outside the slots: a letter lost, doubled or swapped.
    private static string Typo(string text, Random random)
    {
        var places = Enumerable.Range(1, Math.Max(0, text.Length - 3)).Where(i => Inside(text, i)).ToArray();
        if (places.Length == 0)
            return text;
        var at = places[random.Next(places.Length)];
        return random.Next(3) switch
        {
            0 => text.Remove(at, 1),
            1 => text.Insert(at, text[at].ToString()),
            _ => text[..at] + text[at + 1] + text[at] + text[(at + 2)..],
        };
    }

    // Words that carry the meaning alone stay.
    private static bool Bends(string word) => word.Length < 5 || Meaning.Contains(word.ToLowerInvariant()) || !word.All(char.IsAsciiLetter);

    // Changes the text at one space whose neighbours are plain words.
    private static string AtSpace(string text, Random random, Func<FreeWords, string, string> change)
    {
        var words = text.Split(' ');
        var places = Enumerable.Range(1, words.Length - 1)
            .Where(i => words[i].Length > 0 && words[i].All(char.IsAsciiLetter) && !words[i - 1].Contains('{')).ToArray();
        if (places.Length == 0)
            return text;
        var at = places[random.Next(places.Length)];
        var changed = change(new FreeWords(random), words[at]);
        return string.Join(' ', words[..at]) + changed + (at + 1 < words.Length ? " " + string.Join(' ', words[(at + 1)..]) : "");
    }

    private static bool Inside(string text, int i) =>
        Enumerable.Range(i - 1, 4).All(j => j < text.Length && char.IsAsciiLetterLower(text[j]))
        && text.LastIndexOf('{', i) <= text.LastIndexOf('}', i);

    private static string OutsideSlots(string text, Func<string, string> change) => string.Concat(
        text.Split('{').Select((part, i) => i == 0 ? change(part)
            : "{" + part[..(part.IndexOf('}') + 1)] + change(part[(part.IndexOf('}') + 1)..])));
}
