using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DecentralizedAi.Cli.Output;

/// <summary>Where a verb speaks: data on one stream, everything else on the other.</summary>
internal sealed class Terminal(
    TextWriter output, TextWriter error, bool json, bool interactive, Screen screen, TimeProvider clock)
{
    private const int UsualWidth = 80;

    private readonly Steps _steps = new(error, screen.Moves, screen.Width ?? UsualWidth, clock);

    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = false, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Exactly one JSON object on the standard output.</summary>
    public bool Json { get; } = json;

    /// <summary>Somebody can answer a question.</summary>
    public bool Interactive { get; } = interactive;

    /// <summary>Questions, and what other programs say; a step that moves is over before that.</summary>
    public TextWriter Error
    {
        get
        {
            _steps.End(well: true);
            return error;
        }
    }

    /// <summary>Data; in JSON mode only <see cref="Give"/> writes there.</summary>
    public TextWriter Data { get; } = output;

    /// <summary>The same for people, where answers come bit by bit.</summary>
    public Page Page => new(Data, screen);

    /// <summary>Says what goes on from now until the next step or the end; a line of it stays.</summary>
    public void Step(string what) => _steps.Next(Visible(what));

    /// <summary>The same on a terminal alone, and no line of it stays.</summary>
    /// <param name="share">How much of it is done, 0 to 1; null where nobody knows.</param>
    public void Meanwhile(string what, Func<double>? share = null) =>
        _steps.Next(Visible(what), share, stays: false);

    /// <summary>What went on is over.</summary>
    public void Over() => _steps.End(well: true);

    /// <summary>A line that is no data.</summary>
    public void Say(string line) => _steps.Say(Visible(line));

    /// <summary>JSON as it is written here: one line, and letters as letters.</summary>
    public static string Text(JsonNode json) => json.ToJsonString(Options);

    public void Give(string schema, Answer answer)
    {
        _steps.End(well: true);
        if (ReferenceEquals(answer, Answer.Given))
            return;
        if (!Json)
        {
            answer.Human(Page);
            return;
        }
        answer.Facts.Remove("schema");
        answer.Facts.Insert(0, "schema", schema);
        Data.WriteLine(Text(answer.Facts));
    }

    public void Fail(string schema, CliException failure)
    {
        _steps.End(well: false);
        Error.WriteLine($"{failure.Code} {Visible(failure.Message)}");
        Error.WriteLine($"  where: {Visible(failure.Where)}");
        Error.WriteLine($"  fix: {Visible(failure.Fix)}");
        if (!Json)
            return;
        Data.WriteLine(new JsonObject
        {
            ["schema"] = schema,
            ["ok"] = false,
            ["error"] = new JsonObject
            {
                ["code"] = failure.Code, ["message"] = failure.Message, ["where"] = failure.Where,
                ["fix"] = failure.Fix,
            },
        }.ToJsonString(Options));
    }

    /// <summary>Text of strangers of several lines, each behind a bar: none can pass for a line of ours.</summary>
    public static string Quoted(string text) =>
        string.Join('\n', Visible(text).Split('\n').Select(line => $"  | {line}"));

    /// <summary>Text of strangers as text: a control character, a direction mark or an escape shows as its code.
    /// </summary>
    public static string Visible(string text)
    {
        var shown = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var hidden = rune.Value != '\n' && Rune.GetUnicodeCategory(rune) is
                System.Globalization.UnicodeCategory.Control or System.Globalization.UnicodeCategory.Format
                or System.Globalization.UnicodeCategory.LineSeparator
                or System.Globalization.UnicodeCategory.ParagraphSeparator
                or System.Globalization.UnicodeCategory.PrivateUse
                or System.Globalization.UnicodeCategory.OtherNotAssigned;
            shown.Append(hidden ? $"\\u{{{rune.Value:x}}}" : rune.ToString());
        }
        return shown.ToString();
    }
}
