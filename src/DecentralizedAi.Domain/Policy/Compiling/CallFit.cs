using DecentralizedAi.Domain.Policy.Conditions;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Policy.Compiling;

/// <summary>Checks a call against its tool's signature and reads its values.</summary>
internal static class CallFit
{
    /// <summary>Fills <paramref name="values"/> by the signature's order; why it does not fit, or null.</summary>
    public static string? Read(
        ToolCall call, ToolSignature signature, AssetTable assets, Facts facts, Span<ArgumentValue> values)
    {
        var given = call.Arguments.AsSpan();
        var next = 0;
        for (var i = 0; i < values.Length; i++)
        {
            var argument = signature.Arguments[i];
            if (next < given.Length && given[next].Name == argument.Name)
            {
                if (!ArgumentValue.TryRead(argument, given[next].Value, assets, ref values[i]))
                    return $"argument '{argument.Name}' of '{signature.Name}' is no {argument.Written.TrimEnd('?')}";
                values[i].Labels = LabelsOf(facts, argument.Name);
                next++;
            }
            else if (!argument.Optional)
            {
                return $"argument '{argument.Name}' of '{signature.Name}' is missing";
            }
        }
        // Both are in one order, so whatever is left over is not in the signature.
        return next == given.Length ? null : $"'{signature.Name}' has no argument '{given[next].Name}'";
    }

    private static LabelSet LabelsOf(Facts facts, string argument) =>
        facts.Labels.Count > 0 && facts.Labels.TryGetValue(argument, out var labels) && !labels.IsEmpty
            ? labels
            : LabelSet.Of(Label.Foreign);
}
