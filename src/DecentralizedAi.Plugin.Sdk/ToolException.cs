namespace DecentralizedAi.Plugin;

/// <summary>
/// A tool that did nothing, on purpose. The message starts with its code, names the value, and is safe to publish.
/// </summary>
public sealed class ToolException(string code, string message) : Exception($"{code} {message}")
{
    /// <summary>A method's declaration is none, or not that of the catalogue.</summary>
    public const string AnotherTool = "DAI-5204";

    /// <summary>The class is no plugin, or one for another interface.</summary>
    public const string NoPlugin = "DAI-5217";

    /// <summary>The node did not do what a plugin asked of it.</summary>
    public const string Capability = "DAI-5218";

    /// <summary>What the node refused a capability with: its code, where it says one.</summary>
    internal static ToolException Said(string words) =>
        words is ['D', 'A', 'I', '-', _, _, _, _, ' ', .. var rest]
            ? new(words[..8], rest)
            : new(Capability, words);

    /// <summary>The code alone, such as <c>DAI-5210</c>.</summary>
    public string Code { get; } = code;
}
