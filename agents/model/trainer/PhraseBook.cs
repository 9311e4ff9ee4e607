using System.Text;

namespace DecentralizedAi.ModelTrainer;

/// <summary>One step of a plan as written in the data: a call, or the closing reply or refusal.</summary>
/// <param name="Needs">True when the step cannot be planned before the result of the step above it.</param>
/// <param name="Result">Which kind of result follows; null for the tool's usual one.</param>
internal sealed record PlanStep(
    string Tool, IReadOnlyList<(string Name, string Value)> Arguments, bool Needs, string? Result);

/// <summary>Sentences that all ask for the same plan.</summary>
internal sealed record Section(
    string Id, int Weight, IReadOnlySet<string> Flags, IReadOnlyList<PlanStep> Steps, IReadOnlyList<string> Phrases);

/// <summary>
/// The training phrases in <c>data/*.txt</c>. <c>== id</c> opens a section, <c>%</c> gives its weight, <c>!</c> its flags,
/// <c>&gt;</c> a step, <c>&gt;&gt;</c> a step that needs the result before it, <c>$x = ..</c> a word list, <c>#</c> a comment;
/// every other line is a phrase with <c>[one|other]</c>, <c>$x</c> and <c>{slots}</c>.
/// </summary>
internal sealed class PhraseBook
{
    private readonly Dictionary<string, string> _lists = [];

    public List<Section> Sections { get; } = [];

    public static PhraseBook Load(string folder)
    {
        var book = new PhraseBook();
        foreach (var path in Directory.GetFiles(folder, "*.txt").Order(StringComparer.Ordinal))
            book.Read(path);
        return book;
    }

    /// <summary>Chooses one wording: lists and alternatives go, slots stay.</summary>
    public string Expand(string phrase, Random random)
    {
        var text = new StringBuilder();
        for (var i = 0; i < phrase.Length; i++)
        {
            if (phrase[i] == '[')
            {
                var (options, end) = Alternatives(phrase, i);
                text.Append(Expand(options[random.Next(options.Count)], random));
                i = end;
            }
            else if (phrase[i] == '$' && Word(phrase, i + 1) is { Length: > 0 } name)
            {
                text.Append(Expand($"[{_lists[name]}]", random));
                i += name.Length;
            }
            else
                text.Append(phrase[i]);
        }
        return text.ToString();
    }

    private void Read(string path)
    {
        Section? section = null;
        var (steps, phrases, flags) = (new List<PlanStep>(), new List<string>(), new HashSet<string>());
        var weight = 1;
        foreach (var line in File.ReadLines(path).Select(line => line.Trim()).Where(line => line.Length > 0).Append("=="))
        {
            if (line.StartsWith("=="))
            {
                if (section is not null)
                    Sections.Add(section with { Weight = weight, Phrases = phrases });
                (steps, phrases, flags, weight) = ([], [], [], 1);
                section = new Section(line[2..].Trim(), 1, flags, steps, phrases);
            }
            else if (line[0] == '#')
                continue;
            else if (line[0] == '$' && Word(line, 1) is { Length: > 0 } name && line[(name.Length + 1)..].StartsWith(" = "))
                _lists[name] = line[(name.Length + 4)..];
            else if (line[0] == '%')
                weight = int.Parse(line[1..]);
            else if (line[0] == '!')
                flags.UnionWith(line[1..].Split(' ', StringSplitOptions.RemoveEmptyEntries));
            else if (line[0] == '>')
                steps.Add(Step(line));
            else
                phrases.Add(line);
        }
    }

    // > wallet.pay | to={a} | amount={n} :: result
    private static PlanStep Step(string line)
    {
        var needs = line.StartsWith(">>");
        var parts = line.TrimStart('>').Split("::", 2);
        var words = parts[0].Split('|', StringSplitOptions.TrimEntries);
        var arguments = words.Skip(1).Select(word => word.Split('=', 2)).Select(pair => (pair[0], pair[1])).ToList();
        return new PlanStep(words[0], arguments, needs, parts.Length == 2 ? parts[1].Trim() : null);
    }

    private static string Word(string text, int at)
    {
        var end = at;
        while (end < text.Length && char.IsAsciiLetterLower(text[end]))
            end++;
        return text[at..end];
    }

    private static (List<string> Options, int End) Alternatives(string phrase, int start)
    {
        var options = new List<string>();
        var (depth, from) = (0, start + 1);
        for (var i = start; i < phrase.Length; i++)
        {
            if (phrase[i] == '[')
                depth++;
            else if (phrase[i] == ']' && --depth == 0)
            {
                options.Add(phrase[from..i]);
                return (options, i);
            }
            else if (phrase[i] == '|' && depth == 1)
            {
                options.Add(phrase[from..i]);
                from = i + 1;
            }
        }
        throw new FormatException($"'{phrase}': the bracket at {start} is not closed");
    }
}
