using System.Globalization;
using System.Text;

namespace DecentralizedAi.Inference.Templates;

/// <summary>A mapping; keys keep their order.</summary>
internal sealed class TemplateMap : OrderedDictionary<string, object?>
{
    public TemplateMap()
        : base(StringComparer.Ordinal)
    {
    }

    public TemplateMap(params ReadOnlySpan<(string Key, object? Value)> items)
        : this()
    {
        foreach (var (key, value) in items)
            this[key] = value;
    }

    /// <summary>May be written to by the template: a namespace.</summary>
    public bool Open { get; init; }

    /// <summary>This map with more members.</summary>
    public TemplateMap With(IEnumerable<KeyValuePair<string, object?>> items)
    {
        foreach (var (key, value) in items)
            this[key] = value;
        return this;
    }
}

/// <summary>
/// What values of a template mean: null is none, then <see cref="Undefined"/>, bool, long, double, string,
/// <c>List&lt;object?&gt;</c>, <see cref="TemplateMap"/> and <see cref="TemplateFunction"/>.
/// </summary>
internal static class TemplateValue
{
    /// <summary>What a name means that nobody gave a value.</summary>
    public static readonly object Undefined = new();

    public static bool IsTrue(object? value) => value switch
    {
        null => false,
        bool truth => truth,
        long number => number != 0,
        double number => number != 0,
        string text => text.Length > 0,
        List<object?> list => list.Count > 0,
        TemplateMap map => map.Count > 0,
        _ => value != Undefined,
    };

    public static bool Same(object? left, object? right) => (left, right) switch
    {
        (long l, double r) => l == r,
        (double l, long r) => l == r,
        (List<object?> l, List<object?> r) => l.Count == r.Count && l.Zip(r).All(pair => Same(pair.First, pair.Second)),
        _ => Equals(left, right),
    };

    /// <summary>As it is written out.</summary>
    public static string Text(object? value) => value switch
    {
        null => "None",
        bool truth => truth ? "True" : "False",
        string text => text,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        List<object?> or TemplateMap => Json(value, null),
        _ => "",
    };

    /// <summary>JSON as Python writes it: a blank after comma and colon, letters beyond ASCII as they are.</summary>
    /// <param name="indent">Blanks a level; null for one line.</param>
    public static string Json(object? value, int? indent)
    {
        var text = new StringBuilder();
        Write(text, value, indent, 0);
        return text.ToString();
    }

    /// <summary>The inside of a JSON string.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => escaped.Append("\\\""),
                '\\' => escaped.Append(@"\\"),
                '\n' => escaped.Append("\\n"),
                '\r' => escaped.Append("\\r"),
                '\t' => escaped.Append("\\t"),
                '\b' => escaped.Append("\\b"),
                '\f' => escaped.Append("\\f"),
                < ' ' => escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => escaped.Append(c),
            };
        }
        return escaped.ToString();
    }

    private static void Write(StringBuilder text, object? value, int? indent, int depth)
    {
        switch (value)
        {
            case string words:
                text.Append('"').Append(Escape(words).Replace(Placeholders.Plain, Placeholders.InJson)).Append('"');
                break;
            case List<object?> list:
                Items(text, '[', ']', list.Count, indent, depth, i => Write(text, list[i], indent, depth + 1));
                break;
            case TemplateMap map:
                var entries = map.ToList();
                Items(text, '{', '}', entries.Count, indent, depth, i =>
                {
                    Write(text, entries[i].Key, indent, depth + 1);
                    text.Append(": ");
                    Write(text, entries[i].Value, indent, depth + 1);
                });
                break;
            default:
                text.Append(value switch { null => "null", true => "true", false => "false", _ => Text(value) });
                break;
        }
    }

    private static void Items(
        StringBuilder text, char open, char close, int count, int? indent, int depth, Action<int> write)
    {
        text.Append(open);
        for (var i = 0; i < count; i++)
        {
            if (indent is { } width)
                text.Append(i > 0 ? "," : "").Append('\n').Append(' ', width * (depth + 1));
            else
                text.Append(i > 0 ? ", " : "");
            write(i);
        }
        if (indent is { } blanks && count > 0)
            text.Append('\n').Append(' ', blanks * depth);
        text.Append(close);
    }
}
