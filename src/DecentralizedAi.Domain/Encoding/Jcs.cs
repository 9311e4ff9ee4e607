using System.Buffers;
using System.Text;

namespace DecentralizedAi.Domain.Encoding;

/// <summary>
/// RFC 8785, restricted: integers of at most 2^53 - 1 without point, exponent or minus zero, well-formed UTF-16,
/// unique keys. Anything else is refused, not repaired.
/// </summary>
public static class Jcs
{
    /// <summary>Reads JSON text of any layout.</summary>
    /// <exception cref="FormatException">What the restriction refuses, with its place.</exception>
    public static JcsValue Parse(string text) => new JcsReader(text).ReadAll();

    /// <summary>The canonical text of JSON of any layout.</summary>
    /// <exception cref="FormatException">What the restriction refuses.</exception>
    public static string Canonicalise(string text) => Parse(text).ToJson();

    /// <summary>Reads a text that is its own canonical form, as documents of a bundle are.</summary>
    /// <exception cref="FormatException">It is refused, or another layout of its content.</exception>
    public static JcsValue ParseCanonical(string text)
    {
        var value = Parse(text);
        return value.ToJson() == text ? value : throw new FormatException("the text is not canonical (RFC 8785)");
    }

    /// <summary>Parses, or gives null for what is refused.</summary>
    public static JcsValue? TryParseCanonical(string text)
    {
        try
        {
            return ParseCanonical(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    // Everything else stands as it is: quotes, backslashes, control characters, halves of pairs.
    private static readonly SearchValues<char> Special = SearchValues.Create(
        [.. Enumerable.Range(0, ' ').Concat(Enumerable.Range(0xd800, 0x800)).Select(c => (char)c), '"', '\\']);

    internal static void Quote(string text, StringBuilder to)
    {
        to.Append('"');
        for (var i = 0; i < text.Length; i++)
        {
            var plain = text.AsSpan(i).IndexOfAny(Special);
            if (plain != 0)
            {
                to.Append(text, i, plain < 0 ? text.Length - i : plain);
                i += plain - 1;
                if (plain < 0)
                    break;
                continue;
            }
            var c = text[i];
            if (char.IsSurrogate(c))
            {
                if (i + 1 >= text.Length || !char.IsSurrogatePair(c, text[i + 1]))
                    throw new FormatException($"a lone surrogate U+{(int)c:X4} at {i}");
                to.Append(c).Append(text[++i]);
                continue;
            }
            _ = c switch
            {
                '"' => to.Append("\\\""),
                '\\' => to.Append("\\\\"),
                '\b' => to.Append("\\b"),
                '\t' => to.Append("\\t"),
                '\n' => to.Append("\\n"),
                '\f' => to.Append("\\f"),
                '\r' => to.Append("\\r"),
                _ => to.Append("\\u").Append(((int)c).ToString("x4")),
            };
        }
        to.Append('"');
    }
}
