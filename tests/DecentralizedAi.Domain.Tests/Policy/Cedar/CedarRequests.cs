using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Tests.Policy.Cedar;

/// <summary>Calls and facts as Cedar requests, read without our parsers.</summary>
internal static partial class CedarRequests
{
    /// <param name="call">One that fits its tool.</param>
    public static JsonObject Of(ToolCall call, Facts facts, PolicyDocument document) => new()
    {
        ["principal"] = facts.Instructor.Text,
        ["action"] = call.Tool,
        ["context"] = new JsonObject
        {
            ["args"] = new JsonObject(call.Arguments.Select(argument => KeyValuePair.Create(argument.Name,
                (JsonNode?)Value(document.Tools[call.Tool].Arguments.Single(known => known.Name == argument.Name).Type,
                    argument.Value, document)))),
            ["labels"] = new JsonObject(document.Tools[call.Tool].Arguments.Select(argument => KeyValuePair.Create(
                argument.Name, (JsonNode?)Labels(facts.Labels.GetValueOrDefault(argument.Name))))),
            ["clean"] = !facts.Turn.Contains(Label.Foreign),
            ["day"] = facts.Time.DayOfWeek.ToString()[..3].ToLowerInvariant(),
            ["minute"] = (int)facts.Time.TimeOfDay.TotalMinutes,
            ["second"] = facts.Time.ToUnixTimeSeconds(),
        },
    };

    /// <summary>Smallest units and asset of <c>NUMBER ASSET</c>, for numbers without a point.</summary>
    public static (long Units, string Asset) Amount(string text, PolicyDocument document)
    {
        var words = text.Split(' ');
        var units = long.Parse(words[0], CultureInfo.InvariantCulture);
        for (var i = 0; i < document.Money[words[1]].Decimals; i++)
            units *= 10;
        return (units, words[1]);
    }

    private static JsonNode Value(ArgumentType type, string text, PolicyDocument document)
    {
        switch (type)
        {
            case ArgumentType.Integer:
                return JsonValue.Create(long.Parse(text, CultureInfo.InvariantCulture));
            case ArgumentType.Date:
                return JsonValue.Create(long.Parse(text.Replace("-", ""), CultureInfo.InvariantCulture));
            case ArgumentType.Amount:
                var (units, asset) = Amount(text, document);
                return new JsonObject { ["units"] = units, ["asset"] = asset };
            case ArgumentType.Url:
                return Url(text);
            default:
                return JsonValue.Create(text);
        }
    }

    private static JsonObject Url(string text)
    {
        var parts = UrlParts().Match(text).Groups;
        var url = new JsonObject
        {
            ["scheme"] = parts["scheme"].Value,
            ["host"] = parts["host"].Value,
            ["path"] = parts["path"].Length == 0 ? "/" : parts["path"].Value,
            ["query"] = parts["query"].Value,
        };
        var port = parts["port"].Length > 0 ? int.Parse(parts["port"].Value, CultureInfo.InvariantCulture)
            : parts["scheme"].Value == "https" ? 443 : parts["scheme"].Value == "http" ? 80 : 0;
        if (port > 0)
            url["port"] = port;
        return url;
    }

    private static JsonArray Labels(LabelSet labels) => labels.IsEmpty
        ? ["foreign"]
        : [.. labels.Members().Select(label => JsonValue.Create(LabelNames.Write(label)))];

    [GeneratedRegex(
        @"^(?<scheme>[^:]+)://(?<host>[^:/?#]+)(:(?<port>\d+))?(?<path>/[^?#]*)?(\?(?<query>[^#]*))?(#.*)?$")]
    private static partial Regex UrlParts();
}
