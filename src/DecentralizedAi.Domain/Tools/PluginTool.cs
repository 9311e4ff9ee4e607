using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using DecentralizedAi.Domain.Budgets;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Values;

namespace DecentralizedAi.Domain.Tools;

/// <summary>A tool of a plugin, as its manifest declares it.</summary>
/// <param name="Seconds">Until the host gives up and ends the plugin's process; 1 to 600.</param>
/// <param name="Audience">Who sees what it writes, in the author's word.</param>
/// <param name="Risk">What a wrong call may do, in the author's word.</param>
/// <param name="Pin">H(JCS) of name, description and schemas as the process lists them; another one suspends it.
/// </param>
public sealed record PluginTool(ToolDeclaration Declaration, int Seconds, string Audience, string Risk, Bytes32 Pin)
{
    /// <summary>Which tool of a server of others it calls; null for one of a plugin's own.</summary>
    public ForeignTool? Foreign { get; init; }

    /// <summary>Its name as its process lists it.</summary>
    public string Listed => Foreign?.Name ?? Declaration.Name;

    /// <summary>The most characters of a description.</summary>
    public const int AboutCharacters = 1_000;

    internal JcsValue ToJcs() => JcsValue.Members(
    [
        ("name", JcsValue.Of(Declaration.Name)),
        ("effect", JcsValue.Of(Declaration.Effect.ToString())),
        ("idempotency", JcsValue.Of(Declaration.Idempotency.ToString())),
        ("arguments", JcsValue.Texts(Declaration.Arguments.Select(Written))),
        ("costs", JcsValue.Members([.. Declaration.Costs.Select(cost =>
            (cost.Key, JcsValue.Of(cost.Value.ToString(CultureInfo.InvariantCulture))))])),
        ("seconds", JcsValue.Of(Seconds)),
        ("audience", JcsValue.Of(Audience)), ("risk", JcsValue.Of(Risk)), ("pin", JcsValue.Of(Pin.ToString())),
        .. Foreign is null ? [] : (ReadOnlySpan<(string, JcsValue)>)
        [
            ("calls", JcsValue.Of(Foreign.Name)),
            ("names", ForeignServer.Map(Foreign.Arguments.Select(one => (one.Key, one.Value)))),
        ],
        .. Declaration.About.Length == 0 ? [] : new[] { ("about", JcsValue.Of(Declaration.About)) },
        .. Declaration.Arguments.All(argument => argument.About.Length == 0) ? [] : new[]
        {
            ("aboutArguments", (JcsValue)JcsValue.Members([.. Declaration.Arguments.Where(one => one.About.Length > 0)
                .Select(one => (one.Signature.Name, JcsValue.Of(one.About)))])),
        },
    ]);

    /// <summary>Reads a tool as manifests hold it.</summary>
    /// <exception cref="FormatException">It is no tool of a plugin.</exception>
    public static PluginTool Read(JcsValue value)
    {
        var tool = value as JcsValue.Map ?? throw new FormatException("a tool is no object");
        var name = Text(tool, "name");
        if (!Words.IsTool(name))
            throw new FormatException($"'{name}' is no name of a tool: lower-case words joined by points");
        var effect = Member<ToolEffect>(tool, "effect");
        if (effect == ToolEffect.Money)
            throw new FormatException($"tool '{name}' moves money; money is moved by the vault alone");
        var seconds = (tool["seconds"] as JcsValue.Integer)?.Value;
        if (seconds is null or < 1 or > 600)
            throw new FormatException($"the seconds of tool '{name}' are no number from 1 to 600");
        var declared = ToolDeclaration.Of(name, effect, Member<Idempotency>(tool, "idempotency"),
            [.. Texts(tool, "arguments")]);
        if (declared.Arguments.FirstOrDefault(a => !Words.IsArgument(a.Signature.Name)) is { } odd)
            throw new FormatException($"'{odd.Signature.Name}' of tool '{name}' is no name of an argument");
        if (declared.Arguments.DistinctBy(a => a.Signature.Name).Count() < declared.Arguments.Length)
            throw new FormatException($"tool '{name}' has an argument twice");
        var explained = declared.Arguments.Select(argument => argument with
        {
            About = About(tool["aboutArguments"], argument.Signature.Name, name),
        });
        return new(declared with
            {
                Arguments = [.. explained], Costs = Costs(tool, name), About = About(tool, "about", name),
            }, (int)seconds,
            Text(tool, "audience"), Text(tool, "risk"), Bytes32.Parse(Text(tool, "pin")))
        {
            Foreign = tool["calls"] is null ? null : Calls(tool, declared),
        };
    }

    private static ForeignTool Calls(JcsValue.Map tool, ToolDeclaration declared)
    {
        var names = ForeignServer.Texts(tool, "names");
        return names.Keys.FirstOrDefault(name => declared.Signature.IndexOf(name) < 0) is { } odd
            ? throw new FormatException($"'{odd}' in 'names' of tool '{declared.Name}' is no argument of it")
            : new(Text(tool, "calls"), names);
    }

    // A model reads it, so it is what a voter reads: one line, and nothing in it that no eye sees.
    private static string About(JcsValue? map, string member, string tool)
    {
        var text = (map as JcsValue.Map)?.TextOf(member) ?? "";
        if (text.Length > AboutCharacters)
            throw new FormatException($"a description of tool '{tool}' is longer than {AboutCharacters} characters");
        foreach (var rune in text.EnumerateRunes())
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator || rune == Rune.ReplacementChar)
                throw new FormatException($"a description of tool '{tool}' has the character U+{rune.Value:X4}, which "
                    + "nobody sees; take it out");
        return text;
    }

    internal static string Text(JcsValue.Map map, string name) => map.TextOf(name) is { Length: > 0 } text
        ? text
        : throw new FormatException($"'{name}' is missing or no text");

    internal static IEnumerable<string> Texts(JcsValue.Map map, string name) =>
        map[name] is JcsValue.List list && list.Items.All(item => item is JcsValue.Text)
            ? list.Items.Select(item => ((JcsValue.Text)item).Value)
            : throw new FormatException($"'{name}' is missing or no list of texts");

    private static T Member<T>(JcsValue.Map map, string name)
        where T : struct, Enum => Enum.TryParse<T>(Text(map, name), out var member) && Enum.IsDefined(member)
            ? member
            : throw new FormatException($"'{name}' is not one of {string.Join(", ", Enum.GetNames<T>())}");

    private static ImmutableDictionary<string, ulong> Costs(JcsValue.Map tool, string name)
    {
        var costs = ImmutableDictionary.CreateBuilder<string, ulong>();
        foreach (var (resource, amount) in (tool["costs"] as JcsValue.Map)?.Values ?? [])
        {
            if (ResourceNames.Parse(resource) == ResourceKind.None || amount is not JcsValue.Text text
                || !ulong.TryParse(text.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var most))
                throw new FormatException($"the cost '{resource}' of tool '{name}' is none");
            costs.Add(resource, most);
        }
        return costs.ContainsKey(ResourceNames.Write(ResourceKind.Calls)) ? costs.ToImmutable()
            : throw new FormatException($"tool '{name}' does not cost a call");
    }

    private static string Written(DeclaredArgument argument)
    {
        var plain = $"{argument.Signature.Name}: {argument.Signature.Written}";
        return ToolDeclaration.Of("x", ToolEffect.Read, Idempotency.Safe, plain).Arguments[0].Reference
            == argument.Reference ? plain : $"{plain} [{argument.Reference.ToString()!.ToLowerInvariant()}]";
    }
}
