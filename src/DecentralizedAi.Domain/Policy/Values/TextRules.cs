using System.Text;

namespace DecentralizedAi.Domain.Policy.Values;

/// <summary>What a text may hold: in a call, and (stricter) in a document that people read before they vote.
/// </summary>
public static class TextRules
{
    /// <summary>The type <c>text</c>: well formed, normalization form C, no control characters.</summary>
    public static bool IsText(ReadOnlySpan<char> text) => IsPlain(text) || (!HasControl(text, "") && IsNormal(text));

    /// <summary>The type <c>body</c>: a text that may hold newlines and tabs.</summary>
    public static bool IsBody(ReadOnlySpan<char> text) =>
        IsPlain(text) || (!HasControl(text, "\n\t") && IsNormal(text));

    /// <summary>A text of a document: also no format, separator, private or unassigned characters (Unicode 15.0) and
    /// no space but U+0020.</summary>
    public static bool IsDocumentText(ReadOnlySpan<char> text)
    {
        if (IsPlain(text))
            return true;
        if (!IsText(text))
            return false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (UnicodeNormal.InRuns(UnicodeRanges.Allowed, 2, rune.Value) < 0)
                return false;
        }
        return true;
    }

    private static bool IsPlain(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange(' ', '~') < 0;

    private static bool HasControl(ReadOnlySpan<char> text, ReadOnlySpan<char> but)
    {
        foreach (var c in text)
        {
            if (c is <= '\u001F' or (>= '\u007F' and <= '\u009F') && !but.Contains(c))
                return true;
        }
        return false;
    }

    private static bool IsNormal(ReadOnlySpan<char> text) => IsWellFormed(text) && UnicodeNormal.IsComposed(text);

    private static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out var length) != System.Buffers.OperationStatus.Done)
                return false;
            text = text[length..];
        }
        return true;
    }
}
