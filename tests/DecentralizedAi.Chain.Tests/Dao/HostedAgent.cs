using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Chain.Tests.Dao;

/// <summary>
/// An agent that a vote made: its operator hosts, one node is bound, a policy is in force, the vault is full.
/// </summary>
public sealed class HostedAgent
{
    public required LocalDao Dao { get; init; }
    public required ulong Operator { get; init; }
    public required ulong Agent { get; init; }
    public required Address Vault { get; init; }
    public required Address Payee { get; init; }
    public required Bytes32 Root { get; init; }
    public required EthereumKey AnchorKey { get; init; }
    public required TransactionSender Anchor { get; init; }
    public required TransactionSender Spender { get; init; }
    public required AssetLimit Limit { get; init; }
    public Address Asset => Limit.Asset;

    /// <param name="name">Unique on the chain.</param>
    /// <param name="document">Bytes of its policy; anything where nobody reads it.</param>
    /// <param name="made">Hash of its composition.</param>
    public static async Task<HostedAgent> CreateAsync(
        LocalDao dao, string name, string? document = null, Bytes32? made = null)
    {
        var patience = LocalChain.Patience;
        var (anchor, spender) = (EthereumKey.Create(), EthereumKey.Create());
        var operators = new OperatorService(dao.Contracts, dao.Reader);
        var agents = new AgentService(dao.Contracts, dao.Reader);
        var policies = new PolicyService(dao.Contracts, dao.Reader);
        var admin = dao.Holders[0];
        var id = await operators.RegisterAsync(admin, admin.Account, Keccak256.Hash("card"), patience);
        await operators.AddNodeAsync(admin, id, anchor, spender, patience);
        var payee = EthereumKey.Create().Account;
        var limit = LimitFor(dao.Contracts.DevToken!.Value, payee);
        var root = await policies.StageAsync(admin,
            System.Text.Encoding.UTF8.GetBytes(document ?? $"policy of {name}"), patience);
        var agent = await agents.CountAsync(patience) + 1;
        await dao.DecideAsync($"Host {name}", [
            operators.SetStatusCall(id, OperatorStatus.Hosting),
            .. agents.HireCalls(agent, name, id, made ?? Keccak256.Hash("composition"), ""),
            policies.PublishCall(agent, root, [limit]), policies.SetGuardianCall(admin.Account, ulong.MaxValue),
        ]);
        var vault = await agents.VaultOfAsync(agent, patience);
        await new VaultService(dao.Reader).MintAsync(dao.Deployer, limit.Asset, vault, UInt256.Of(5_000_000), patience);
        return new HostedAgent
        {
            Dao = dao, Operator = id, Agent = agent, Vault = vault, Payee = payee, Root = root, Limit = limit,
            AnchorKey = anchor, Anchor = new TransactionSender(await dao.Chain.WriterAsync(anchor),
                TimeProvider.System),
            Spender = new TransactionSender(await dao.Chain.WriterAsync(spender), TimeProvider.System),
        };
    }

    public async Task TakeAndCheckpointAsync()
    {
        await TakeAsync();
        await CheckpointAsync("first batch");
    }

    public Task<TransactionReceipt> TakeAsync()
    {
        var ledger = new LedgerService(Dao.Contracts, Dao.Reader);
        var shard = Shard.For(UInt256.Of(Agent)).Value;
        return Anchor.SendAsync(new Outgoing(ledger.Ledger, ledger.Take([shard], [Bytes32.Zero]), ledger.TakeGas(1)),
            LocalChain.Patience);
    }

    public Task<TransactionReceipt> CheckpointAsync(string batch) => CheckpointAsync(Keccak256.Hash(batch), 1);

    public Task<TransactionReceipt> CheckpointAsync(Bytes32 streamsRoot, ulong leaves)
    {
        var ledger = new LedgerService(Dao.Contracts, Dao.Reader);
        return Anchor.SendAsync(new Outgoing(ledger.Ledger, ledger.Checkpoint(streamsRoot, 1, leaves),
            ledger.CheckpointGas), LocalChain.Patience);
    }

    public SpendOrder Order(ulong number, ulong amount) => new(Vault, 1, number, Keccak256.Hash($"opened {number}"),
        Keccak256.Hash($"action {number}"), Bytes32.Zero, Asset, Payee, UInt256.Of(amount), ulong.MaxValue, 0, [],
            null);

    public Task<TransactionReceipt> SpendAsync(SpendOrder order) =>
        Spender.SendAsync(new Outgoing(Vault, new VaultCalls().Spend(order)), LocalChain.Patience);

    private static AssetLimit LimitFor(Address asset, Address payee)
    {
        var inner = WordHash.Of(Keccak256.Hash("dai.payee.1"), payee.Word, Bytes32.Zero);
        return new AssetLimit(asset, UInt256.Of(1000), UInt256.Of(1500), UInt256.One << 64, UInt256.MaxUInt128,
            WordHash.Of(inner), UInt256.MaxUInt128, Address.Zero);
    }
}
