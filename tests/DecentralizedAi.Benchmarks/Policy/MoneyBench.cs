using System.Collections.Immutable;
using System.Globalization;
using DecentralizedAi.Authoring;
using DecentralizedAi.Benchmarks.Harness;
using DecentralizedAi.Domain.Budgets;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Benchmarks.Policy;

/// <summary>Payments: the decision alone, and with levels read, the amount reserved and given back.</summary>
internal static class MoneyBench
{
    private const int Payments = 1024;
    private const int Rounds = 15;
    private const ulong Start = 1_800_000_000;

    private const string Document = """
        dai: policy/1
        chain: eip155:31337
        agent: treasurer
        tools:
          wallet.pay: { effect: money, args: { to: address, amount: amount, note: text? } }
        lists:
          vendors: [ "0x52908400098527886e0f7030069857d2e4169ee7", "0x8617e340b3d01fa5f11f306f4090fd50e238070d" ]
        budgets:
          USDC:
            asset: "0xde709f2102306220921060314715629080e2fb77"
            decimals: 6
            burst: 1000000000
            rate: 300 per day
            payees: vendors
          calls: { burst: 1000000, rate: 30 per minute }
        rules:
          - id: pay-vendors
            permit: wallet.pay
            when:
              arg.to: { in: vendors }
              arg.amount: { at_most: 1000 USDC }
              instructor: operator
          - id: office-hours
            forbid: wallet.pay
            unless:
              time: { hours: "00:00-23:59" }
        """;

    private static readonly ImmutableDictionary<string, UInt256> Costs =
        ImmutableDictionary<string, UInt256>.Empty.Add("calls", UInt256.One);

    private static readonly ImmutableDictionary<string, LabelSet> Labels =
        ImmutableDictionary<string, LabelSet>.Empty.Add("to", LabelSet.Of(Label.Dao));

    public static Bench All { get; } = new(["policy.decide.money", "policy.reserve"], RunAsync);

    private static async Task<IReadOnlyList<Metric>> RunAsync(CancellationToken cancellation)
    {
        var policy = ((CompileAnswer.Compiled)PolicyFile.Compile(Document)).Snapshot;
        var state = BudgetDecider.Adopt(BudgetState.Empty, Start, policy.ListedBudgets);
        var calls = Calls(policy);
        var facts = Facts(policy, state);
        var allowed = 0;
        var medians = await Harness.Rounds.MediansAsync(Rounds,
            Subject.Of("decide", Payments, () =>
            {
                foreach (var (call, _) in calls)
                    allowed += PolicyRules.Decide(call, policy, facts) is Decision.Allowed ? 1 : 0;
            }),
            Subject.Of("reserve", Payments, () =>
            {
                foreach (var (call, action) in calls)
                    state = Pay(policy, state, call, action);
            })).ConfigureAwait(false);
        return
        [
            new("policy.decide.money", "ns", medians[0], null, null, null),
            new("policy.reserve", "ns", medians[1], null, null, null),
        ];
    }

    private static BudgetState Pay(PolicySnapshot policy, BudgetState state, ToolCall call, Bytes32 action)
    {
        if (PolicyRules.Decide(call, policy, Facts(policy, state)) is not Decision.Allowed
            || policy.Reservations(call, Costs) is not { } wanted
            || BudgetDecider.Reserve(state, Start, action, wanted) is not ReserveAnswer.Reserved reserved)
            throw new InvalidOperationException($"{call} was not allowed");
        return BudgetDecider.Release(reserved.State, Start, action);
    }

    private static Facts Facts(PolicySnapshot policy, BudgetState state) => new()
    {
        Instructor = Instructor.Operator,
        Time = DateTimeOffset.FromUnixTimeSeconds((long)Start),
        Labels = Labels,
        Costs = Costs,
        Levels = policy.Levels(state, Start),
    };

    private static (ToolCall Call, Bytes32 Action)[] Calls(PolicySnapshot policy)
    {
        var payees = policy.Document.Lists["vendors"];
        return [.. Enumerable.Range(0, Payments).Select(i => (ToolCall.Of("wallet.pay",
            new ToolArgument("to", payees[i % payees.Length].Value),
            new ToolArgument("amount", string.Create(CultureInfo.InvariantCulture, $"{i % 999 + 1}.5 USDC"))),
            Keccak256.Hash(i.ToString(CultureInfo.InvariantCulture))))];
    }
}
