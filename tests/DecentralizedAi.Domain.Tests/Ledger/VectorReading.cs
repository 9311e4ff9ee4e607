using System.Text.Json;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Testing;

namespace DecentralizedAi.Domain.Tests.Ledger;

internal static class VectorReading
{
    public static JsonElement VectorFile { get; } = Vectors.Read("ledger.json");

    public static IEnumerable<JsonElement> Cases(params string[] path) =>
        path.Aggregate(VectorFile, (at, name) => at.GetProperty(name)).EnumerateArray();

    public static string Text(this JsonElement at, string name) => at.GetProperty(name).GetString()!;

    public static Bytes32 Word(this JsonElement at, string name) => Bytes32.Parse(at.Text(name));

    public static Address Address(this JsonElement at, string name) =>
        Domain.Encoding.Address.Parse(at.Text(name));

    public static UInt256 Number(this JsonElement at, string name) => UInt256.Parse(at.GetProperty(name).ToString());

    public static ulong Long(this JsonElement at, string name) => at.Number(name).ToUInt64();

    public static byte Byte(this JsonElement at, string name) => at.GetProperty(name).GetByte();

    public static Bytes32[] Words(this JsonElement at, string name) =>
        [.. at.GetProperty(name).EnumerateArray().Select(word => Bytes32.Parse(word.GetString()!))];

    /// <summary>Every case of a list, compared by its own text, so that a failure names the case.</summary>
    public static void Each(IEnumerable<JsonElement> cases, Func<JsonElement, string> actual)
    {
        var count = 0;
        foreach (var one in cases)
        {
            count++;
            var expected = one.GetProperty("out");
            Xunit.Assert.Equal($"{one.GetRawText()} -> {expected}", $"{one.GetRawText()} -> {actual(one)}");
        }
        Xunit.Assert.NotEqual(0, count);
    }
}
