using DecentralizedAi.Domain.Policy.Documents;
using Xunit;
using static DecentralizedAi.Domain.Tests.Policy.ChangedDocument;

namespace DecentralizedAi.Domain.Tests.Policy;

/// <summary>A refusal says every word that may stand in its place, by a code that never changes.</summary>
public sealed class RefusalWordsTests
{
    // Guides, scripts and logs name the codes: a new class comes last.
    private const string Classes = "yaml directive anchor alias tag merge duplicate depth missing shape text version "
        + "chain key id tool effect type argument money list limit size address hash resource asset amount integer "
        + "bounds rate duration condition url host date bool enum cid label turn instructor days hours time cron "
        + "vacuous canonical";

    [Fact]
    public void Has_a_code_of_its_own_for_each_class() => Assert.Equal(
        Enumerable.Range(2101, 48).Select(number => $"DAI-{number}"),
        Classes.Split(' ').Select(@class => new PolicyFault(@class, new Place(1, 1), "", "").Code));

    [Theory]
    [InlineData("'agent': 'a',", "'agent': 'a', 'agnet': 'a',", "key",
        "one of dai, chain, agent, about, tools, lists, budgets, schedules, events, rules")]
    [InlineData("'burst': '60'", "'burst': '60', 'brust': '60'", "key",
        "one of asset, decimals, per_action, burst, rate, lifetime, payees, ask")]
    [InlineData("'effect': 'write'", "'effect': 'write', 'efect': 'write'", "key", "one of effect, args")]
    [InlineData("'s': 'text?'", "'s': 'txet?'", "type",
        "address, amount, integer, text, body, url, cid, hash, date, bool or enum(a, b)")]
    [InlineData("'calls': {", "'cals': {", "resource", "tokens, gpu_ms, calls, bytes, or an asset with its address")]
    [InlineData(Rule, "'t.do'", "shape", "a map of id, permit, ask, forbid, when, unless, by, within")]
    [InlineData(Rule, "{ 'id': 'r', 'permit': 't.do', 'wehn': { 'turn': 'clean' } }", "key",
        "one of id, permit, ask, forbid, when, unless, by, within")]
    public void Names_all_words_that_may_stand_there(string written, string instead, string @class, string expected)
    {
        var fault = Assert.Single(Faults(written, instead), fault => fault.Class == @class);
        Assert.Equal(expected, fault.Expected);
    }

    [Theory]
    [InlineData("raed", "read")]
    [InlineData("wriet", "write")]
    [InlineData("moeny", "money")]
    public void Knows_which_effect_was_meant(string written, string meant) => Assert.Equal(meant,
        Assert.Single(Faults("'effect': 'write'", $"'effect': '{written}'"), fault => fault.Class == "effect").Nearest);

    [Theory]
    [InlineData("asset", true)]
    [InlineData("decimals", true)]
    [InlineData("per_action", true)]
    [InlineData("lifetime", true)]
    [InlineData("payees", true)]
    [InlineData("ask", true)]
    [InlineData("burst", false)]
    [InlineData("rate", false)]
    public void Takes_a_budget_for_one_of_money_by_any_key_that_no_resource_has(string key, bool isMoney)
    {
        var faults = Faults("'calls': {", $"'GBP': {{ '{key}': '9' }}, 'calls': {{");
        Assert.Equal(!isMoney, faults.Any(fault => fault.Class == "resource"));
    }

    [Fact]
    public void Says_which_of_permit_ask_and_forbid_a_rule_has_at_once() => Assert.Equal("permit and forbid",
        Assert.Single(Faults(Rule, "{ 'id': 'r', 'permit': 't.do', 'forbid': 't.do' }")).Found);

    [Theory]
    [InlineData("second", "1")]
    [InlineData("minute", "60")]
    [InlineData("hour", "3600")]
    [InlineData("day", "86400")]
    [InlineData("week", "604800")]
    public void Knows_the_periods_of_a_rate(string period, string seconds)
    {
        var read = Assert.IsType<DocumentAnswer.Read>(Read("'rate': '9 per hour'", $"'rate': '9 per {period}'"));
        Assert.Contains($"\"rate\":{{\"amount\":\"9\",\"per\":\"{seconds}\"}}",
            System.Text.Encoding.UTF8.GetString(read.Canonical));
    }

    [Fact]
    public void Takes_a_value_of_a_list_without_a_name_for_one_that_is_told_of_no_payment()
    {
        var read = Assert.IsType<DocumentAnswer.Read>(Read(ListOfWords, $"'words': [ 'x', '{Asset}', '{Hash}' ]"));
        ListEntry[] expected =
        [
            new(Hash.ToLowerInvariant(), null, Calls: false) { IsHex = true },
            new(Asset, null, Calls: false) { IsHex = true },
            new("x", null, Calls: false),
        ];
        Assert.Equal(expected, read.Document.Lists["words"].ToArray());
    }

    private static IReadOnlyList<PolicyFault> Faults(string written, string instead) =>
        Assert.IsType<DocumentAnswer.Refused>(Read(written, instead)).Faults;
}
