using System.Collections.Immutable;
using DecentralizedAi.Domain.Policy.Values;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Policy.Documents;

/// <summary>Reads the section <c>tools</c>.</summary>
internal sealed class ToolReader(Reading reading)
{
    private static readonly string[] Effects = ["read", "write", "money"];

    private static readonly string[] Types =
        ["address", "amount", "integer", "text", "body", "url", "cid", "hash", "date", "bool"];

    private const int MostShared = 16;

    private readonly List<ImmutableArray<ArgumentSignature>> _arguments = [];
    private readonly Dictionary<(string Name, string Written), ArgumentSignature?> _known = [];

    public void Read(MapNode document)
    {
        if (reading.Required(document, "tools") is not { } node || reading.FilledMap(node, "tools") is not { } map)
            return;
        foreach (var entry in map.Entries)
        {
            if (!Words.IsTool(entry.Key))
                reading.KeyFault("tool", entry, "a tool: up to four of [a-z][a-z0-9_]* joined by points");
            reading.Tools[entry.Key] = Tool(entry);
        }
    }

    private ToolSignature? Tool(MapEntry entry)
    {
        if (reading.Map(entry.Value, "effect and args") is not { } map)
            return null;
        reading.Keys(map, "effect", "args");
        var effect = Effect(map);
        var arguments = map["args"] is { } args ? Arguments(args.Value) : [];
        if (effect is null || arguments is null)
            return null;
        var tool = Shared(ToolSignature.Of(entry.Key, effect.Value, arguments));
        if (effect == ToolEffect.Money && !(Has(tool, "to", "address") && Has(tool, "amount", "amount")))
        {
            reading.KeyFault("money", entry, "a money tool with the arguments to: address and amount: amount");
            return null;
        }
        return tool;
    }

    // Tools of equal arguments have them once in memory.
    private ToolSignature Shared(ToolSignature tool)
    {
        foreach (var known in _arguments)
        {
            if (known.AsSpan().SequenceEqual(tool.Arguments.AsSpan()))
                return new ToolSignature(tool.Name, tool.Effect, known);
        }
        if (_arguments.Count < MostShared)
            _arguments.Add(tool.Arguments);
        return tool;
    }

    private ToolEffect? Effect(MapNode map)
    {
        if (reading.Required(map, "effect") is not { } node || reading.Scalar(node, "an effect") is not { } text)
            return null;
        var index = Array.IndexOf(Effects, text);
        if (index < 0)
            reading.Fault("effect", node, "read, write or money", Effects);
        return index < 0 ? null : ToolEffect.Read + (byte)index;
    }

    private List<ArgumentSignature>? Arguments(PolicyNode node)
    {
        if (reading.Map(node, "arguments") is not { } map)
            return null;
        var arguments = new List<ArgumentSignature>();
        foreach (var entry in map.Entries)
        {
            if (!Words.IsArgument(entry.Key))
                reading.KeyFault("argument", entry, "an argument: [a-z][a-z0-9_]*");
            if (reading.Scalar(entry.Value, "a type") is not { } written)
                continue;
            // One object for all tools that have it.
            if (!_known.TryGetValue((entry.Key, written), out var argument))
                _known[(entry.Key, written)] = argument = ArgumentSignature.TryParse(entry.Key, written);
            if (argument is not null)
                arguments.Add(argument);
            else
                reading.Fault("type", entry.Value, $"{string.Join(", ", Types)} or enum(a, b)",
                    Types.Concat(Types.Select(type => type + "?")));
        }
        return arguments.Count == map.Entries.Length ? arguments : null;
    }

    private static bool Has(ToolSignature tool, string argument, string written) =>
        tool.IndexOf(argument) is var index and >= 0 && tool.Arguments[index].Written == written;
}
