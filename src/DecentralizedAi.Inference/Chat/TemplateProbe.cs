using System.Text.Json;
using DecentralizedAi.Inference.Files;
using DecentralizedAi.Inference.Templates;

namespace DecentralizedAi.Inference.Chat;

/// <summary>Finds out how a chat template writes calls, by letting it write some.</summary>
internal static class TemplateProbe
{
    private const string Name = "probe-name", One = "probe-one", Two = "probe-two";
    private const string First = "\uf8f0", Second = "\uf8f1";

    /// <summary>A tool to ask with.</summary>
    public static ToolFunction Tool { get; } = new(Name, "probes", JsonSerializer.SerializeToElement(
        new { type = "object", properties = new { }, required = Array.Empty<string>() }));

    /// <summary>A tool as templates expect it. Its words are text: a description may come from somebody else.</summary>
    public static TemplateMap Given(ToolFunction tool, Placeholders texts) => new(
        ("type", "function"),
        ("function", new TemplateMap(("name", tool.Name), ("description", texts.Of(tool.Description)),
            ("parameters", Value(tool.Schema, texts)))));

    /// <summary>Tools in a system message of a model whose template has no place for them.</summary>
    public static string Described(IReadOnlyList<ToolFunction> tools) =>
        "Functions, each with the JSON Schema of its arguments:\n"
        + string.Concat(tools.Select(tool => $"{tool.Name}: {tool.Description} {tool.Schema.GetRawText()}\n"))
        + "Answer with one call and nothing else, in the form "
        + CallForm.Own.Write(new("NAME", [new("ARGUMENT", "VALUE")]));

    /// <summary>A message that calls.</summary>
    public static TemplateMap Call(string id, string name, IReadOnlyList<(string Name, string Value)> arguments) => new(
        ("role", "assistant"), ("content", ""),
        ("tool_calls", new List<object?>
        {
            new TemplateMap(("id", id), ("type", "function"), ("function", new TemplateMap(("name", name),
                ("arguments", new TemplateMap([.. arguments.Select(a => (a.Name, (object?)a.Value))]))))),
        }));

    /// <summary>The form of calls; null when the template takes none, no results, or writes them in a form that is
    /// not one with values as JSON strings.</summary>
    /// <param name="render">Messages, and whether the answer's header is opened; null when they are refused.</param>
    public static CallForm? FormOf(Func<IReadOnlyList<TemplateMap>, bool, string?> render, GgufVocabulary words)
    {
        string? Answer(params (string Name, string Value)[] arguments)
        {
            var user = new TemplateMap(("role", "user"), ("content", "u"));
            var asked = render([user], true);
            var answered = render([user, Call("call00001", Name, arguments)], false);
            return asked is not null && answered?.StartsWith(asked, StringComparison.Ordinal) == true
                ? Ended(answered[asked.Length..], words)
                : null;
        }
        var (none, one, two) = (Answer(), Answer((One, First)), Answer((One, First), (Two, Second)));
        if (none is null || one is null || two is null || !TakesResults(render))
            return null;
        var form = Cut(none, two);
        // What was cut out must write the other calls too, with what JSON needs escaped.
        return form is not null && form.Write(new(Name, [new(One, First)])) == one
            && Answer((One, "a\"b\\c"), (Two, "\n")) == form.Write(new(Name, [new(One, "a\"b\\c"), new(Two, "\n")]))
            ? form
            : null;
    }

    private static bool TakesResults(Func<IReadOnlyList<TemplateMap>, bool, string?> render) =>
        render([new(("role", "user"), ("content", "u")), Call("call00001", Name, []),
            new(("role", "tool"), ("tool_call_id", "call00001"), ("content", First))], true)?.Contains(First) == true;

    private static CallForm? Cut(string none, string two)
    {
        string[] marks = [Name, One, First, Two, Second];
        var pieces = new List<string>();
        var at = 0;
        foreach (var mark in marks)
        {
            var next = two.IndexOf(mark, at, StringComparison.Ordinal);
            if (next < 0)
                return null;
            pieces.Add(two[at..next]);
            at = next + mark.Length;
        }
        var (close, head) = (two[at..], pieces[0] + Name);
        if (pieces[2] != pieces[4] || !none.StartsWith(head, StringComparison.Ordinal))
            return null;
        var empty = none[head.Length..];
        var after = pieces[1][..Common(pieces[1], empty)];
        var value = pieces[3][..Common(pieces[3], close)];
        return value.StartsWith('"') && pieces[2].EndsWith('"') && !after.StartsWith('{') && after.Length > 0
            ? new(pieces[0], after, pieces[1][after.Length..], pieces[3][value.Length..], pieces[2], value,
                close[value.Length..], empty[after.Length..])
            : null;
    }

    private static int Common(string one, string other) => one.AsSpan().CommonPrefixLength(other);

    // The control tokens after an answer are chosen by the model, and the grammar has no word for them. Those within
    // it, such as the one that begins a call, are part of its form.
    private static string Ended(string answer, GgufVocabulary words)
    {
        var text = answer.TrimEnd();
        var last = words.Special.FirstOrDefault(token =>
            token.Control && text.EndsWith(token.Text, StringComparison.Ordinal)).Text;
        return last is null ? answer : Ended(text[..^last.Length], words);
    }

    // A word of the schema, or text like any other.
    private static string Word(string text, Placeholders texts) =>
        text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '$') ? text : texts.Of(text);

    private static object? Value(JsonElement json, Placeholders texts) => json.ValueKind switch
    {
        JsonValueKind.Object => new TemplateMap().With(json.EnumerateObject().Select(member =>
            KeyValuePair.Create(Word(member.Name, texts), Value(member.Value, texts)))),
        JsonValueKind.Array => json.EnumerateArray().Select(item => Value(item, texts)).ToList(),
        JsonValueKind.String => Word(json.GetString()!, texts),
        JsonValueKind.Number => json.TryGetInt64(out var whole) ? whole : json.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };
}
