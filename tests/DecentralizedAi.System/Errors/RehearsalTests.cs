using System.Text.Json;
using DecentralizedAi.Authoring;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using Xunit;

namespace DecentralizedAi.SystemTests.Errors;

/// <summary>
/// From a draft to the law on a running DAO, by the verbs that people type: rehearse, attest, propose, vote, execute,
/// with a gate that the holders vote for and away again.
/// </summary>
[Collection(DaoCollection.Name)]
public sealed class RehearsalTests(LocalDao dao) : IDisposable
{
    private const string Ask = "Pay Hosting 1100 USDC.";

    private readonly string _folder = Directory.CreateTempSubdirectory("dai-rehearsal-").FullName;

    private string Written => File.ReadAllText(Path.Combine(dao.Home, "policy.yaml"));
    private string Report => Path.Combine(_folder, "report.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_draft_is_rehearsed_attested_voted_and_in_force_while_one_that_nobody_attests_waits()
    {
        var ballot = new Ballot(dao);
        var before = ((CompileAnswer.Compiled)PolicyFile.Compile(Written)).Snapshot;
        var (wider, other) = (Draft(1200), Draft(1300));
        var refused = await dao.AskAsync(Ask);
        Assert.True(refused.Exit == 3, refused.Story);
        // Long enough for programs that are started one after the other.
        await ballot.OpenForAsync(15);
        try
        {
            await RehearseAsync(wider, refused.Json().GetProperty("actions")[0].GetProperty("id").GetString()!);
            var attested = await AttestAsync(wider);
            await CarryAsync(ballot, await ProposedAsync("policy", "gate", "on"));
            Assert.Equal(["governor.gate", "governor.votingPeriod"],
                (await SayAsync("dao", "verify")).GetProperty("voted").EnumerateArray()
                    .Select(one => one.GetProperty("what").GetString()).Order());
            await BlockAsync(ballot, other);
            var root = await PassAsync(ballot, wider, attested);
            await dao.UntilAsync(() => dao.InForceAsync(root));
            await AskedNowAsync();
        }
        finally
        {
            await CarryAsync(ballot, await ProposedAsync("policy", "gate", "off"));
            await ballot.PublishAsync(before.Canonical.ToArray(), before.Limits.Published, "Back to the law.");
            await ballot.OpenForAsync(4);
            await dao.UntilAsync(() => dao.InForceAsync(before.Root));
        }
    }

    private async Task RehearseAsync(string draft, string refused)
    {
        Assert.True((await SayAsync("policy", "lint", draft)).GetProperty("ok").GetBoolean());
        var diff = await SayAsync("policy", "diff", draft);
        Assert.NotEmpty(diff.GetProperty("sentences").EnumerateArray());
        Assert.Equal((true, false),
            (diff.GetProperty("loosens").GetBoolean(), diff.GetProperty("tightens").GetBoolean()));
        var question = Write("question.yaml", $$"""
            call: { tool: wallet.pay, args: { to: "{{Account("vendor-0")}}", amount: 1100 USDC } }
            facts:
              instructor: "{{Account("manager")}}"
              time: "2026-11-02T10:00:00Z"
              turn: [ instruction ]
              labels: { to: [ dao ] }
              levels: { USDC: { level: "1500000000", spent: "0" } }
            """);
        var why = await SayAsync("policy", "explain", draft, "--case", question);
        Assert.Equal(("approval", "pay-vendors"),
            (why.GetProperty("verdict").GetString(), why.GetProperty("rule").GetString()));
        var cases = Write("cases.yaml", "cases:\n  - "
            + File.ReadAllText(question).Replace("\n", "\n    ", StringComparison.Ordinal)
            + "\n    expect: approval\n    rule: pay-vendors\n");
        Assert.True((await SayAsync("policy", "test", draft, "--cases", cases)).GetProperty("ok").GetBoolean());
        Assert.Contains("calc", (await SayAsync("policy", "grammar", draft)).GetProperty("unspeakable").GetRawText());
        // What was refused a moment ago is in the log when it is anchored.
        await dao.UntilAsync(async () => (await SayAsync("policy", "backtest", draft, "--out", Report)).GetRawText()
            .Contains(refused, StringComparison.Ordinal));
    }

    /// <summary>Before the first statement there is no contract of them, so no gate to vote for.</summary>
    private async Task<JsonElement> AttestAsync(string draft)
    {
        Refusal.Is(await TypeAsync("policy", "gate", "on", "--yes"), 2, "DAI-1079", "dai policy attest");
        return await SayAsync("policy", "attest", draft, "--report", Report, "--yes");
    }

    private async Task BlockAsync(Ballot ballot, string draft)
    {
        var proposal = await ProposedAsync("policy", "propose", draft);
        Refusal.Is(await TypeAsync("proposal", "queue", proposal, "--yes"), 1, "DAI-1091", "--wait");
        await ballot.VoteAsync(UInt256.Parse(proposal));
        Refusal.Is(await TypeAsync("proposal", "queue", proposal, "--wait", "--yes"), 1, "DAI-1092",
            Compile(draft).Root.ToString(), "dai policy attest");
        await ShownByNodeAsync(proposal);
    }

    /// <summary>The page of a proposal is told by the node what the verbs say.</summary>
    private async Task ShownByNodeAsync(string proposal)
    {
        var said = Assert.Single((await SayAsync("proposal", "show", proposal)).GetProperty("documents")
            .EnumerateArray());
        var shown = Assert.Single((await dao.RehearsalAsync(proposal)).GetProperty("documents").EnumerateArray());
        Assert.All((string[])["root", "published", "limitsHash", "attestations", "fault", "diff"], name =>
            Assert.True(JsonElement.DeepEquals(said.GetProperty(name), shown.GetProperty(name)), name));
        Assert.True(shown.GetProperty("diff").GetProperty("loosens").GetBoolean());
        Assert.Equal(JsonValueKind.Null, shown.GetProperty("backtestFault").ValueKind);
        Assert.Contains("1100 USDC", shown.GetProperty("backtest").GetProperty("lines").GetRawText());
        Assert.NotEqual(0, shown.GetProperty("backtest").GetProperty("changed").GetInt32());
    }

    private async Task<Bytes32> PassAsync(Ballot ballot, string draft, JsonElement attested)
    {
        var proposal = await ProposedAsync("policy", "propose", draft);
        var shown = await SayAsync("proposal", "show", proposal);
        var document = Assert.Single(shown.GetProperty("documents").EnumerateArray());
        var said = Assert.Single(document.GetProperty("attestations").EnumerateArray());
        Assert.All((string[])["limitsHash", "compiler", "report", "operator"], name =>
            Assert.Equal(attested.GetProperty(name).GetString(), said.GetProperty(name).GetString()));
        Assert.Equal(document.GetProperty("limitsHash").GetString(), said.GetProperty("limitsHash").GetString());
        Assert.Empty(document.GetProperty("disagreements").EnumerateArray());
        await CarryAsync(ballot, proposal);
        var after = await SayAsync("proposal", "show", proposal);
        Assert.Equal("executed", after.GetProperty("state").GetString());
        Assert.Equal(3, after.GetProperty("votes").GetArrayLength());
        return Compile(draft).Root;
    }

    /// <summary>What was refused asks somebody now; who says no.</summary>
    private async Task AskedNowAsync()
    {
        var asked = await dao.AskAsync(Ask);
        Assert.True(asked.Exit == 7, asked.Story);
        var action = asked.Json().GetProperty("actions")[0].GetProperty("id").GetString()!;
        await SayAsync("approval", "deny", action, "--reason", "A rehearsal.", "--yes");
    }

    private async Task CarryAsync(Ballot ballot, string proposal)
    {
        await ballot.VoteAsync(UInt256.Parse(proposal));
        await SayAsync("proposal", "queue", proposal, "--wait", "--yes");
        await SayAsync("proposal", "execute", proposal, "--wait", "--yes");
    }

    private async Task<string> ProposedAsync(params string[] words) =>
        (await SayAsync([.. words, "--yes"])).GetProperty("proposal").GetString()!;

    private Task<Ended> TypeAsync(params string[] words) => Dai.RunAsync([.. words, "--json", "--home", dao.Home]);

    private async Task<JsonElement> SayAsync(params string[] words)
    {
        var ended = await TypeAsync(words);
        Assert.True(ended.Exit == 0, $"{string.Join(' ', words)}\n{ended.Story}");
        return ended.Json();
    }

    private Address Account(string name) =>
        KeystoreFile.AccountOf(Path.Combine(dao.Home, "keys", $"{name}.json"));

    private string Draft(int limit) => Write($"draft-{limit}.yaml", Written
        .Replace("at_most: 1000 USDC", $"at_most: {limit} USDC", StringComparison.Ordinal)
        .Replace("per_action: 1000", $"per_action: {limit}", StringComparison.Ordinal));

    private string Write(string name, string text)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllText(file, text);
        return file;
    }

    private static PolicySnapshot Compile(string file) =>
        ((CompileAnswer.Compiled)PolicyFile.Compile(File.ReadAllText(file))).Snapshot;
}
