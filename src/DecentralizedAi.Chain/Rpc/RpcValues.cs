using System.Globalization;
using System.Text.Json;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Chain.Rpc;

/// <summary>Values of JSON-RPC: quantities (<c>0x1f</c>), words, addresses and bytes.</summary>
public static class RpcValues
{
    public static string Quantity(ulong value) => "0x" + value.ToString("x", CultureInfo.InvariantCulture);

    public static string Quantity(UInt256 value)
    {
        var digits = value.ToWord().ToString()[2..].TrimStart('0');
        return digits.Length == 0 ? "0x0" : "0x" + digits;
    }

    public static ulong Number(this JsonElement parent, string name) => Text(parent, name).ToNumber();

    public static ulong ToNumber(this JsonElement value) => (value.GetString() ?? "").ToNumber();

    public static UInt256 Wide(this JsonElement parent, string name) => Text(parent, name).ToWide();

    public static Bytes32 Word(this JsonElement parent, string name) => Bytes32.Parse(Text(parent, name));

    public static Address Account(this JsonElement parent, string name) =>
        Address.Parse(Text(parent, name).ToLowerInvariant());

    public static byte[] Bytes(this JsonElement parent, string name) => Hex.Decode(Text(parent, name));

    public static bool Has(this JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    public static string Text(this JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value)
        && value.GetString() is { } text
            ? text
            : throw new FormatException($"the endpoint's answer has no '{name}'");

    /// <summary>A quantity as a word; proofs give slots without leading zeros.</summary>
    public static UInt256 ToWide(this string text) =>
        text.StartsWith("0x", StringComparison.Ordinal) && text.Length <= 66
            ? UInt256.OfWord(Bytes32.Parse("0x" + text[2..].PadLeft(64, '0')))
            : throw new FormatException($"'{text}' is not a quantity");

    private static ulong ToNumber(this string text) =>
        text.StartsWith("0x", StringComparison.Ordinal)
        && ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new FormatException($"'{text}' is not a quantity of 64 bits");
}
