using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Chain.Tests.Dao;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Chain.Tests.Differential;

/// <summary>A node of the stage: its keys, and the operator they belong to.</summary>
public sealed record StageNode(ulong Operator, EthereumKey Anchor, EthereumKey Spender);

/// <summary>
/// An agent of a real DAO before its first policy and lease, two nodes of its operator, one of another, three tokens,
/// three documents: random histories start here.
/// </summary>
public sealed record SpendStage(
    LocalDao Dao, ulong Operator, ulong Agent, Address Vault, Address Admin, IReadOnlyList<StageNode> Nodes,
    IReadOnlyList<Address> Assets, IReadOnlyList<Bytes32> Documents)
{
    public const ulong Funds = 3_000_000;

    public static async Task<SpendStage> BuildAsync(LocalDao dao)
    {
        var patience = LocalChain.Patience;
        var operators = new OperatorService(dao.Contracts, dao.Reader);
        var agents = new AgentService(dao.Contracts, dao.Reader);
        var policies = new PolicyService(dao.Contracts, dao.Reader);
        var admin = dao.Holders[0];
        var nodes = new List<StageNode>();
        var home = await operators.RegisterAsync(admin, admin.Account, Keccak256.Hash("home"), patience);
        var other = await operators.RegisterAsync(admin, admin.Account, Keccak256.Hash("other"), patience);
        foreach (var id in (ulong[])[home, home, other])
        {
            var node = new StageNode(id, EthereumKey.Create(), EthereumKey.Create());
            await operators.AddNodeAsync(admin, id, node.Anchor, node.Spender, patience);
            nodes.Add(node);
        }
        var documents = new List<Bytes32>();
        foreach (var text in (byte[][])[[1], [2], [3]])
            documents.Add(await policies.StageAsync(admin, text, patience));
        var agent = await agents.CountAsync(patience) + 1;
        await dao.DecideAsync($"Stage {agent}",
        [
            operators.SetStatusCall(home, OperatorStatus.Hosting),
            operators.SetStatusCall(other, OperatorStatus.Hosting),
            .. agents.HireCalls(agent, $"stage-{agent}", home, Keccak256.Hash("made"), ""),
        ]);
        var vault = await agents.VaultOfAsync(agent, patience);
        var assets = new List<Address> { dao.Contracts.DevToken!.Value };
        while (assets.Count < 3)
            assets.Add(await TokenAsync(dao));
        foreach (var asset in assets)
            await new VaultService(dao.Reader).MintAsync(dao.Deployer, asset, vault, UInt256.Of(Funds), patience);
        return new SpendStage(dao, home, agent, vault, admin.Account, nodes, [.. assets.Order()], documents);
    }

    private static async Task<Address> TokenAsync(LocalDao dao)
    {
        var settings = new DaoSettings
        {
            Holders = [], Authority = dao.Contracts.Authority, DevTokenMinter = dao.Deployer.Account,
        };
        var usdc = DaoPlan.Of(settings, _ => default).Contracts.Single(c => c.Id == "usdc");
        return (await dao.Deployer.SendAsync(new Outgoing(null, usdc.Init), LocalChain.Patience)).Created!.Value;
    }
}
