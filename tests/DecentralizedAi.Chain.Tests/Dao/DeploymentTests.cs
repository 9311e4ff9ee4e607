using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Deployment;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Domain.Encoding;
using Xunit;

namespace DecentralizedAi.Chain.Tests.Dao;

[Collection(LocalDaoCollection.Name)]
public sealed class DeploymentTests(LocalDao dao)
{
    private static readonly Bytes32 Salt = UInt256.Of(7).ToWord();
    private readonly CancellationToken _patience = LocalChain.Patience;

    [Fact]
    public async Task Every_address_is_known_before_and_follows_from_the_plan_alone()
    {
        using var owner = await dao.SenderAsync();
        var before = await PlanAsync(owner.Account);
        Assert.Equal(9, before.Open.Count);
        Assert.Equal(before.Factory, DeploymentFactory.Create2(DeploymentFactory.Deployer, before.Hash,
            before.Steps[0].Transaction.Data.AsSpan(32)));
        Assert.NotEqual(before.Factory, (await PlanAsync(owner.Account, finality: 5)).Factory);
        Assert.NotEqual(before.Factory, (await PlanAsync(dao.Deployer.Account)).Factory);

        await DaoDeployment.SendAsync(owner, before, (_, _) => { }, _patience);
        var after = await PlanAsync(owner.Account);
        Assert.Empty(after.Open);
        Assert.Equal(before.Steps.Select(s => s.Address), after.Steps.Select(s => s.Address));
    }

    [Fact]
    public async Task Goes_on_after_a_failure_at_any_transaction()
    {
        using var owner = await dao.SenderAsync();
        var total = (await PlanAsync(owner.Account)).Steps.Count;
        for (var sent = 0; sent < total; sent++)
        {
            var plan = await PlanAsync(owner.Account);
            Assert.Equal(total - sent, plan.Open.Count);
            await Assert.ThrowsAsync<ChainException>(() => DeploymentReader.ReadAsync(dao.Reader, plan, _patience));
            // The process dies after one transaction.
            await Assert.ThrowsAsync<OperationCanceledException>(() => DaoDeployment.SendAsync(
                owner, plan, (_, _) => throw new OperationCanceledException(), _patience));
        }
        var manifest = await DeploymentReader.ReadAsync(dao.Reader, await PlanAsync(owner.Account), _patience);
        var made = manifest.Deployment!;
        Assert.Equal(total - 1, made.Contracts.Count);
        Assert.Equal(total, made.Contracts.Select(c => c.Transaction).Append(made.Transaction).Distinct().Count());
        foreach (var created in made.Contracts)
        {
            var receipt = await dao.Chain.Rpc.CallAsync(
                new RpcCall("eth_getTransactionReceipt", created.Transaction.ToString()), _patience);
            Assert.Equal("0x1", receipt.GetProperty("status").GetString());
        }
    }

    [Fact]
    public async Task A_step_that_is_sent_too_early_changes_nothing()
    {
        using var owner = await dao.SenderAsync();
        var plan = await PlanAsync(owner.Account);
        await owner.SendAsync(plan.Steps[0].Transaction, _patience);
        var error = await Assert.ThrowsAsync<ContractRevertedException>(
            () => owner.SendAsync(plan.Steps[3].Transaction, _patience));
        Assert.Equal("DaoFactoryOutOfOrder", error.Revert.Name);
        Assert.Equal(plan.Steps.Count - 1, (await PlanAsync(owner.Account)).Open.Count);
    }

    [Fact]
    public async Task Nobody_but_the_owner_uses_the_factory()
    {
        using var owner = await dao.SenderAsync();
        var plan = await PlanAsync(owner.Account);
        // Anybody may make the factory: its address commits to the owner.
        await dao.Deployer.SendAsync(plan.Steps[0].Transaction, _patience);
        var error = await Assert.ThrowsAsync<ContractRevertedException>(
            () => dao.Deployer.SendAsync(plan.Steps[1].Transaction, _patience));
        Assert.Equal("DaoFactoryNotOwner", error.Revert.Name);
        Assert.Equal(plan.Steps.Count - 1, (await PlanAsync(owner.Account)).Open.Count);
    }

    [Fact]
    public async Task Other_code_at_a_planned_address_stops_the_deployment()
    {
        using var owner = await dao.SenderAsync();
        var plan = await PlanAsync(owner.Account);
        await dao.Chain.Rpc.CallAsync(
            new RpcCall("anvil_setCode", plan.Contracts[2].Address.ToLower(), "0x6001"), _patience);
        var error = await Assert.ThrowsAsync<ChainException>(() => PlanAsync(owner.Account));
        Assert.Equal("DAI-4216", error.Code);
    }

    [Fact]
    public async Task Without_the_deterministic_deployer_the_owner_makes_the_factory_and_finds_it_again()
    {
        await using var other = new LocalChainBox();
        var rpc = await other.RpcAsync();
        await rpc.CallAsync(new RpcCall("anvil_setCode", DeploymentFactory.Deployer.ToLower(), "0x"), _patience);
        var key = EthereumKey.Create();
        await rpc.CallAsync(new RpcCall("anvil_setBalance", key.Account.ToLower(), "0x3635c9adc5dea00000"), _patience);
        using var owner = new TransactionSender(
            new ChainWriter(key, rpc, KnownKeys.LocalChain, dao.Chain.Reverts), TimeProvider.System);
        var plan = await DeploymentPlanner.PlanAsync(rpc, Settings(2), owner.Account, Salt, _patience);
        Assert.Equal(DaoPlan.Created(owner.Account, 0), plan.Factory);
        await owner.SendAsync(plan.Steps[0].Transaction, _patience);
        // Another DAO of the same owner in between is not taken for this one.
        var second = await DeploymentPlanner.PlanAsync(rpc, Settings(3), owner.Account, Salt, _patience);
        Assert.NotEqual(plan.Factory, second.Factory);
        await owner.SendAsync(second.Steps[0].Transaction, _patience);
        var again = await DeploymentPlanner.PlanAsync(rpc, Settings(2), owner.Account, Salt, _patience);
        Assert.Equal(plan.Factory, again.Factory);
        await DaoDeployment.SendAsync(owner, again, (_, _) => { }, _patience);
        Assert.NotNull(await DeploymentReader.ReadAsync(
            new ContractReader(rpc, dao.Chain.Reverts), again, _patience));
    }

    private Task<DeploymentPlan> PlanAsync(Address owner, ulong finality = 2) =>
        DeploymentPlanner.PlanAsync(dao.Chain.Rpc, Settings(finality), owner, Salt, _patience);

    private DaoSettings Settings(ulong finality) => new()
    {
        Holders = [.. dao.Holders.Select(h => new TokenHolder(h.Account, LocalChain.Coins(10)))], Finality = finality,
    };
}
