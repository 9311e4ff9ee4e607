using System.Globalization;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Ledger;

/// <summary>Reads the parts of a facts document back.</summary>
public static class FactsReading
{
    /// <param name="call">Its <c>call</c>.</param>
    /// <param name="facts">Its <c>facts</c>.</param>
    /// <exception cref="FormatException">Another form than <see cref="FactsDocument"/> writes.</exception>
    public static FactsDocument Read(JcsValue.Map call, JcsValue.Map facts)
    {
        Only(call, "tool", "args");
        Only(facts, "instructor", "time", "turn", "labels", "costs", "levels");
        return new FactsDocument(
            new CallDocument(Text(call["tool"]), Each(call["args"], Text)),
            Text(facts["instructor"]), Seconds(Text(facts["time"])), Texts(facts["turn"]),
            Each(facts["labels"], Texts), Each(facts["costs"], Number), Each(facts["levels"], Level));
    }

    private static void Only(JcsValue.Map map, params ReadOnlySpan<string> names)
    {
        foreach (var name in map.Values.Keys)
        {
            if (!names.Contains(name))
                throw new FormatException($"unknown member '{name}'");
        }
    }

    private static string Text(JcsValue? value) =>
        (value as JcsValue.Text)?.Value ?? throw new FormatException("a text is missing");

    private static UInt256 Number(JcsValue? value) => UInt256.Parse(Text(value));

    private static IReadOnlyList<string> Texts(JcsValue? value) => value is JcsValue.List list
        ? [.. list.Items.Select(Text)]
        : throw new FormatException("a list of texts is missing");

    private static LevelFact Level(JcsValue? value)
    {
        if (value is not JcsValue.Map map)
            throw new FormatException("a level is {level, spent}");
        Only(map, "level", "spent");
        return new LevelFact(Number(map["level"]), Number(map["spent"]));
    }

    private static Dictionary<string, T> Each<T>(JcsValue? value, Func<JcsValue?, T> read) => value switch
    {
        null => [],
        JcsValue.Map map => map.Values.ToDictionary(member => member.Key, member => read(member.Value)),
        _ => throw new FormatException("not an object"),
    };

    private static ulong Seconds(string text) => DateTimeOffset.TryParseExact(
        text, "yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
        && time.ToUnixTimeSeconds() >= 0
        ? (ulong)time.ToUnixTimeSeconds()
        : throw new FormatException($"'{text}' is no time (YYYY-MM-DDTHH:MM:SSZ)");
}
