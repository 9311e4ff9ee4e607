using System.Text.Json;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Testing;
using Xunit;

namespace DecentralizedAi.Cli.Tests;

/// <summary>Policies before the vote, as scripts use them.</summary>
public sealed class PolicyVerbTests : IDisposable
{
    private static readonly string Treasurer = Vectors.PathOf("../policies/treasurer.yaml");
    private static readonly string Log = Vectors.PathOf("bundle.json");

    private readonly CommandLine _dai = new();

    private static string Trust =>
        Vectors.Read("trust.json").GetProperty("bundle.json").GetProperty("trust").GetString()!;

    /// <summary>The policy that was in force last in the example bundle.</summary>
    private static string InForce
    {
        get
        {
            var bundle = Vectors.Read("bundle.json");
            var root = bundle.GetProperty("agents")[0].GetProperty("publications").GetProperty("steps").EnumerateArray()
                .Last().GetProperty("root").GetString()!;
            return bundle.GetProperty("documents").GetProperty(root).GetString()!;
        }
    }

    public void Dispose() => _dai.Dispose();

    [Fact]
    public async Task Test_ends_with_0_where_all_cases_hold_and_with_1_where_one_does_not()
    {
        var held = await _dai.RunAsync("policy", "test", Treasurer, "--json");
        Assert.Equal((0, 6), (held.Exit, held.Object().GetProperty("passed").GetInt32()));
        Assert.Equal("dai.policy.test/1", held.Object().GetProperty("schema").GetString());
        var cases = _dai.Write("cases.yaml",
            File.ReadAllText(Vectors.PathOf("../policies/treasurer.cases.yaml")).Replace("expect: approval",
                "expect: allowed"));
        var failed = await _dai.RunAsync("policy", "test", Treasurer, "--cases", cases, "--json");
        Assert.Equal((1, 1), (failed.Exit, failed.Object().GetProperty("failed").GetInt32()));
        Assert.False(failed.Object().GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task Test_without_cases_says_what_to_write()
    {
        var ended = await _dai.RunAsync("policy", "test", _dai.Write("p.yaml", File.ReadAllText(Treasurer)), "--json");
        Assert.Equal((2, "DAI-1070"), (ended.Exit, ended.Code));
    }

    [Fact]
    public async Task Explain_names_what_is_missing_and_where()
    {
        var ended = await _dai.RunAsync("policy", "explain", Treasurer, "--case",
            _dai.Write("c.json", """{"call":{"tool":"wallet.balance"},"facts":{"time":"2026-11-02T10:00:00Z"}}"""),
            "--json");
        Assert.Equal((2, "DAI-1062"), (ended.Exit, ended.Code));
        Assert.Contains("a key 'instructor'", ended.Error);
        Assert.Contains("c.json:1:43", ended.Error);
    }

    [Fact]
    public async Task Diff_marks_each_sentence_and_shows_a_call()
    {
        var newer = _dai.Write("new.yaml", File.ReadAllText(Treasurer).Replace("above: 150", "above: 250"));
        var whole = (await _dai.RunAsync("policy", "diff", Treasurer, newer, "--json")).Object();
        Assert.True(whole.GetProperty("loosens").GetBoolean());
        Assert.False(whole.GetProperty("tightens").GetBoolean());
        var sentence = Assert.Single(whole.GetProperty("sentences").EnumerateArray());
        var witness = Assert.Single(sentence.GetProperty("witnesses").EnumerateArray());
        Assert.Equal("approval", witness.GetProperty("before").GetProperty("verdict").GetString());
        Assert.Equal("allowed", witness.GetProperty("after").GetProperty("verdict").GetString());
        Assert.Equal(1, whole.GetProperty("exposure").GetArrayLength());
        var text = await _dai.RunAsync("policy", "diff", Treasurer, newer);
        Assert.Contains("\nloosens: From now on above 250 USDC at a time", text.Output);
    }

    [Fact]
    public async Task Diff_does_not_compare_policies_of_two_agents()
    {
        var other = _dai.Write("other.yaml", File.ReadAllText(Treasurer).Replace("agent: treasurer", "agent: other"));
        var ended = await _dai.RunAsync("policy", "diff", Treasurer, other, "--json");
        Assert.Equal((2, "DAI-1073"), (ended.Exit, ended.Code));
    }

    [Fact]
    public async Task Backtest_of_the_policy_in_force_changes_only_what_an_older_one_decided()
    {
        var report = _dai.Write("report.json", "");
        var policy = _dai.Write("policy.yaml", InForce);
        var whole = (await Backtest(policy, Log, "--out", report)).Object();
        var text = File.ReadAllText(report);
        Assert.Equal(Keccak256.Hash(text).ToString(), whole.GetProperty("hash").GetString());
        Assert.Equal(Jcs.Canonicalise(text), text);
        Assert.Equal(7, whole.GetProperty("actions").GetInt32());
        Assert.Equal(whole.GetProperty("hash").GetString(),
            (await Backtest(policy, Log)).Object().GetProperty("hash").GetString());
    }

    [Fact]
    public async Task Backtest_says_what_would_get_less_far_and_its_money()
    {
        var policy = _dai.Write("policy.yaml", InForce
            .Replace("\"rules\":[", "\"rules\":[{\"id\":\"a-stop\",\"forbid\":[\"wallet.pay\"]},"));
        var whole = (await Backtest(policy, Log)).Object();
        var report = whole.GetProperty("report");
        Assert.Equal(0, report.GetProperty("further").GetProperty("count").GetInt32());
        var lost = report.GetProperty("lessFar");
        Assert.All(report.GetProperty("changed").EnumerateArray(), one =>
            Assert.Equal("a-stop", one.GetProperty("now").GetProperty("rule").GetString()));
        var paid = report.GetProperty("changed").EnumerateArray()
            .Select(one => UInt256.Parse(one.GetProperty("amount").GetString()!))
            .Aggregate(UInt256.Zero, (sum, one) => sum.SaturatingAdd(one));
        Assert.Equal(paid.ToString(), Assert.Single(lost.GetProperty("money").EnumerateObject()).Value.GetString());
        Assert.Equal(5, lost.GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task Backtest_refuses_a_log_that_does_not_verify()
    {
        var text = File.ReadAllText(Log);
        var at = text.IndexOf("\"leavesRoot\"", StringComparison.Ordinal) + 20;
        var flipped = _dai.Write("flipped.json", text[..at] + (text[at] == 'f' ? 'e' : 'f') + text[(at + 1)..]);
        var ended = await Backtest(_dai.Write("policy.yaml", InForce), flipped);
        Assert.Equal((5, "DAI-1075"), (ended.Exit, ended.Code));
        var untold = await _dai.RunAsync("policy", "backtest", Treasurer, "--bundle", Log, "--json");
        Assert.Equal((2, "DAI-1076"), (untold.Exit, untold.Code));
    }

    private Task<Ended> Backtest(string policy, string bundle, params string[] more) => _dai.RunAsync(
        ["policy", "backtest", policy, "--bundle", bundle, "--trust", Trust, "--dao", Vectors.PathOf("manifest.json"),
            "--json", .. more]);
}
