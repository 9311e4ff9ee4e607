using DecentralizedAi.Plugin;
using ModelContextProtocol.Protocol;

namespace DecentralizedAi.Tools.Plugins;

/// <summary>What of a plugin's words reaches a model and the log.</summary>
internal sealed class PluginWords(string plugin, PluginLimits limits)
{
    private const int RefusalCharacters = 300;

    /// <summary>The text of a result.</summary>
    /// <exception cref="ToolException"><see cref="ToolCode.Declined"/>: it says that nothing was done.</exception>
    public string Of(CallToolResult result)
    {
        var text = string.Join('\n', result.Content.OfType<TextContentBlock>().Select(block => block.Text));
        return result.IsError is true ? throw Declined(text) : Of(text);
    }

    public string Of(string result) => Cut(result, limits.ResultCharacters);

    /// <summary>Nothing was done, in its own words.</summary>
    public ToolException Declined(string why) =>
        new(ToolCode.Declined, $"{plugin} did nothing: {Cut(why, RefusalCharacters)}");

    // Half a character is none, and no canonical JSON can hold it.
    private static string Cut(string text, int most)
    {
        var whole = string.Concat(text.EnumerateRunes().Select(rune => rune.ToString()));
        return whole.Length <= most ? whole
            : char.IsHighSurrogate(whole[most - 1]) ? whole[..(most - 1)] : whole[..most];
    }
}
