using System.Text;
using DecentralizedAi.Domain.Models;

namespace DecentralizedAi.ModelTrainer;

/// <summary>Draws examples from the phrase book. One phrase in eight is held out and never trained on.</summary>
/// <param name="favour">A register that is drawn more often than its phrases earn it, and how many times.</param>
/// <param name="book">The phrases.</param>
/// <param name="seed">The same seed gives the same examples.</param>
internal sealed class Corpus(PhraseBook book, int seed, (string Register, double Times) favour = default)
{
    private const double HushedTexts = 0.4;

    private readonly Random _random = new(seed);
    private readonly (double Until, Section Section)[] _wheel = Wheel(book, favour);

    /// <summary>Examples that had to be thrown away because a value had no reference of its own.</summary>
    public int Dropped { get; private set; }

    /// <summary>Why the last one was thrown away.</summary>
    public string LastDrop { get; private set; } = "";

    /// <summary>True for the phrases that serve as validation: by hash, so that adding phrases moves none.</summary>
    public static bool HeldOut(string phrase)
    {
        var hash = 2166136261u;
        foreach (var b in Encoding.UTF8.GetBytes(phrase))
            hash = (hash ^ b) * 16777619u;
        return hash / 7 % 8 == 0;
    }

    /// <param name="count">How many.</param>
    /// <param name="held">Only held-out phrases, only the others, or (null) all.</param>
    public IEnumerable<Example> Draw(int count, bool? held)
    {
        while (count > 0)
        {
            var at = _random.NextDouble();
            var section = _wheel.First(part => at <= part.Until).Section;
            var phrase = section.Phrases[_random.Next(section.Phrases.Count)];
            if (held is { } only && HeldOut(phrase) != only)
                continue;
            Example? example = null;
            try
            {
                example = Conversation.Make(book, section, phrase, _random);
            }
            catch (InvalidOperationException lost)
            {
                (Dropped, LastDrop) = (Dropped + 1, $"{section.Id}: {lost.Message}");
            }
            if (example is null)
                continue;
            count--;
            yield return example;
        }
    }

    // The first part of a section's id is its register. One with four times the phrases gets about twice the examples,
    // and within it a section counts by its weight and the root of its phrases.
    private static (double Until, Section Section)[] Wheel(
        PhraseBook book, (string Register, double Times) favour)
    {
        var parts = new List<(double Share, Section Section)>();
        foreach (var register in book.Sections.GroupBy(section => section.Id.Split('/')[0]))
        {
            var share = Math.Sqrt(register.Sum(section => section.Phrases.Count))
                * (register.Key == favour.Register ? favour.Times : 1);
            var sum = register.Sum(Size);
            parts.AddRange(register.Select(section => (share * Size(section) / sum, section)));
        }
        var (all, until) = (parts.Sum(part => part.Share), 0.0);
        var wheel = parts.Select(part => (Until: until += part.Share / all, part.Section)).ToArray();
        wheel[^1].Until = 1;
        return wheel;
        static double Size(Section section) => section.Weight * Math.Sqrt(section.Phrases.Count);
    }

    /// <summary>The ids of an example; learned are the model's own words and the mark that ends them.</summary>
    /// <param name="torn">Now and then what others wrote is cut into smaller pieces than usual, so that a word that
    /// nobody trained is not a shock.</param>
    public static Sample Encode(Tokenizer tokenizer, Turn turn, Random torn)
    {
        var (ids, learned) = (new List<int>(), new List<bool>());
        var tear = torn.NextDouble() < 0.2;
        var own = false;
        // What follows a call is easier to learn than what a sentence means, but for documents: three in five of the
        // others end after their first call.
        if (turn.Messages.Length > 2 && torn.Next(5) < 3 && !turn.Messages[1].Text.Contains("document.read"))
            turn = turn.Before(2);
        foreach (var segment in PromptFormat.Render(turn).SkipLast(1))
        {
            var part = tear && !own && !segment.Control
                ? tokenizer.Encode(segment.Text, torn) : tokenizer.Encode(segment.Text);
            ids.AddRange(part);
            // Words to copy are mostly out of a small model's reach; learned each time they would drown the rest.
            var hushed = own && !segment.Control && torn.NextDouble() < HushedTexts ? FreeText(segment.Text) : null;
            var end = 0;
            for (var i = 0; i < part.Count; i++)
            {
                end += tokenizer.Tokens[part[i]].Length;
                learned.Add(own && (!segment.Control || i == 0)
                    && !(hushed is { } text && end > text.Start.Value && end < text.End.Value));
            }
            own = segment.Control && segment.Text == $"{PromptFormat.Open}assistant\n" || own && !segment.Control;
        }
        return new Sample([.. ids], [.. learned]);
    }

    // Where the free words of a call stand, in bytes; the calls of the trainer are ASCII there. Null where it has none.
    private static Range? FreeText(string call)
    {
        const string open = "\"text\":\"";
        var at = call.IndexOf(open, StringComparison.Ordinal) + open.Length;
        return call.StartsWith("{\"tool\":\"reply\"") || at < open.Length || call[at] == '@' ? null : at..(call.Length - 3);
    }
}
