using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DecentralizedAi.Cli.Output;

/// <summary>Where a verb speaks: data on one stream, everything else on the other.</summary>
internal sealed class Terminal(TextWriter output, TextWriter error, bool json, bool interactive)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = false, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Exactly one JSON object on the standard output.</summary>
    public bool Json { get; } = json;

    /// <summary>Somebody can answer a question.</summary>
    public bool Interactive { get; } = interactive;

    /// <summary>Progress and questions.</summary>
    public TextWriter Error { get; } = error;

    /// <summary>Data; in JSON mode only <see cref="Give"/> writes there.</summary>
    public TextWriter Data { get; } = output;

    /// <summary>JSON as it is written here: one line, and letters as letters.</summary>
    public static string Text(JsonNode json) => json.ToJsonString(Options);

    public void Give(string schema, Answer answer)
    {
        if (ReferenceEquals(answer, Answer.Given))
            return;
        if (!Json)
        {
            answer.Human(Data);
            return;
        }
        answer.Facts.Remove("schema");
        answer.Facts.Insert(0, "schema", schema);
        Data.WriteLine(Text(answer.Facts));
    }

    public void Fail(string schema, CliException failure)
    {
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
