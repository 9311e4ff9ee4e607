using System.Globalization;

namespace DecentralizedAi.Inference.Templates;

/// <summary>The filters, tests and methods that chat templates use. Each takes its value first; null is no such one.
/// </summary>
internal static class TemplateFilters
{
    private static readonly char[] Blanks = [' ', '\t', '\n', '\r', '\f', '\v'];

    /// <summary>The value of <c>value | name(given)</c>; false for a name that is unknown.</summary>
    public static bool TryFilter(string name, object? value, GivenArguments given, out object? result)
    {
        result = name switch
        {
            "trim" => TemplateValue.Text(value).Trim(Blanks),
            "length" or "count" => (long)Length(value),
            "tojson" => TemplateValue.Json(value, given.Get(0, "indent") is long indent ? (int)indent : null),
            "string" => TemplateValue.Text(value),
            "safe" => value,
            "lower" => TemplateValue.Text(value).ToLowerInvariant(),
            "upper" => TemplateValue.Text(value).ToUpperInvariant(),
            "capitalize" => Capital(TemplateValue.Text(value)),
            "items" => Pairs(value),
            "list" => Items(value),
            "first" => Items(value).FirstOrDefault(TemplateValue.Undefined),
            "last" => Items(value).LastOrDefault(TemplateValue.Undefined),
            "reverse" => Enumerable.Reverse(Items(value)).ToList(),
            "join" => string.Join(TemplateValue.Text(given.Get(0, "d", "")), Items(value).Select(TemplateValue.Text)),
            "replace" => TemplateValue.Text(value).Replace(TemplateValue.Text(given.Get(0, "old")),
                TemplateValue.Text(given.Get(1, "new")), StringComparison.Ordinal),
            "default" or "d" => value == TemplateValue.Undefined
                || TemplateValue.IsTrue(given.Get(1, "boolean", false)) && !TemplateValue.IsTrue(value)
                ? given.Get(0, "default_value", "")
                : value,
            "int" => value is long or bool ? Convert.ToInt64(value, CultureInfo.InvariantCulture)
                : long.TryParse(TemplateValue.Text(value), CultureInfo.InvariantCulture, out var number) ? number : 0L,
            "select" or "reject" => Where(value, given, 0, item => item, name == "select"),
            "selectattr" or "rejectattr" => Where(value, given, 1,
                item => Member(item, TemplateValue.Text(given.Get(0, "attribute"))), name == "selectattr"),
            "map" when given.Named.TryGetValue("attribute", out var attribute) =>
                Items(value).Select(item => Member(item, TemplateValue.Text(attribute))).ToList(),
            _ => Unknown,
        };
        return result != Unknown;
    }

    /// <summary>The truth of <c>value is name(given)</c>; null for a name that is unknown.</summary>
    public static bool? Test(string name, object? value, GivenArguments given) => name switch
    {
        "defined" => value != TemplateValue.Undefined,
        "undefined" => value == TemplateValue.Undefined,
        "none" => value is null,
        "string" => value is string,
        "mapping" => value is TemplateMap,
        "iterable" or "sequence" => value is string or List<object?> or TemplateMap,
        "number" => value is long or double,
        "integer" => value is long,
        "float" => value is double,
        "boolean" => value is bool,
        "callable" => value is TemplateFunction,
        "true" => value is true,
        "false" => value is false,
        "odd" => value is long odd && odd % 2 != 0,
        "even" => value is long even && even % 2 == 0,
        "equalto" or "eq" => TemplateValue.Same(value, given.Get(0, "other")),
        "in" => Contains(given.Get(0, "seq"), value),
        _ => null,
    };

    /// <summary>The value of <c>text.name(given)</c>; false for a name that is unknown.</summary>
    public static bool TryMethod(object? value, string name, GivenArguments given, out object? result)
    {
        var first = given.Get(0, "", null);
        result = (value, name) switch
        {
            (string text, "strip") => text.Trim(Set(first)),
            (string text, "lstrip") => text.TrimStart(Set(first)),
            (string text, "rstrip") => text.TrimEnd(Set(first)),
            (string text, "startswith") => text.StartsWith(TemplateValue.Text(first), StringComparison.Ordinal),
            (string text, "endswith") => text.EndsWith(TemplateValue.Text(first), StringComparison.Ordinal),
            (string text, "split") => Split(text, first, given.Get(1, "maxsplit") as long?),
            (string text, "upper") => text.ToUpperInvariant(),
            (string text, "lower") => text.ToLowerInvariant(),
            (string text, "capitalize") => Capital(text),
            (string text, "title") => string.Join(' ', text.Split(' ').Select(Capital)),
            (string text, "replace") => text.Replace(
                TemplateValue.Text(first), TemplateValue.Text(given.Get(1, "")), StringComparison.Ordinal),
            (TemplateMap map, "items") => Pairs(map),
            (TemplateMap map, "keys") => map.Keys.Cast<object?>().ToList(),
            (TemplateMap map, "values") => map.Values.ToList(),
            (TemplateMap map, "get") => map.TryGetValue(TemplateValue.Text(first), out var found)
                ? found
                : given.Get(1, "default"),
            _ => Unknown,
        };
        return result != Unknown;
    }

    /// <summary>What a loop goes over; nothing for what cannot be looped over.</summary>
    public static List<object?> Items(object? value) => value switch
    {
        List<object?> list => list,
        TemplateMap map => [.. map.Keys],
        string text => [.. text.Select(c => (object?)c.ToString())],
        _ => [],
    };

    public static object? Member(object? of, object? key) => (of, key) switch
    {
        (TemplateMap map, string name) => map.GetValueOrDefault(name, TemplateValue.Undefined),
        (List<object?> list, long at) => At(list, at),
        (string text, long at) => At([.. text.Select(c => (object?)c.ToString())], at),
        _ => TemplateValue.Undefined,
    };

    public static bool Contains(object? of, object? value) => of switch
    {
        string text => text.Contains(TemplateValue.Text(value), StringComparison.Ordinal),
        TemplateMap map => map.ContainsKey(TemplateValue.Text(value)),
        List<object?> list => list.Any(item => TemplateValue.Same(item, value)),
        _ => false,
    };

    private static readonly object Unknown = new();

    private static int Length(object? value) => value is string text ? text.Length : Items(value).Count;

    private static object? At(List<object?> list, long at)
    {
        var place = at < 0 ? at + list.Count : at;
        return place >= 0 && place < list.Count ? list[(int)place] : TemplateValue.Undefined;
    }

    private static List<object?> Pairs(object? value) => value is TemplateMap map
        ? [.. map.Select(pair => (object?)new List<object?> { pair.Key, pair.Value })]
        : [];

    private static char[] Set(object? characters) => characters is string text ? text.ToCharArray() : Blanks;

    private static string Capital(string text) =>
        text.Length == 0 ? "" : char.ToUpperInvariant(text[0]) + text[1..].ToLowerInvariant();

    private static List<object?> Split(string text, object? separator, long? most)
    {
        var parts = separator is string { Length: > 0 } by
            ? text.Split(by, most is >= 0 ? (int)most + 1 : int.MaxValue)
            : text.Split(Blanks, StringSplitOptions.RemoveEmptyEntries);
        return [.. parts];
    }

    // Items of which a test, or the truth without one, is as wanted.
    private static List<object?> Where(
        object? value, GivenArguments given, int testAt, Func<object?, object?> part, bool wanted)
    {
        var test = given.Get(testAt, "test") as string;
        var rest = new GivenArguments([.. given.Items.Skip(testAt + 1)], given.Named);
        return [.. Items(value).Where(item =>
            (test is null ? TemplateValue.IsTrue(part(item)) : Test(test, part(item), rest) ?? false) == wanted)];
    }
}
