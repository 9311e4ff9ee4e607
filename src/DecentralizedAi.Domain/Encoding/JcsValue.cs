using System.Globalization;
using System.Text;

namespace DecentralizedAi.Domain.Encoding;

/// <summary>A JSON value of which <see cref="Jcs"/> knows one text only. Numbers are integers.</summary>
public abstract record JcsValue
{
    /// <summary>2^53 - 1: larger numbers are written as strings.</summary>
    public const long MaxInteger = 9007199254740991;

    private JcsValue()
    {
    }

    public static JcsValue Null { get; } = new Nothing();

    /// <summary>The text, or null where there is none.</summary>
    public static JcsValue OrNull(string? text) => text is null ? Null : new Text(text);

    public static JcsValue Texts(IEnumerable<string> texts) =>
        new List([.. texts.Select(text => (JcsValue)new Text(text))]);

    /// <exception cref="ArgumentException">A name twice.</exception>
    public static Map Members(params ReadOnlySpan<(string Name, JcsValue Value)> members)
    {
        var map = new SortedDictionary<string, JcsValue>(StringComparer.Ordinal);
        foreach (var (name, value) in members)
            map.Add(name, value);
        return new Map(map);
    }

    public static JcsValue Of(string text) => new Text(text);

    public static JcsValue Of(long number) => new Integer(number);

    public static JcsValue Of(bool truth) => new Truth(truth);

    /// <summary>The canonical text (RFC 8785).</summary>
    /// <exception cref="FormatException">A lone surrogate, or an integer beyond 2^53 - 1.</exception>
    public string ToJson()
    {
        var text = new StringBuilder(256);
        Write(text);
        return text.ToString();
    }

    /// <summary>Whether both have the same canonical text.</summary>
    public bool Same(JcsValue other) => ToJson() == other.ToJson();

    private protected abstract void Write(StringBuilder to);

    public sealed record Text(string Value) : JcsValue
    {
        private protected override void Write(StringBuilder to) => Jcs.Quote(Value, to);
    }

    public sealed record Integer(long Value) : JcsValue
    {
        private protected override void Write(StringBuilder to) => to.Append(
            Value is >= -MaxInteger and <= MaxInteger
                ? Value.ToString(CultureInfo.InvariantCulture)
                : throw new FormatException($"{Value} is beyond 2^53 - 1; write it as a string"));
    }

    public sealed record Truth(bool Value) : JcsValue
    {
        private protected override void Write(StringBuilder to) => to.Append(Value ? "true" : "false");
    }

    public sealed record Nothing : JcsValue
    {
        private protected override void Write(StringBuilder to) => to.Append("null");
    }

    public sealed record List(IReadOnlyList<JcsValue> Items) : JcsValue
    {
        private protected override void Write(StringBuilder to)
        {
            to.Append('[');
            for (var i = 0; i < Items.Count; i++)
            {
                if (i > 0)
                    to.Append(',');
                Items[i].Write(to);
            }
            to.Append(']');
        }
    }

    /// <param name="Values">Members, ascending by the UTF-16 code units of their names.</param>
    public sealed record Map(SortedDictionary<string, JcsValue> Values) : JcsValue
    {
        public JcsValue? this[string name] => Values.GetValueOrDefault(name);

        /// <summary>The member's text, or null where it is absent or no text.</summary>
        public string? TextOf(string name) => (this[name] as Text)?.Value;

        private protected override void Write(StringBuilder to)
        {
            to.Append('{');
            var first = true;
            foreach (var (name, value) in Values)
            {
                if (!first)
                    to.Append(',');
                first = false;
                Jcs.Quote(name, to);
                to.Append(':');
                value.Write(to);
            }
            to.Append('}');
        }
    }
}
