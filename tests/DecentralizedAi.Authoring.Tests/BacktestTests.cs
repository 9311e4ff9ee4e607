using System.Collections.Immutable;
using DecentralizedAi.Authoring.Rehearsal.Backtest;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Tools;
using Xunit;

namespace DecentralizedAi.Authoring.Tests;

public sealed class BacktestTests
{
    private const string Payee = "0x52908400098527886e0f7030069857d2e4169ee7";
    private const string Stranger = "0x8617e340b3d01fa5f11f306f4090fd50e238070d";
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddDays(20_000);

    [Fact]
    public void Changes_nothing_under_the_limits_of_then()
    {
        var backtest = PolicyBacktest.Run(Policy(), [Paid(1, 0, 10), Paid(2, 1, 10), Paid(3, 2, 10)]);
        Assert.Equal((3, 0), (backtest.Same, backtest.Changed.Length));
    }

    [Theory]
    [InlineData("burst: 15, rate: 1 per week", "is more than the 5 USDC that may leave now")]
    [InlineData("burst: 100, rate: 1 per week, lifetime: 15", "is more than is left of 15 USDC in all")]
    [InlineData("burst: 100, rate: 1 per week, per_action: 9", "is more than 9 USDC in one action")]
    public void Refuses_what_the_new_limits_do_not_hold(string limits, string why)
    {
        var backtest = PolicyBacktest.Run(Policy(limits), [Paid(1, 0, 10), Paid(2, 1, 10)]);
        var refused = backtest.Changed[^1];
        Assert.Equal((2UL, "pay"), (refused.Action.Seq, refused.Now.Rule));
        Assert.Contains(why, refused.Why);
        Assert.Contains(Report(backtest).ToLines(), line => line.Contains(refused.Why!)
            && line.StartsWith("was allowed (rule 'pay'), would be denied (rule 'pay'): "));
    }

    [Theory]
    [InlineData(9, 1)]
    [InlineData(10, 0)]
    public void Lets_pass_what_the_new_rate_has_let_grow_again(int seconds, int refused)
    {
        var backtest = PolicyBacktest.Run(
            Policy("burst: 10, rate: 1 per second"), [Paid(1, 0, 10), Paid(2, seconds, 10)]);
        Assert.Equal(refused, backtest.Changed.Length);
    }

    [Fact]
    public void Pays_only_what_the_proposed_policy_lets_through()
    {
        var backtest = PolicyBacktest.Run(Policy("burst: 15, rate: 1 per week"),
            [Paid(1, 0, 20), Paid(2, 1, 10), Paid(3, 2, 5)]);
        Assert.Equal([1UL], backtest.Changed.Select(changed => changed.Action.Seq));
    }

    [Fact]
    public void Counts_a_payment_that_would_have_run_before_its_approval_once()
    {
        var waited = Paid(1, 0, 10) with { Reach = Reach.Approval, Opened = false };
        var ran = Paid(2, 1, 10) with { Reach = Reach.Approval, Action = waited.Action };
        var backtest = PolicyBacktest.Run(
            Policy("burst: 20, rate: 1 per week"), [waited, ran, Paid(3, 2, 10)]);
        Assert.Equal([Reach.Allowed, Reach.Allowed],
            backtest.Changed.Select(changed => PolicyBacktest.ReachOf(changed.Now)));
        Assert.Equal(1, backtest.Same);
    }

    [Fact]
    public void Takes_an_approval_for_given_only_where_it_was()
    {
        var policy = Policy("burst: 20, rate: 1 per week, "
            + $"ask: {{ above: 5, by: \"{Stranger}\", within: 1h }}");
        var never = Paid(1, 0, 15) with { Reach = Reach.Approval, Opened = false };
        var given = Paid(2, 1, 15) with { Reach = Reach.Approval };
        Assert.Empty(PolicyBacktest.Run(policy, [never, given]).Changed);
        Assert.Equal(3UL, Assert.Single(PolicyBacktest.Run(policy,
            [given, Paid(3, 2, 15) with { Reach = Reach.Approval }]).Changed).Action.Seq);
    }

    [Fact]
    public void Gives_back_what_failed()
    {
        var failed = Paid(1, 0, 10) with { Failed = true };
        Assert.Empty(PolicyBacktest.Run(Policy("burst: 10, rate: 1 per week"), [failed, Paid(2, 1, 10)]).Changed);
    }

    [Fact]
    public void Pays_what_was_refused_then_and_would_run_now()
    {
        var refused = Paid(1, 0, 10) with { Reach = Reach.Denied, Opened = false };
        var backtest = PolicyBacktest.Run(Policy("burst: 15, rate: 1 per week"), [refused, Paid(2, 1, 10)]);
        Assert.Equal([Reach.Allowed, Reach.Denied],
            backtest.Changed.Select(changed => PolicyBacktest.ReachOf(changed.Now)));
    }

    [Theory]
    [InlineData("calls: { burst: 1, rate: 1 per week }", 1)]
    [InlineData("calls: { burst: 2, rate: 1 per week }", 0)]
    public void Replays_resources_too(string budget, int refused)
    {
        var costs = new Dictionary<string, UInt256> { ["calls"] = UInt256.One };
        RecordedAction[] actions = [Paid(1, 0, 1), Paid(2, 1, 1)];
        actions = Array.ConvertAll(actions, action => action with { Facts = action.Facts with { Costs = costs } });
        Assert.Equal(refused, PolicyBacktest.Run(Policy(more: budget), actions).Changed.Length);
    }

    [Theory]
    [InlineData(9, 1)]
    [InlineData(10, 0)]
    public void Leaves_tokens_as_they_were(int level, int refused)
    {
        var action = Paid(1, 0, 1);
        action = action with
        {
            Facts = action.Facts with
            {
                Costs = new Dictionary<string, UInt256> { ["tokens"] = UInt256.Of(10) },
                Levels = new Dictionary<string, BudgetLevel>
                {
                    ["tokens"] = new(UInt256.Of((UInt128)level), UInt256.Zero),
                },
            },
        };
        var policy = Policy(more: "tokens: { burst: 100, rate: 1 per week }");
        Assert.Equal(2 * refused, PolicyBacktest.Run(policy, [action, action with { Seq = 2 }]).Changed.Length);
    }

    [Fact]
    public void Hashes_the_same_record_to_the_same_report()
    {
        RecordedAction[] actions = [Paid(1, 0, 10), Paid(2, 1, 10)];
        var policy = Policy("burst: 15, rate: 1 per week");
        var (one, other) = (Report(PolicyBacktest.Run(policy, actions)), Report(PolicyBacktest.Run(policy, actions)));
        Assert.Equal(one.Hash, other.Hash);
        Assert.Contains("\"levels\":\"proposed\"", one.ToCanonical());
        Assert.NotEqual(one.Hash, Report(PolicyBacktest.Run(Policy(), actions)).Hash);
    }

    private static BacktestReport Report(PolicyBacktest backtest) =>
        new(backtest, default, ImmutableSortedDictionary<string, int>.Empty);

    private static RecordedAction Paid(ulong seq, int second, int amount) => new(
        default, seq, UInt256.Of(seq).ToWord(),
        ToolCall.Of("wallet.pay", new ToolArgument("to", Payee), new ToolArgument("amount", $"{amount} USDC")),
        new Facts
        {
            Instructor = Instructor.Operator,
            Time = Start.AddSeconds(second),
            Labels = new Dictionary<string, LabelSet> { ["to"] = LabelSet.Of(Label.Dao) },
        },
        Reach.Allowed, "pay", null, Opened: true, Failed: false);

    private static PolicySnapshot Policy(string limits = "burst: 100, rate: 1 per week", string more = "") =>
        Assert.IsType<CompileAnswer.Compiled>(PolicyFile.Compile($$"""
            dai: policy/1
            chain: eip155:1
            agent: a
            tools:
              wallet.pay: { effect: money, args: { to: address, amount: amount } }
            lists:
              payees: [ "{{Payee}}" ]
            budgets:
              USDC: { asset: "0xde709f2102306220921060314715629080e2fb77", decimals: 2, payees: payees, {{limits}} }
              {{more}}
            rules:
              - id: pay
                permit: wallet.pay
                when: { instructor: any }
            """)).Snapshot;
}
