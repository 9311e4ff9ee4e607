using System.Text;
using DecentralizedAi.Domain.Models;

namespace DecentralizedAi.ModelTrainer;

/// <summary>Draws examples from the phrase book. One phrase in eight is held out and never trained on.</summary>
internal sealed class Corpus(PhraseBook book, int seed)
{
    private readonly Random _random = new(seed);
    private readonly Section[] _wheel =
        [.. book.Sections.SelectMany(section => Enumerable.Repeat(section, section.Weight))];

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
            var section = _wheel[_random.Next(_wheel.Length)];
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

    /// <summary>The ids of an example; learned are the model's own words and the mark that ends them.</summary>
    /// <param name="torn">Now and then what others wrote is cut into smaller pieces than usual, so that a word that
    /// nobody trained is not a shock.</param>
    public static Sample Encode(Tokenizer tokenizer, Turn turn, Random torn)
    {
        var (ids, learned) = (new List<int>(), new List<bool>());
        var tear = torn.NextDouble() < 0.2;
        var own = false;
        // What follows a call is easier to learn than what a sentence means: one in three ends after its first call.
        if (turn.Messages.Length > 2 && torn.Next(3) == 0)
            turn = turn.Before(2);
        foreach (var segment in PromptFormat.Render(turn).SkipLast(1))
        {
            var part = tear && !own && !segment.Control
                ? tokenizer.Encode(segment.Text, torn) : tokenizer.Encode(segment.Text);
            ids.AddRange(part);
            for (var i = 0; i < part.Count; i++)
                learned.Add(own && (!segment.Control || i == 0));
            own = segment.Control && segment.Text == $"{PromptFormat.Open}assistant\n" || own && !segment.Control;
        }
        return new Sample([.. ids], [.. learned]);
    }
}
