using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Policy.Conditions;

/// <summary>What a condition is about.</summary>
public enum AttributeKind : byte
{
    /// <summary>A whole argument, by its type.</summary>
    Argument,
    Scheme,
    Host,
    Port,
    Path,
    Query,
    Instructor,
    Time,
    Turn,
}

/// <summary>An attribute of a call or its facts.</summary>
/// <param name="Written"><c>arg.to</c>, <c>arg.url.host</c>, <c>instructor</c>, <c>time</c>, <c>turn</c>.</param>
/// <param name="Argument">The argument's name, else empty.</param>
/// <param name="Type">The argument's signature; null when the attribute is no argument.</param>
public sealed record PolicyAttribute(AttributeKind Kind, string Written, string Argument, ArgumentSignature? Type)
{
    public static PolicyAttribute Instructor { get; } = new(AttributeKind.Instructor, "instructor", "", null);
    public static PolicyAttribute Time { get; } = new(AttributeKind.Time, "time", "", null);
    public static PolicyAttribute Turn { get; } = new(AttributeKind.Turn, "turn", "", null);

    /// <summary>The names of the parts of a url.</summary>
    public static ReadOnlySpan<string> PartNames => Parts;

    private static readonly string[] OfMembers = ["equals", "in"];
    private static readonly string[] OfPaths = ["equals", "in", "starts_with", "max_length"];
    private static readonly string[] OfTime = ["days", "hours", "from", "until"];
    private static readonly string[] OfAmounts = ["at_most", "less_than", "at_least", "more_than", "from"];

    private static readonly string[] OfIntegers =
        ["equals", "in", "at_most", "less_than", "at_least", "more_than", "from"];

    private static readonly string[] OfTexts = ["equals", "in", "starts_with", "max_length", "from"];
    private static readonly string[] OfBodies = ["max_length", "from"];
    private static readonly string[] OfUrls = ["from"];
    private static readonly string[] OfDates = ["equals", "in", "at_least", "at_most", "from"];
    private static readonly string[] OfOthers = ["equals", "in", "from"];

    private static readonly string[] Parts = ["scheme", "host", "port", "path", "query"];

    /// <summary>Null for a part that urls do not have.</summary>
    public static AttributeKind? PartOf(string name)
    {
        var index = Array.IndexOf(Parts, name);
        return index < 0 ? null : AttributeKind.Scheme + (byte)index;
    }

    /// <summary>May be absent in a call that fits the signature.</summary>
    public bool MayBeAbsent => Type is { Optional: true } || Kind == AttributeKind.Port;

    /// <summary>The operators that the attribute takes.</summary>
    public string[] Operators => Kind switch
    {
        AttributeKind.Argument => ArgumentOperators(Type!.Type),
        AttributeKind.Path or AttributeKind.Query => OfPaths,
        AttributeKind.Time => OfTime,
        AttributeKind.Turn => [],
        _ => OfMembers,
    };

    private static string[] ArgumentOperators(ArgumentType type) => type switch
    {
        ArgumentType.Amount => OfAmounts,
        ArgumentType.Integer => OfIntegers,
        ArgumentType.Text => OfTexts,
        ArgumentType.Body => OfBodies,
        ArgumentType.Url => OfUrls,
        ArgumentType.Date => OfDates,
        _ => OfOthers,
    };
}
