using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using DecentralizedAi.Chain.Bundles;
using DecentralizedAi.Cli.Log;
using DecentralizedAi.Cli.Output;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>The log of a period as a table.</summary>
internal static class LogTable
{
    public static readonly Option<string> Format = new Option<string>("--format")
    {
        Description = "bundle, with every proof; or csv or jsonl, a line for each leaf, without proofs",
        HelpName = "FORMAT", DefaultValueFactory = _ => "bundle",
    };

    public static readonly Option<string?> From = new("--from")
    {
        Description = "The first moment, RFC 3339 or a day in UTC; for csv and jsonl", HelpName = "TIME",
    };

    public static readonly Option<string?> To = new("--to")
    {
        Description = "The moment after the last, RFC 3339 or a day in UTC; for csv and jsonl", HelpName = "TIME",
    };

    /// <summary>Whether a table is wanted; otherwise a bundle.</summary>
    /// <exception cref="CliException">DAI-1201 no such format; DAI-1202 a bundle of a period, or a period that ends
    /// before it begins.</exception>
    public static bool IsWanted(VerbCall call)
    {
        var (format, from, to) = (call.Value(Format), call.Value(From), call.Value(To));
        if (format is not ("bundle" or "csv" or "jsonl"))
            throw CliException.Usage(
                "DAI-1201", $"'{format}' is no format of the log", "--format", "choose bundle, csv or jsonl");
        if (format == "bundle" && (from ?? to) is not null)
            throw CliException.Usage("DAI-1202", "a bundle of a part of the log proves nothing about the rest",
                from is null ? "--to" : "--from", "leave the period out, or choose --format csv or jsonl");
        if (Moment(from, "--from", DateTimeOffset.MinValue) >= Moment(to, "--to", DateTimeOffset.MaxValue))
            throw CliException.Usage("DAI-1202", $"the period from {from} to {to} is empty", "--to",
                "name a later end: it is the moment after the last");
        return format != "bundle";
    }

    /// <summary>Writes the leaves of the period, so that a reader never sees half of the file.</summary>
    public static async Task<Answer> WriteAsync(
        VerbCall call, ExportedBundle exported, string file, CancellationToken cancellation)
    {
        var csv = call.Value(Format) == "csv";
        var rows = LogRow.Of(exported.Bundle, Moment(call.Value(From), "--from", DateTimeOffset.MinValue),
            Moment(call.Value(To), "--to", DateTimeOffset.MaxValue)).ToList();
        // RFC 4180 ends lines like this; a line of JSON ends as lines here do.
        var end = csv ? "\r\n" : "\n";
        var text = new StringBuilder(csv ? LogRow.Header + end : "");
        foreach (var row in rows)
            text.Append(csv ? row.ToCsv() : Terminal.Text(row.ToJson())).Append(end);
        await File.WriteAllTextAsync(file + ".next", text.ToString(), new UTF8Encoding(false), cancellation);
        File.Move(file + ".next", file, overwrite: true);
        return Answer.Lines(new JsonObject
        {
            ["file"] = file, ["format"] = call.Value(Format), ["leaves"] = rows.Count,
            ["block"] = exported.Block.Number,
            ["columns"] = new JsonArray([.. LogRow.Columns.Select(c => (JsonNode)c)]),
        }, $"{rows.Count} leaves in {file}", "  a table is no proof: 'dai log export' without --format writes one");
    }

    private static DateTimeOffset Moment(string? text, string option, DateTimeOffset otherwise) =>
        text is null ? otherwise
        : DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFK"],
            CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? at
            : throw CliException.Usage("DAI-1203", $"'{text}' is no time", option,
                "write a day as 2026-11-01, or a moment as 2026-11-01T08:30:00Z");
}
