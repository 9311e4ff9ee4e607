using System.Text;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Inference.Files;
using LLama;

namespace DecentralizedAi.Inference.Native;

/// <summary>
/// The token ids of a prompt, as the model's own tokenizer gives them for the whole text, but for one thing: in text
/// that is not the format's own no control word counts, and no other word that was added to the vocabulary. The
/// references of the default model do count: the prompt's writer has escaped those that a person wrote.
/// </summary>
internal sealed class PromptTokens
{
    private readonly LLamaWeights _weights;
    private readonly SpecialToken[] _special;
    private readonly string[] _foreign;

    public PromptTokens(LLamaWeights weights, GgufVocabulary words)
    {
        _weights = weights;
        _special = [.. words.Special.OrderByDescending(token => token.Text.Length)];
        var references = ReferenceKinds.AllTokens().ToHashSet();
        _foreign = [.. _special.Where(token => !token.Control && !references.Contains(token.Text))
            .Select(token => token.Text)];
    }

    /// <summary>The ids; none is added at the beginning.</summary>
    public int[] Of(IEnumerable<PromptSegment> prompt)
    {
        var ids = new List<int>();
        var run = new StringBuilder();
        foreach (var segment in prompt)
        {
            if (segment.Control)
                Control(segment.Text, 0, run, ids);
            else
                run.Append(segment.Text);
        }
        Flush(run, ids);
        return [.. ids];
    }

    // Longer words first, each wherever it stands: the order in which llama.cpp looks for them.
    private void Control(string text, int from, StringBuilder run, List<int> ids)
    {
        for (var i = from; i < _special.Length && text.Length > 0; i++)
        {
            var at = text.IndexOf(_special[i].Text, StringComparison.Ordinal);
            if (at < 0)
                continue;
            Control(text[..at], i + 1, run, ids);
            Flush(run, ids);
            ids.Add(_special[i].Id);
            Control(text[(at + _special[i].Text.Length)..], i, run, ids);
            return;
        }
        run.Append(text);
    }

    private void Flush(StringBuilder run, List<int> ids)
    {
        if (run.Length == 0)
            return;
        var text = run.ToString();
        run.Clear();
        for (var start = 0; start < text.Length;)
        {
            var end = Break(text, start);
            ids.AddRange(_weights.Tokenize(text[start..end], add_bos: false, special: false, Encoding.UTF8)
                .Select(id => (int)id));
            start = end;
        }
    }

    // Native code takes an added word for its token wherever it stands, so the text is handed over in two pieces: cut
    // where a run of letters ends, a place where text is cut before BPE anyway, else after the first character.
    private int Break(string text, int start)
    {
        var end = text.Length;
        foreach (var word in _foreign)
        {
            var at = text.IndexOf(word, start, end - start, StringComparison.Ordinal);
            if (at < 0)
                continue;
            var cut = at + 1;
            for (var i = at + 1; i < at + word.Length; i++)
            {
                if (!char.IsLetter(text[i - 1]) || char.IsLetter(text[i]))
                    continue;
                cut = i;
                break;
            }
            end = Math.Min(end, cut);
        }
        return end;
    }
}
