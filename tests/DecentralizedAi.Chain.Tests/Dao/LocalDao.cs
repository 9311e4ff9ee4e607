using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Domain.Encoding;
using Xunit;

namespace DecentralizedAi.Chain.Tests.Dao;

/// <summary>A DAO of three holders on a chain of its own; votes pass by moving the chain's clock.</summary>
public sealed class LocalDao : IAsyncLifetime
{
    public LocalChain Chain { get; } = new();
    public DeployedDao Deployed { get; private set; } = null!;
    public DaoContracts Contracts => Deployed.Contracts;
    public ContractReader Reader { get; private set; } = null!;
    public IReadOnlyList<TransactionSender> Holders { get; private set; } = [];
    public TransactionSender Deployer { get; private set; } = null!;
    public GovernanceService Governance { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await Chain.InitializeAsync();
        Reader = new ContractReader(Chain.Rpc, Chain.Reverts);
        Deployer = await SenderAsync();
        Holders = [await SenderAsync(), await SenderAsync(), await SenderAsync()];
        Deployed = await DaoDeployment.DeployAsync(Deployer, Reader, new DaoSettings
        {
            Holders = [.. Holders.Select((h, i) => new TokenHolder(h.Account, LocalChain.Coins(100 * ((ulong)i + 1))))],
            DevTokenMinter = Deployer.Account,
        }, LocalChain.Patience);
        Governance = new GovernanceService(Contracts, Reader, TimeProvider.System);
        var token = new TokenService(Contracts, Reader);
        foreach (var holder in Holders)
            await token.DelegateAsync(holder, holder.Account, LocalChain.Patience);
    }

    public async Task DisposeAsync()
    {
        foreach (var sender in Holders.Append(Deployer))
            sender.Dispose();
        await Chain.DisposeAsync();
    }

    public async Task<TransactionSender> SenderAsync() =>
        new(await Chain.WriterAsync(EthereumKey.Create()), TimeProvider.System);

    /// <summary>Proposes, votes with everybody, queues and executes.</summary>
    public async Task<Proposal> DecideAsync(string description, params ProposalCall[] calls)
    {
        var patience = LocalChain.Patience;
        await Chain.PassAsync(2);
        var proposal = await Governance.ProposeAsync(Holders[0], calls, description, patience);
        await Chain.PassAsync(2);
        foreach (var holder in Holders)
            await Governance.VoteAsync(holder, proposal.Id, VoteChoice.For, "", patience);
        await Chain.PassAsync(8);
        await Governance.QueueAsync(Holders[1], proposal, patience);
        await Chain.PassAsync(3);
        await Governance.ExecuteAsync(Holders[2], proposal, patience);
        return proposal;
    }
}

[CollectionDefinition(Name)]
public sealed class LocalDaoCollection : ICollectionFixture<LocalDao>
{
    public const string Name = "dao";
}
