using System.Text.RegularExpressions;
using Xunit;

namespace DecentralizedAi.Cli.Tests.Complaints;

/// <summary>Ten complaints that a seed drew, each with a test that shows ours has it not; and one that it did not draw.
/// </summary>
public sealed partial class ComplaintTests(UndecidedDao dao) : IClassFixture<UndecidedDao>
{
    private const int Seed = 10;

    /// <summary>By source: the file and the test in it.</summary>
    private static readonly Dictionary<string, (string File, string Test)> Held = new()
    {
        ["design#26"] = (Here, nameof(Every_rule_and_every_limit_of_a_policy_has_a_sentence)),
        ["olas-operate-app#276"] = (Here, nameof(Whatever_keeps_it_from_starting_is_named_with_a_fix_of_its_own)),
        ["Pearl / open-autonomy"] = ("tests/DecentralizedAi.Cli.Tests/LauncherTests.cs",
            nameof(LauncherTests.What_the_readme_asks_for_is_all_that_a_start_needs)),
        ["Joystream/pioneer#46"] = ("tests/DecentralizedAi.System/Errors/RunningVerbTests.cs",
            "A_budget_says_what_was_spent_what_is_left_and_when_it_ends"),
        ["oceandao#546"] = (Here, nameof(A_vote_is_cast_once_with_its_reason_while_no_node_runs)),
        ["snapshot-v1#4936"] = (Here, nameof(Before_anything_is_signed_a_voter_knows_weight_calls_and_times)),
        ["snapshot-v1#2735"] = (Here, nameof(A_vote_is_cast_once_with_its_reason_while_no_node_runs)),
        ["agent-framework#831"] = ("tests/DecentralizedAi.Tools.Tests/GovernedPluginTests.cs",
            "A_call_that_an_agent_of_the_agent_framework_makes_runs_only_when_allowed"),
        ["onflow/docs#1205"] = ("tests/DecentralizedAi.Node.Tests/DocumentsTests.cs",
            "Every_relative_link_leads_to_a_file_or_folder"),
        ["foundry#3259"] = (Here, nameof(Whatever_is_typed_is_answered_and_nothing_panics)),
    };

    private const string Here = "tests/DecentralizedAi.Cli.Tests/Complaints/ComplaintTests.cs";

    [Fact]
    public void Each_complaint_that_was_drawn_has_its_test()
    {
        var drawn = Complaint.Drawn(Seed);
        Assert.Equal(10, drawn.Count);
        Assert.All(Enum.GetValues<Who>(), who => Assert.InRange(drawn.Count(one => one.Who == who), 2, 4));
        Assert.Equal(drawn.Select(one => one.Source).Order(), Held.Keys.Order());
        Assert.All(Held.Values, held => Assert.Matches(
            $@"public (async Task|void) {held.Test}\(", File.ReadAllText(Repository.File(held.File.Split('/')))));
    }

    [Fact]
    public async Task Every_rule_and_every_limit_of_a_policy_has_a_sentence()
    {
        var lint = await dao.Chain.Dai.RunAsync(
            "policy", "lint", Repository.File("governance", "policies", "treasurer.yaml"));
        Assert.Equal(0, lint.Exit);
        Assert.All((string[])["'pay-vendors' permits wallet.pay when ", "'look' permits wallet.balance",
            "'read-status-pages' permits web.fetch when ", "'office-hours' forbids wallet.pay, unless it is mon to fri and ",
            "at most 1000 at a time, never more than 1500 at once, then 300 a day, 20000 in all; only to 'vendors'",
            "calls: at most 60 at once", "tokens: at most 200000 at once", "Whatever no rule permits is denied."],
            sentence => Assert.Contains(sentence, lint.Output));
        Assert.DoesNotMatch("[{}\\[\\]]", lint.Output);
    }

    [Theory]
    [InlineData("model: { gpu_layers: 3 }\n", "graphics", "gpu_layers: auto")]
    [InlineData("chain:\n\trpc: x\n", "configuration", "correct the line")]
    [InlineData("modle: {}\n", "configuration", "did you mean 'model'?")]
    public async Task Whatever_keeps_it_from_starting_is_named_with_a_fix_of_its_own(
        string configuration, string part, string fix)
    {
        using var dai = new CommandLine();
        dai.Write("dai.yaml", configuration);
        var doctor = await dai.RunAsync("doctor", "--json");
        Assert.Equal(1, doctor.Exit);
        var findings = doctor.Object().GetProperty("findings").EnumerateArray().ToList();
        Assert.Contains(fix, findings.Single(one => one.GetProperty("part").GetString() == part)
            .GetProperty("fix").GetString());
        var fixes = findings.Where(one => !one.GetProperty("ok").GetBoolean())
            .Select(one => one.GetProperty("fix").GetString()!).ToList();
        Assert.Equal(fixes.Distinct(), fixes);
        Assert.All(fixes, one => Assert.DoesNotContain("restart", one, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("a guardian's key", "payee", "deny", "0x1111111111111111111111111111111111111111")]
    [InlineData("the proposer needs more votes", "policy", "gate", "off", "--reason", "A stranger's.")]
    public async Task Who_may_not_is_told_who_may(string who, params string[] words)
    {
        var ended = await dao.Chain.Dai.RunAsync([.. words, "--as", dao.Stranger, "--yes", "--json"]);
        Assert.Equal((1, "DAI-1030"), (ended.Exit, ended.Code));
        var error = ended.Object().GetProperty("error");
        Assert.Contains(UndecidedDao.AccountOf(dao.Stranger).ToString(), error.GetProperty("message").GetString());
        Assert.Contains(who, error.GetProperty("fix").GetString());
    }

    [Fact]
    public async Task Before_anything_is_signed_a_voter_knows_weight_calls_and_times()
    {
        var before = (await dao.SentAsync(dao.Looker), await dao.SentAsync(dao.Late));
        dao.Chain.Dai.Variables.Remove("DAI_KEY_PASSWORD", out var password);
        var plan = await dao.VoteAsync(dao.Looker, "--dry-run");
        dao.Chain.Dai.Variables["DAI_KEY_PASSWORD"] = password!;
        Assert.True(plan.Exit == 0, plan.Error);
        var lines = plan.Object().GetProperty("plan").EnumerateArray().Select(line => line.GetString()!).ToList();
        Assert.Contains($"as {UndecidedDao.AccountOf(dao.Looker)} with 100.25 EXDAO", lines[0]);
        Assert.Contains(lines, line => line.Contains("AgentGovernor.setGate(gate_: 0x00000", StringComparison.Ordinal));
        var (end, effect) = (TimeIn(lines[^2]), TimeIn(lines[^1]));
        Assert.Equal(TimeSpan.FromSeconds(dao.TimelockDelay), effect - end);

        var late = await dao.VoteAsync(dao.Late, "--yes");
        Assert.Equal((1, "DAI-1048"), (late.Exit, late.Code));
        Assert.Contains("had no voting power at ", late.Error);
        Assert.Contains("now it holds 299.25 EXDAO, votes with 299.25", late.Error);
        Assert.Equal(before, (await dao.SentAsync(dao.Looker), await dao.SentAsync(dao.Late)));
    }

    [Fact]
    public async Task A_vote_is_cast_once_with_its_reason_while_no_node_runs()
    {
        Assert.Equal(4, (await dao.Chain.Dai.RunAsync("status")).Exit);
        var voted = await dao.VoteAsync(dao.Holder, "--reason", "Nobody is asked <b>twice</b>.", "--yes");
        Assert.True(voted.Exit == 0, voted.Error);
        var sent = await dao.SentAsync(dao.Holder);
        var again = await dao.VoteAsync(dao.Holder, "--yes");
        Assert.Equal((1, "DAI-1047"), (again.Exit, again.Code));
        Assert.Equal(sent, await dao.SentAsync(dao.Holder));

        var shown = await dao.Chain.RunAsync("proposal", "show", dao.Proposal);
        Assert.Equal("600500000000000000000", shown.GetProperty("for").GetString());
        var vote = Assert.Single(shown.GetProperty("votes").EnumerateArray());
        Assert.Equal(("for", "Nobody is asked <b>twice</b>."),
            (vote.GetProperty("choice").GetString(), vote.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task Nobody_is_frozen_who_is_not_there()
    {
        var refused = await dao.Chain.Dai.RunAsync("operator", "freeze", "99", "--as", "holder-0", "--yes", "--json");
        Assert.Equal((2, "DAI-1082"), (refused.Exit, refused.Code));
    }

    [Fact]
    public async Task Whatever_is_typed_is_answered_and_nothing_panics()
    {
        var random = new Random(Seed);
        string[] junk = ["", "-1", "0x", "treasurer", "\u001b[2J", "../../etc/passwd", "1e999", "--", "'", "99999999999",
            "0x1111111111111111111111111111111111111111", "\ud83e\udd16", "a b", "{", "null"];
        // Those that start processes have no plan to show instead.
        var verbs = Documents.Verbs.Where(verb => verb[0] is not ("up" or "demo" or "chaos"));
        foreach (var verb in verbs.OrderBy(_ => random.Next()).Take(24))
        {
            var words = Enumerable.Range(0, random.Next(4)).Select(_ => junk[random.Next(junk.Length)]).ToList();
            var ended = await dao.Chain.Dai.RunAsync([.. verb, .. words, "--dry-run", "--json"]);
            var typed = $"{string.Join(' ', verb)} [{string.Join("] [", words)}]\n{ended.Output}{ended.Error}";
            Assert.True(ended.Exit is >= 0 and <= 7, typed);
            Assert.True(ended.Output.Length == 0 || ended.Output.TrimEnd('\n').Split('\n').All(line => line[0] == '{'),
                typed);
            Assert.DoesNotMatch(@"Unhandled|DAI-1999|^   at |\u001b", ended.Error);
        }
    }

    private static DateTimeOffset TimeIn(string line) => DateTimeOffset.Parse(
        Time().Match(line).Value, System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")]
    private static partial Regex Time();
}
