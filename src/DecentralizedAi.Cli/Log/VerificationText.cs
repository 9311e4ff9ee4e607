using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using DecentralizedAi.Domain.Bundles.Verification;

namespace DecentralizedAi.Cli.Log;

/// <summary>A verification as lines for people, and as one JSON object for scripts.</summary>
public static class VerificationText
{
    public const string Schema = "dai.log.verify/1";

    /// <summary>One line per check, then what is listed, then the summary.</summary>
    public static string Lines(VerificationResult result)
    {
        var text = new StringBuilder();
        foreach (var check in result.Checks)
        {
            text.Append(CultureInfo.InvariantCulture, $"{check.Number}. {check.Title}: {State(check.State)}");
            if (check.Counts.Count > 0)
                text.Append(" (").AppendJoin(", ", check.Counts).Append(')');
            text.Append('\n');
        }
        foreach (var listed in Listed(result).SelectMany(group => group.Elements))
            text.Append("   ").Append(listed.Element).Append(": ").Append(listed.Note).Append('\n');
        foreach (var (what, count) in result.NotChecked)
            text.Append(CultureInfo.InvariantCulture, $"   not checked: {what} ({count})\n");
        if (result.Failure is { } failure)
            text.Append(Message(failure)).Append('\n');
        return text.Append(Summary(result)).Append('\n').ToString();
    }

    /// <summary>What a reader must not take for passed stands here with its number.</summary>
    public static string Summary(VerificationResult result)
    {
        var passed = result.Checks.Count(check => check.State == CheckState.Passed);
        var counts = Listed(result).Select(group => $"{group.Elements.Count} {group.Name}")
            .Append($"{result.NotOpened} not opened")
            .Append($"{result.NotChecked.Values.Sum()} not checked");
        return $"{(result.Failure is null ? "verified" : "NOT verified")}: {passed} of {result.Checks.Count} checks; "
            + string.Join(", ", counts);
    }

    public static JsonObject Json(VerificationResult result)
    {
        var json = new JsonObject
        {
            ["schema"] = Schema,
            ["ok"] = result.Failure is null,
            ["exit"] = result.Exit,
            ["summary"] = Summary(result),
            ["checks"] = new JsonArray([.. result.Checks.Select(check => (JsonNode)new JsonObject
            {
                ["number"] = check.Number,
                ["title"] = check.Title,
                ["state"] = State(check.State),
                ["counts"] = new JsonArray([.. check.Counts.Select(count => (JsonNode)count)]),
            })]),
            ["notOpened"] = result.NotOpened,
            ["notChecked"] = new JsonObject(
                result.NotChecked.Select(one => KeyValuePair.Create(one.Key, (JsonNode?)one.Value))),
        };
        foreach (var (name, elements) in Listed(result))
            json[name] = new JsonArray([.. elements.Select(one => (JsonNode)new JsonObject
            {
                ["element"] = one.Element,
                ["note"] = one.Note,
            })]);
        if (result.Failure is { } failure)
            json["error"] = new JsonObject
            {
                ["code"] = "DAI-5001",
                ["message"] = failure.Reason,
                ["where"] = failure.Element,
                ["check"] = failure.Check,
                ["fix"] = Fix,
            };
        return json;
    }

    private const string Fix = "do not rely on this bundle; export it again from a node that you trust, or ask its "
        + "author for the original file";

    private static string Message(VerificationFailure failure) => string.Create(CultureInfo.InvariantCulture,
        $"DAI-5001 check {failure.Check} failed at {failure.Element}: {failure.Reason}; {Fix}");

    private static IReadOnlyList<(string Name, IReadOnlyList<ListedElement> Elements)> Listed(
        VerificationResult result) =>
    [
        ("void", result.Void), ("disowned", result.Disowned), ("moved", result.Moved), ("found", result.Found),
        ("outside the log", result.Outside),
    ];

    private static string State(CheckState state) => state switch
    {
        CheckState.Passed => "passed",
        CheckState.Failed => "FAILED",
        _ => "not reached",
    };
}
