using System.Text;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Plugin;

/// <summary>What a server answered.</summary>
/// <param name="Type">Media type in lower case, empty when none was named.</param>
/// <param name="Text">At most 256 KiB of it, read as UTF-8.</param>
/// <param name="Cut">Whether there was more.</param>
public sealed record HttpText(int Status, string Type, string Text, bool Cut);

/// <summary>Reads from the hosts that the plugin declares. The node asks, and only public addresses.</summary>
public interface IHttp
{
    /// <exception cref="ToolException">Another host, or no answer.</exception>
    Task<HttpText> GetAsync(string url, CancellationToken cancellation);
}

/// <summary>Keeps small texts between calls, for this plugin alone.</summary>
public interface IStorage
{
    /// <summary>The text, or null where there is none.</summary>
    /// <param name="key">1 to 64 letters, digits, '-', '_' and '.'.</param>
    /// <exception cref="ToolException">The key is none.</exception>
    Task<string?> GetAsync(string key, CancellationToken cancellation);

    /// <summary>Replaces it; null takes it away.</summary>
    /// <exception cref="ToolException">The key is none, or all texts together would exceed 1 MiB.</exception>
    Task PutAsync(string key, string? text, CancellationToken cancellation);
}

/// <summary>The limits of <see cref="IStorage"/>, the same in a node and in a test.</summary>
public static class StorageRules
{
    /// <summary>The most bytes of all texts of a plugin together.</summary>
    public const long MostBytes = 1 << 20;

    /// <summary>Why a text is no key; null when it is one.</summary>
    public static string? Fault(string key) =>
        key.Length is >= 1 and <= 64 && key[0] != '.'
        && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? null
            : $"'{key}' is no key: 1 to 64 letters, digits, '-', '_' and '.', no '.' first";

    /// <summary>Why a text is not kept beside the others; null when there is room.</summary>
    /// <param name="others">Bytes of the other texts.</param>
    public static string? TooMuch(long others, string? text) =>
        text is null || others + Encoding.UTF8.GetByteCount(text) <= MostBytes
            ? null
            : $"it would keep more than {MostBytes} bytes; the other texts have {others}";
}

/// <summary>Reads the chain for the agent on whose behalf the tool runs.</summary>
public interface IChainRead
{
    /// <summary>What the agent's vault holds, one element for each money budget of its policy.</summary>
    /// <exception cref="ToolException">The chain does not answer.</exception>
    Task<IReadOnlyList<AssetBalance>> BalancesAsync(CancellationToken cancellation);
}
