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

    /// <summary>The code alone, such as <c>DAI-5210</c>.</summary>
    public string Code { get; } = code;
}
