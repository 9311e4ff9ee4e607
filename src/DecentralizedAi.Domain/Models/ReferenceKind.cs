namespace DecentralizedAi.Domain.Models;

/// <summary>The kinds of value that the model handles only by reference.</summary>
public enum ReferenceKind
{
    /// <summary><c>@a</c>: an account, written as hex or by its name in a list of the policy.</summary>
    Address,

    /// <summary><c>@n</c>: a number, kept as decimal text with a point.</summary>
    Number,

    /// <summary><c>@u</c>: an address on the web, with its scheme.</summary>
    Url,

    /// <summary><c>@h</c>: a channel, with its <c>#</c>.</summary>
    Channel,

    /// <summary><c>@c</c>: a content id.</summary>
    Cid,

    /// <summary><c>@d</c>: a date, <c>YYYY-MM-DD</c>.</summary>
    Date,

    /// <summary><c>@f</c>: a file name with a known ending.</summary>
    File,

    /// <summary><c>@s</c>: quoted words, without their quotes.</summary>
    Text,
}

/// <summary>The letters and words of the kinds.</summary>
public static class ReferenceKinds
{
    /// <summary>References of one kind in one turn; what comes later is shown to the model as a word.</summary>
    public const int MaxPerKind = 16;

    private const string Letters = "anuhcdfs";

    private static readonly string[] Words =
        ["address", "number", "url", "channel", "cid", "date", "file", "text"];

    /// <summary>All kinds in the order of their tokens.</summary>
    public static IReadOnlyList<ReferenceKind> All { get; } = Enum.GetValues<ReferenceKind>();

    /// <summary>The letter after <c>@</c>.</summary>
    public static char Letter(ReferenceKind kind) => Letters[(int)kind];

    /// <summary>What stands in the prompt for a value beyond the sixteenth of its kind.</summary>
    public static string Overflow(ReferenceKind kind) => $"[{Words[(int)kind]}]";

    /// <summary>The token of a reference, such as <c>@a1</c>; <paramref name="index"/> is 1 to 16.</summary>
    public static string Token(ReferenceKind kind, int index) => $"@{Letter(kind)}{index}";

    /// <summary>Every token there can be: 8 kinds times 16, in the order of the vocabulary.</summary>
    public static IEnumerable<string> AllTokens() =>
        All.SelectMany(kind => Enumerable.Range(1, MaxPerKind).Select(index => Token(kind, index)));
}
