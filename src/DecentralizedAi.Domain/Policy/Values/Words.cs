using System.Buffers;

namespace DecentralizedAi.Domain.Policy.Values;

/// <summary>The shapes of names in a policy.</summary>
public static class Words
{
    private static readonly SearchValues<char> IdCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    private static readonly SearchValues<char> ArgumentCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");

    /// <summary>Agent, list, rule, schedule and event ids: 1 to 64 of a-z, 0-9 and the hyphen.</summary>
    public static bool IsId(ReadOnlySpan<char> text) =>
        text.Length is >= 1 and <= 64 && text.IndexOfAnyExcept(IdCharacters) < 0;

    /// <summary>A lower-case letter, then letters, digits and underscores.</summary>
    public static bool IsArgument(ReadOnlySpan<char> text) =>
        !text.IsEmpty && char.IsAsciiLetterLower(text[0]) && text.IndexOfAnyExcept(ArgumentCharacters) < 0;

    /// <summary>One to four argument words joined by points.</summary>
    public static bool IsTool(ReadOnlySpan<char> text)
    {
        var parts = 0;
        foreach (var part in text.Split('.'))
        {
            if (++parts > 4 || !IsArgument(text[part]))
                return false;
        }
        return true;
    }

    /// <summary>A letter, then at most 31 letters and digits.</summary>
    public static bool IsAsset(ReadOnlySpan<char> text) =>
        text.Length is >= 1 and <= 32 && char.IsAsciiLetter(text[0]) && All(text, char.IsAsciiLetterOrDigit);

    /// <summary>A member of an enum: letters, digits, underscores and hyphens.</summary>
    public static bool IsMember(ReadOnlySpan<char> text) =>
        !text.IsEmpty && All(text, c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');

    private static bool All(ReadOnlySpan<char> text, Func<char, bool> test)
    {
        foreach (var c in text)
        {
            if (!test(c))
                return false;
        }
        return true;
    }
}
