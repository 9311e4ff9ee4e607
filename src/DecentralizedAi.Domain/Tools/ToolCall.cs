using System.Collections.Immutable;

namespace DecentralizedAi.Domain.Tools;

/// <summary>A named argument as text; the type is the signature's business.</summary>
public readonly record struct ToolArgument(string Name, string Value);

/// <summary>A call as proposed: a tool and its arguments as text, each name once.</summary>
public sealed class ToolCall : IEquatable<ToolCall>
{
    private ToolCall(string tool, ImmutableArray<ToolArgument> arguments) => (Tool, Arguments) = (tool, arguments);

    public string Tool { get; }

    /// <summary>Ascending by name in UTF-16 code units.</summary>
    public ImmutableArray<ToolArgument> Arguments { get; }

    /// <summary>The value of an argument, or null when it is absent.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var argument in Arguments.AsSpan())
            {
                if (argument.Name == name)
                    return argument.Value;
            }
            return null;
        }
    }

    /// <exception cref="ArgumentException">A name occurs twice.</exception>
    public static ToolCall Of(string tool, params IEnumerable<ToolArgument> arguments)
    {
        var sorted = arguments.ToImmutableArray().Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        for (var i = 1; i < sorted.Length; i++)
        {
            if (sorted[i].Name == sorted[i - 1].Name)
                throw new ArgumentException($"argument '{sorted[i].Name}' of {tool} is given twice");
        }
        return new(tool, sorted);
    }

    /// <exception cref="ArgumentException">A name occurs twice.</exception>
    public static ToolCall Of(string tool, IEnumerable<KeyValuePair<string, string>> arguments) =>
        Of(tool, arguments.Select(pair => new ToolArgument(pair.Key, pair.Value)));

    public bool Equals(ToolCall? other) =>
        other is not null && Tool == other.Tool && Arguments.AsSpan().SequenceEqual(other.Arguments.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as ToolCall);
    public override int GetHashCode() => HashCode.Combine(Tool, Arguments.Length);

    /// <summary><c>tool(name: value, ...)</c> for people.</summary>
    public override string ToString() =>
        $"{Tool}({string.Join(", ", Arguments.Select(argument => $"{argument.Name}: {argument.Value}"))})";
}
