using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;

namespace DecentralizedAi.Tools.Governed;

/// <summary>What a built-in tool returns.</summary>
/// <param name="Text">For the model and for people.</param>
/// <param name="Json">Canonical JSON for the log.</param>
/// <param name="Label">Of everything in it.</param>
public sealed record ToolReport(string Text, string Json, Label Label)
{
    /// <summary>A report whose JSON is made of named texts.</summary>
    public static ToolReport Of(string text, Label label, params ReadOnlySpan<(string Name, JcsValue Value)> members) =>
        new(text, JcsValue.Members(members).ToJson(), label);
}
