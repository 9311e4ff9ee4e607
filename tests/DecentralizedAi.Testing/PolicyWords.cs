using System.Text.Json.Nodes;

namespace DecentralizedAi.Testing;

/// <summary>The few words that random documents and random calls are made of.</summary>
internal static class PolicyWords
{
    public static readonly string[] Addresses =
        [.. Enumerable.Range(1, 6).Select(i => "0x" + new string((char)('a' + i - 1), 40))];

    public static readonly string[] Hashes =
        [.. Enumerable.Range(1, 4).Select(i => "0x" + new string((char)('0' + i), 64))];
    public static readonly string[] Texts = ["", "a", "ab", "abc", "b*c", "grün", "\"q\\", "Ab"];
    public static readonly string[] Hosts = ["x.org", "a.x.org", "b.a.x.org", "y.org", "ax.org"];
    public static readonly string[] Paths = ["/", "/a", "/a/b", "/b"];
    public static readonly string[] Days = ["2026-01-01", "2026-06-15", "2026-12-31"];
    public static readonly string[] Instants = ["2026-03-01T00:00:00Z", "2026-09-01T12:30:00Z"];
    public static readonly string[] WeekDays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    public static readonly string[] Labels = ["dao", "instruction", "chain", "foreign"];
    public static readonly string[] Instructors =
        ["operator", "agent/7", "schedule/daily", Addresses[0], Addresses[1]];

    public static readonly (string Name, string Type)[] Arguments =
    [
        ("amount", "amount"), ("day", "date?"), ("flag", "bool"), ("hash", "hash?"), ("kind", "enum(one,three,two)"),
        ("link", "url"), ("n", "integer?"), ("note", "text?"), ("to", "address"),
    ];

    public static readonly (string Name, string Effect, string[] Arguments)[] Tools =
    [
        ("all.of", "write", [.. Arguments.Select(argument => argument.Name)]),
        ("m.pay", "money", ["amount", "note", "to"]),
        ("t.link", "read", ["link", "n", "to"]), ("t.none", "read", []),
    ];

    public static JsonArray Strings(IEnumerable<string> texts) =>
        new([.. texts.Select(text => JsonValue.Create(text))]);
}
