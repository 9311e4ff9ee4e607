using System.Text.Json;
using System.Text.Json.Nodes;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Cli.Conformance;

/// <summary>The forms in which requests and answers write bytes and numbers.</summary>
internal static class RequestReading
{
    public static string Text(this JsonElement at, string name) =>
        at.GetProperty(name).GetString() ?? throw new FormatException($"'{name}' is null");

    public static Bytes32 Word(this JsonElement at, string name) => Bytes32.Parse(at.Text(name));

    public static Bytes32[] Words(this JsonElement at, string name) =>
        [.. at.GetProperty(name).EnumerateArray().Select(item => Bytes32.Parse(item.GetString() ?? ""))];

    public static Address Address(this JsonElement at, string name) =>
        Domain.Encoding.Address.Parse(at.Text(name));

    public static UInt256 Number(this JsonElement at, string name) => UInt256.Parse(at.Text(name));

    public static ulong UInt64(this JsonElement at, string name) => at.Number(name).ToUInt64();

    public static JsonArray Array(IEnumerable<Bytes32> words) =>
        new([.. words.Select(word => (JsonNode)word.ToString())]);
}
