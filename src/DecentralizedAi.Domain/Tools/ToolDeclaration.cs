using System.Collections.Immutable;
using DecentralizedAi.Domain.Budgets;
using DecentralizedAi.Domain.Models;

namespace DecentralizedAi.Domain.Tools;

/// <summary>What may be done when nobody knows whether a tool ran.</summary>
public enum Idempotency : byte
{
    /// <summary>Run it again: nothing outside changes.</summary>
    Safe = 1,

    /// <summary>Run it again with the same action id: the second run does nothing new.</summary>
    Keyed = 2,

    /// <summary>Never again: people look at it.</summary>
    AtMostOnce = 3,
}

/// <summary>An argument as the model writes it.</summary>
/// <param name="Reference">The kind of reference that fills it; null for an enum and for free text.</param>
public sealed record DeclaredArgument(ArgumentSignature Signature, ReferenceKind? Reference)
{
    /// <summary>What it is, for models that read descriptions; empty where nobody said it.</summary>
    public string About { get; init; } = "";
}

/// <summary>A tool as its code declares it: the signature a policy compares, and what only the node must know.
/// </summary>
/// <param name="Arguments">In the order in which the model writes them.</param>
/// <param name="Costs">By resource (<c>calls bytes ...</c>): the most that one run may use.</param>
public sealed record ToolDeclaration(
    string Name, ToolEffect Effect, Idempotency Idempotency, ImmutableArray<DeclaredArgument> Arguments,
    ImmutableDictionary<string, ulong> Costs)
{
    /// <summary>What it does, for models that read descriptions; empty where nobody said it. Of a plugin it stands in the
    /// package that is voted.</summary>
    public string About { get; init; } = "";

    /// <summary>What a policy writes for this tool.</summary>
    public ToolSignature Signature { get; } =
        ToolSignature.Of(Name, Effect, Arguments.Select(argument => argument.Signature));

    /// <summary>
    /// Declares a tool whose run is one call and uses no other resource. Arguments are <c>name: type</c>; a
    /// <c>text</c> that names a file or a channel, and a number of <c>calc</c>, says so in brackets:
    /// <c>file: text [file]</c>.
    /// </summary>
    /// <exception cref="FormatException">A type that is none.</exception>
    public static ToolDeclaration Of(
        string name, ToolEffect effect, Idempotency idempotency, params ReadOnlySpan<string> arguments)
    {
        var read = ImmutableArray.CreateBuilder<DeclaredArgument>(arguments.Length);
        foreach (var argument in arguments)
            read.Add(Argument(name, argument));
        return new(name, effect, idempotency, read.ToImmutable(), OneCall);
    }

    private static ImmutableDictionary<string, ulong> OneCall { get; } =
        ImmutableDictionary<string, ulong>.Empty.Add(ResourceNames.Write(ResourceKind.Calls), 1);

    private static DeclaredArgument Argument(string tool, string written)
    {
        var colon = written.IndexOf(": ", StringComparison.Ordinal);
        var bracket = written.IndexOf(" [", StringComparison.Ordinal);
        var type = bracket < 0 ? written[(colon + 2)..] : written[(colon + 2)..bracket];
        var signature = colon > 0 ? ArgumentSignature.TryParse(written[..colon], type) : null;
        if (signature is null)
            throw new FormatException($"'{written}' of tool '{tool}' is not 'name: type' or 'name: type [kind]'");
        return new(signature, bracket < 0
            ? Kind(signature.Type)
            : Enum.Parse<ReferenceKind>(written[(bracket + 2)..^1], ignoreCase: true));
    }

    private static ReferenceKind? Kind(ArgumentType type) => type switch
    {
        ArgumentType.Address => ReferenceKind.Address,
        ArgumentType.Amount or ArgumentType.Integer => ReferenceKind.Number,
        ArgumentType.Url => ReferenceKind.Url,
        ArgumentType.Cid => ReferenceKind.Cid,
        ArgumentType.Date => ReferenceKind.Date,
        _ => null,
    };
}
