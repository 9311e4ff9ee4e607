using System.Text.Json;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Chain.Tests.Dao;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using Xunit;

namespace DecentralizedAi.Chain.Tests.Differential;

/// <summary>
/// Random histories of real contracts, played on the chain's own EVM and by the node's arithmetic: what the node says
/// of a spend is what the vault answers, error and arguments.
/// </summary>
[Collection(LocalDaoCollection.Name)]
public sealed class SpendForecastTests(LocalDao dao)
{
    private const int Histories = 400;
    private const int StatesOfOne = 25;

    // Long enough to pay more often than a node may without a checkpoint, by one unit each.
    private const int QuietHistories = 4;
    private const int StatesOfQuiet = 70;
    private static readonly NethereumSignatureRecovery Recovery = new();
    private readonly Dictionary<string, int> _seen = [];

    [Fact]
    public async Task The_forecast_is_the_vaults_answer_in_ten_thousand_states()
    {
        var stage = await SpendStage.BuildAsync(dao);
        var head = await dao.Chain.Rpc.CallAsync(
            new RpcCall("eth_getBlockByNumber", "latest", false), LocalChain.Patience);
        var (block, time) = (head.Number("number"), head.Number("timestamp"));
        for (var seed = 0; seed < Histories; seed++)
            await PlayAsync(stage, seed, time, block);
        for (var seed = Histories; seed < Histories + QuietHistories; seed++)
            await PlayAsync(stage, seed, time, block, quiet: true);

        Assert.Equal(Histories * StatesOfOne + QuietHistories * StatesOfQuiet, _seen.Values.Sum());
        string[] every =
        [
            "paid", "AgentVaultExpired", "AgentVaultWrongNumber", "AgentVaultZeroAmount", "AgentVaultBadPayee",
            "ActionLedgerAgentNotActive", "ActionLedgerNotSpender", "ActionLedgerForeignOperator",
            "ActionLedgerNotHosting", "ActionLedgerNotHolder", "ActionLedgerWrongEpoch", "ActionLedgerNodeRetired",
            "ActionLedgerNeverLogged", "ActionLedgerLogTooOld", "ActionLedgerTooManyUnlogged", "AgentVaultFrozen",
            "AgentVaultNotListed",
            "AgentVaultNotPayee", "AgentVaultPerAction", "AgentVaultLifetime", "AgentVaultBurst",
            "AgentVaultApprovalNeeded", "AgentVaultApprovalExpired", "AgentVaultApprovalUsed",
            "AgentVaultApprovalInvalid", "ERC20InsufficientBalance",
        ];
        var seen = string.Join(", ", _seen.Select(one => $"{one.Key} {one.Value}"));
        Assert.True(every.All(_seen.ContainsKey), $"not every answer was met: {seen}");
        Assert.True(_seen["paid"] > 1000, seen);
    }

    private async Task PlayAsync(SpendStage stage, int seed, ulong time, ulong block, bool quiet = false)
    {
        var random = new Random(seed);
        var world = new SpendWorld(stage, random, time, block);
        var orders = new RandomOrders(stage, world, random);
        var blocks = new List<object>();
        var expected = new List<(int Calls, string Answer)>();
        for (var state = 0; state < (quiet ? StatesOfQuiet : StatesOfOne); state++)
        {
            world.Pass((ulong)(!quiet && random.Next(12) == 0 ? random.Next(1, 700) : random.Next(1, 9)));
            var calls = quiet && state > 0
                ? []
                : Transitions(world, random, first: state == 0 && (quiet || random.Next(20) > 0));
            var key = quiet ? stage.Nodes[0].Spender : orders.Key();
            var order = quiet ? orders.One(key) : orders.Order(key);
            var at = world.At(key);
            var forecast = SpendForecast.Of(order, at, Signed);
            if (forecast is null)
            {
                world.Paid(order, at);
                orders.Paid(order);
            }
            calls.Add(new WorldCall(key.Account, stage.Vault, new VaultCalls().Spend(order)));
            blocks.Add(Block(world, calls));
            expected.Add((calls.Count, forecast?.ToString() ?? "paid"));
        }
        var answer = await dao.Chain.Rpc.CallAsync(
            new RpcCall("eth_simulateV1", new { blockStateCalls = blocks, validation = false }, "latest"),
            LocalChain.Patience);
        Compare(seed, answer, expected);
    }

    private void Compare(int seed, JsonElement answer, List<(int Calls, string Answer)> expected)
    {
        foreach (var (block, index) in answer.EnumerateArray().Select((block, index) => (block, index)))
        {
            var calls = block.GetProperty("calls").EnumerateArray().ToList();
            Assert.Equal(expected[index].Calls, calls.Count);
            foreach (var call in calls[..^1])
                Assert.True(Succeeded(call), $"history {seed}, state {index}: a transition failed with {Told(call)}");
            var told = Succeeded(calls[^1]) ? "paid" : Told(calls[^1]);
            Assert.True(expected[index].Answer == told,
                $"history {seed}, state {index}: the node says {expected[index].Answer}, the vault {told}");
            var name = told.Split('(')[0];
            _seen[name] = _seen.GetValueOrDefault(name) + 1;
        }
    }

    private static bool Succeeded(JsonElement call) => call.GetProperty("status").GetString() == "0x1";

    private string Told(JsonElement call) =>
        dao.Chain.Reverts.Decode(Hex.Decode(call.GetProperty("returnData").GetString()!)).ToString();

    private static bool Signed(Address account, Bytes32 digest, ReadOnlyMemory<byte> signature) =>
        Recovery.Recover(digest, signature.Span) == account;

    // Most histories begin as an agent's life does; the others meet the errors of what is not there yet.
    private static List<WorldCall> Transitions(SpendWorld world, Random random, bool first)
    {
        var calls = first
            ? (List<WorldCall>)[world.Publish(), world.Take(0)!, world.Checkpoint(0)!]
            : [];
        for (var i = random.Next(3); !first && i > 0; i--)
        {
            if (world.Step() is { } call)
                calls.Add(call);
        }
        return calls;
    }

    private static object Block(SpendWorld world, List<WorldCall> calls) => new
    {
        blockOverrides = new { time = RpcValues.Quantity(world.Time), number = RpcValues.Quantity(world.Block) },
        calls = calls.Select(call => new
        {
            from = call.From.ToLower(), to = call.To.ToLower(), data = Hex.Encode(call.Data), gas = "0x16e360",
        }),
    };
}
