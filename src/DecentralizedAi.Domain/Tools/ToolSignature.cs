using System.Collections.Immutable;
using DecentralizedAi.Domain.Policy.Values;

namespace DecentralizedAi.Domain.Tools;

/// <summary>What a tool does to the world.</summary>
public enum ToolEffect : byte
{
    /// <summary>Nothing outside is changed.</summary>
    Read = 1,

    /// <summary>Something outside is changed, without money.</summary>
    Write = 2,

    /// <summary>Money leaves the agent's vault.</summary>
    Money = 3,
}

/// <summary>The type of an argument's text.</summary>
public enum ArgumentType : byte
{
    Address,
    Amount,
    Integer,
    Text,
    Body,
    Url,
    Cid,
    Hash,
    Date,
    Bool,
    Enum,
}

/// <summary>An argument of a tool.</summary>
/// <param name="Members">Of an enum, ascending; else empty.</param>
public sealed record ArgumentSignature(
    string Name, ArgumentType Type, bool Optional, ImmutableArray<string> Members)
{
    // No copy with another value: the text would stay that of the first.
    public string Name { get; } = Name;
    public ArgumentType Type { get; } = Type;
    public bool Optional { get; } = Optional;
    public ImmutableArray<string> Members { get; } = Members;

    /// <summary>The canonical written type: <c>address</c>, <c>text?</c>, <c>enum(a,b)</c>.</summary>
    public string Written { get; } = (Type == ArgumentType.Enum
        ? $"enum({string.Join(',', Members)})"
        : Type.ToString().ToLowerInvariant()) + (Optional ? "?" : "");

    /// <summary>Reads a written type, members in any order, spaces after commas allowed.</summary>
    public static ArgumentSignature? TryParse(string name, string written)
    {
        var optional = written.EndsWith('?');
        var text = optional ? written[..^1] : written;
        if (text.StartsWith("enum(", StringComparison.Ordinal) && text.EndsWith(')'))
        {
            var members = text[5..^1].Split(',').Select(member => member.Trim(' ')).ToImmutableArray();
            return members.All(member => Words.IsMember(member)) && members.Distinct().Count() == members.Length
                ? new(name, ArgumentType.Enum, optional, members.Sort(string.CompareOrdinal))
                : null;
        }
        foreach (var type in Enum.GetValues<ArgumentType>())
        {
            if (type != ArgumentType.Enum && text == type.ToString().ToLowerInvariant())
                return new(name, type, optional, []);
        }
        return null;
    }
}

/// <summary>A tool as a policy writes it: what it does and which arguments it takes.</summary>
/// <param name="Arguments">Ascending by name in UTF-16 code units.</param>
public sealed record ToolSignature(string Name, ToolEffect Effect, ImmutableArray<ArgumentSignature> Arguments)
{
    // As above.
    public string Name { get; } = Name;
    public ToolEffect Effect { get; } = Effect;
    public ImmutableArray<ArgumentSignature> Arguments { get; } = Arguments;

    /// <summary><c>money(amount:amount,note:text?,to:address)</c>: two signatures are the same when this text is.
    /// </summary>
    public string Written { get; } = Effect.ToString().ToLowerInvariant()
        + $"({string.Join(',', Arguments.Select(argument => $"{argument.Name}:{argument.Written}"))})";

    /// <summary>Whether a call fits either exactly when it fits the other; members of enums in any order.</summary>
    public bool SameAs(ToolSignature other) => Name == other.Name && Written == other.Written;

    /// <summary>The index of an argument, or -1.</summary>
    public int IndexOf(string argument)
    {
        for (var i = 0; i < Arguments.Length; i++)
        {
            if (Arguments[i].Name == argument)
                return i;
        }
        return -1;
    }

    /// <summary>A signature with its arguments put in order.</summary>
    public static ToolSignature Of(string name, ToolEffect effect, params IEnumerable<ArgumentSignature> arguments) =>
        new(name, effect, arguments.ToImmutableArray().Sort((a, b) => string.CompareOrdinal(a.Name, b.Name)));
}
