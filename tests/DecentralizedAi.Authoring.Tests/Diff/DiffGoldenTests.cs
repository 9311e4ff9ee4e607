using DecentralizedAi.Authoring.Rehearsal.Diff;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Testing;
using Xunit;

namespace DecentralizedAi.Authoring.Tests.Diff;

/// <summary>What voters read about five proposals for the treasurer's policy.</summary>
public sealed class DiffGoldenTests
{
    private static readonly string Treasurer = File.ReadAllText(Vectors.PathOf("../policies/treasurer.yaml"));

    public static TheoryData<string, string[]> Proposals => new()
    {
        { "higher-limits", ["per_action: 1000", "per_action: 2000", "burst: 1500", "burst: 4000", "300 per day",
            "500 per day",
            "at_most: 1000 USDC", "at_most: 2000 USDC"] },
        { "another-vendor", ["  sites:",
            "    - { name: Legal, address: \"0xde709f2102306220921060314715629080e2fb70\" }\n  sites:"] },
        { "no-office-hours", ["  - id: office-hours\n    forbid: wallet.pay\n    unless:\n"
            + "      time: { days: mon-fri, hours: \"09:00-17:00\" }    # UTC, all year\n", ""] },
        { "careful-season", ["ask: { above: 150,", "ask: { above: 50,", "lifetime: 20000", "lifetime: 5000",
            "    permit: wallet.balance\n", "    ask: wallet.balance\n"
            + "    by: \"0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb\"\n    within: 1h\n"] },
        { "new-job", ["  web.fetch:      { effect: read,  args: { url: url } }",
            "  web.fetch:      { effect: read,  args: { url: url } }\n"
            + "  message.post:   { effect: write, args: { channel: text, text: body } }",
            "\"*.docs.example.org\"", "\"*.example.org\"", "  monthly-bills: {",
                "  weekly-report: { at: \"0 8 * * 1\", say: Write the report. }\n"
            + "  monthly-bills: {", "  - id: look\n",
                "  - id: report\n    permit: message.post\n    when: { arg.channel: finance }\n  - id: look\n"] },
    };

    [Theory]
    [MemberData(nameof(Proposals))]
    public void Reads_aloud_as_it_did(string name, string[] edits)
    {
        var text = Treasurer;
        for (var i = 0; i < edits.Length; i += 2)
        {
            Assert.Contains(edits[i], text);
            text = text.Replace(edits[i], edits[i + 1]);
        }
        var diff = PolicyDiff.Of(Compile(Treasurer), Compile(text));
        Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Diff", "Golden", name + ".txt")),
            string.Join('\n', DiffReport.ToLines(diff)) + "\n");
    }

    private static PolicySnapshot Compile(string yaml) =>
        Assert.IsType<CompileAnswer.Compiled>(PolicyFile.Compile(yaml)).Snapshot;
}
