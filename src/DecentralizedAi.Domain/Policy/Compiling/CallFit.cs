using System.Collections.Immutable;
using DecentralizedAi.Domain.Policy.Conditions;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Policy.Compiling;

/// <summary>Why a call does not fit its tool's signature.</summary>
/// <param name="Argument">Index in the signature; its length for an argument that is not in it.</param>
internal readonly record struct Misfit(int Argument, bool IsMissing)
{
    /// <summary>A number of its own for each misfit of a signature.</summary>
    public int Ordinal => 2 * Argument + (IsMissing ? 1 : 0);

    /// <summary>How many there are.</summary>
    public static int Kinds(ToolSignature signature) => 2 * signature.Arguments.Length + 1;

    public string Sentence(ToolSignature signature)
    {
        if (Argument == signature.Arguments.Length)
            return Argument == 0
                ? $"'{signature.Name}' takes no argument"
                : $"'{signature.Name}' takes {string.Join(", ", signature.Arguments.Select(known => known.Name))} alone";
        var argument = signature.Arguments[Argument];
        return IsMissing
            ? $"argument '{argument.Name}' of '{signature.Name}' is missing"
            : $"argument '{argument.Name}' of '{signature.Name}' is no {argument.Written.TrimEnd('?')}";
    }
}

/// <summary>Checks a call against its tool's signature and reads its values.</summary>
internal static class CallFit
{
    /// <summary>Fills <paramref name="values"/> by the signature's order; why it does not fit, or null.</summary>
    public static Misfit? Read(
        ToolCall call, ImmutableArray<ArgumentSignature> signature, AssetTable assets, Span<ArgumentValue> values)
    {
        var given = call.Arguments.AsSpan();
        var arguments = signature.AsSpan();
        var next = 0;
        for (var i = 0; i < values.Length; i++)
        {
            var argument = arguments[i];
            if (next < given.Length && given[next].Name == argument.Name)
            {
                if (!ArgumentValue.TryRead(argument, given[next].Value, assets, ref values[i]))
                    return new(i, IsMissing: false);
                next++;
            }
            else if (!argument.Optional)
            {
                return new(i, IsMissing: true);
            }
        }
        // Both are in one order, so whatever is left over is not in the signature.
        return next == given.Length ? null : new(values.Length, IsMissing: false);
    }
}
