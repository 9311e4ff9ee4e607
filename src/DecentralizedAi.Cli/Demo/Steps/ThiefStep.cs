using System.Security.Cryptography;
using System.Text.Json.Nodes;
using DecentralizedAi.Authoring;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Cli.Development;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Limits;

namespace DecentralizedAi.Cli.Demo.Steps;

/// <summary>Somebody has the spender key of the agent's node and sends plain transactions with it.</summary>
internal sealed class ThiefStep : DemoStep
{
    private const int Tries = 2;

    public override string Id => "thief";
    public override string Claim => "a stolen key takes no more than the vault's limits";

    public override async Task<JsonObject> RunAsync(DemoWorld world, CancellationToken cancellation)
    {
        var services = world.Dao.Services;
        var vault = await services.Agents.VaultOfAsync(DevelopmentDao.AgentId, cancellation);
        var lease = await services.Ledger.LeaseAsync(1, Shard.For(UInt256.Of(DevelopmentDao.AgentId)), cancellation)
            ?? throw new StepFailedException("nobody holds the agent's shard");
        var robbed = world.Dao.Nodes.Single(node => world.Dao.Keys.Node(node.Index).Anchor.Account == lease.Node);
        using var key = services.Sender(world.Dao.Keys.Node(robbed.Index).Spender);
        var payees = await PayeesAsync(world, cancellation);
        var before = await AssetAsync(services, vault, cancellation);
        var started = world.Clock.GetTimestamp();
        var attempts = new JsonArray();
        var taken = UInt256.Zero;
        foreach (var (to, share) in Plan(world))
        {
            var now = await AssetAsync(services, vault, cancellation);
            var amount = share(now);
            var order = new SpendOrder(vault, lease.Epoch, await world.Dao.SpendCountAsync(cancellation) + 1, Noise(),
                Noise(), Bytes32.Zero, world.Dao.Usdc, to, amount,
                (ulong)world.Clock.GetUtcNow().AddMinutes(1).ToUnixTimeMilliseconds(), 0,
                payees.Find(to)?.Proof ?? [], null);
            var (moved, outcome) = await TryAsync(key, order, cancellation);
            taken = moved ? taken.SaturatingAdd(amount) : taken;
            attempts.Add(new JsonObject
            {
                ["to"] = to.ToString(), ["amount"] = amount.ToString(), ["outcome"] = outcome,
            });
        }
        var seconds = (ulong)Math.Ceiling(world.Clock.GetElapsedTime(started).TotalSeconds) + 2;
        var bound = before.Level.SaturatingAdd(before.Limit.Rate.SaturatingMultiply(seconds) >> 64)
            .SaturatingAdd(UInt256.One);
        Demand(taken <= bound, $"the thief took {taken}, the bound is {bound}");
        Demand(!taken.IsZero, "the thief took nothing, so nothing was shown");
        Demand((await world.Dao.BalanceAsync(world.Stranger, cancellation)).IsZero, "a stranger was paid");
        return new JsonObject
        {
            ["key"] = key.Account.ToString(), ["taken"] = taken.ToString(), ["bound"] = bound.ToString(),
            ["seconds"] = seconds, ["attempts"] = attempts,
        };
    }

    /// <summary>A stranger, more than there is, then all there is, again and again.</summary>
    private static IEnumerable<(Address To, Func<VaultAsset, UInt256> Amount)> Plan(DemoWorld world)
    {
        var accomplice = world.Dao.Vendor(world.Words.Vendors[0]);
        yield return (world.Stranger, _ => UInt256.One);
        yield return (accomplice, asset => asset.Level.SaturatingAdd(UInt256.Of(1_000_000)));
        for (var i = 0; i < Tries; i++)
            yield return (accomplice, asset => asset.Level.IsZero ? UInt256.One : asset.Level);
    }

    private static async Task<(bool Moved, string Outcome)> TryAsync(
        TransactionSender key, SpendOrder order, CancellationToken cancellation)
    {
        try
        {
            // Fixed gas: the transaction is sent although the thief's own node would predict a refusal.
            var receipt = await key.SendAsync(
                new Outgoing(order.Vault, new VaultCalls().Spend(order), 900_000), cancellation);
            return (true, receipt.Hash.ToString());
        }
        catch (ContractRevertedException refused)
        {
            return (false, refused.Revert.ToString());
        }
    }

    private static async Task<PayeeTree> PayeesAsync(DemoWorld world, CancellationToken cancellation)
    {
        var yaml = await File.ReadAllTextAsync(world.Dao.Home.Policy, cancellation);
        var policy = (CompileAnswer.Compiled)PolicyFile.Compile(yaml);
        return policy.Snapshot.Limits.Of(world.Dao.Usdc)?.Payees
            ?? throw new StepFailedException("the policy in force lists no payees of USDC");
    }

    private static async Task<VaultAsset> AssetAsync(
        DaoServices services, Address vault, CancellationToken cancellation) =>
        (await services.Vaults.ShowAsync(vault, cancellation)).Assets[0];

    private static Bytes32 Noise() => Bytes32.Of(RandomNumberGenerator.GetBytes(32));
}
