using System.Collections;
using System.Globalization;
using System.Numerics;
using DecentralizedAi.Domain.Encoding;
using Nethereum.ABI.FunctionEncoding;
using Nethereum.ABI.Model;

namespace DecentralizedAi.Chain.Abi;

/// <summary>
/// Decoded values of an ABI as text for people: numbers in decimal, bytes as hex, addresses in EIP-55.
/// </summary>
public static class AbiText
{
    /// <summary>The arguments after a selector, in order.</summary>
    /// <exception cref="FormatException">The bytes do not fit the parameters.</exception>
    public static IReadOnlyList<(string Name, string Value)> Arguments(Parameter[] parameters, ReadOnlySpan<byte> words)
    {
        if (parameters.Length == 0)
            return [];
        try
        {
            var decoded = new ParameterDecoder().DecodeDefaultData(words.ToArray(), parameters);
            return [.. decoded.Select(p => (p.Parameter.Name, Text(p.Result, p.Parameter.Type)))];
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            var types = string.Join(", ", parameters.Select(p => p.Type));
            throw new FormatException($"{words.Length} bytes are not ({types})", cause);
        }
    }

    private static string Text(object? value, string type) => value switch
    {
        null => "null",
        BigInteger number => number.ToString(CultureInfo.InvariantCulture),
        byte[] bytes => Hex.Encode(bytes),
        bool yes => yes ? "true" : "false",
        string text when type.StartsWith("address", StringComparison.Ordinal)
            && Address.TryParse(text.ToLowerInvariant(), out var address) => address.ToString(),
        // One line: text of others must not look like the lines around it.
        string text => text.Replace("\n", "\\n", StringComparison.Ordinal),
        List<ParameterOutput> members => "{" + string.Join(", ",
            members.Select(m => $"{m.Parameter.Name}: {Text(m.Result, m.Parameter.Type)}")) + "}",
        IEnumerable items => "[" + string.Join(", ", items.Cast<object?>().Select(i => Text(i, Element(type)))) + "]",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string Element(string type) =>
        type.LastIndexOf('[') is var at and > 0 ? type[..at] : type;
}
