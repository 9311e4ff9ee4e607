using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Domain.Encoding;
using Xunit;

namespace DecentralizedAi.Chain.Tests.Dao;

[Collection(LocalDaoCollection.Name)]
public sealed class DaoDeploymentTests(LocalDao dao)
{
    private readonly CancellationToken _patience = LocalChain.Patience;

    [Fact]
    public async Task Puts_every_contract_where_the_plan_says()
    {
        var c = dao.Contracts;
        foreach (var address in (Address[])[c.ActionLedger, c.PolicyRegistry, c.AgentRegistry, c.OperatorRegistry,
                     c.VaultImplementation, c.Authority, c.Governor!.Value, c.Token!.Value, c.DevToken!.Value])
            await DaoDeployment.CodeAsync(dao.Chain.Rpc, address, _patience);
        Assert.Equal(9, new HashSet<Address>([c.ActionLedger, c.PolicyRegistry, c.AgentRegistry, c.OperatorRegistry,
            c.VaultImplementation, c.Authority, c.Governor!.Value, c.Token!.Value, c.DevToken!.Value]).Count);
    }

    [Fact]
    public async Task The_holders_own_the_whole_supply_and_vote_with_it()
    {
        var token = new TokenService(dao.Contracts, dao.Reader);
        var power = await token.ShowAsync(dao.Holders[1].Account, _patience);
        Assert.Equal(LocalChain.Coins(200), power.Balance);
        Assert.Equal(LocalChain.Coins(200), power.Votes);
        Assert.Equal(LocalChain.Coins(600), power.Supply);
        Assert.Equal(dao.Holders[1].Account, power.Delegate);
        Assert.Equal(("DAIG", (byte)18), await token.UnitAsync(_patience));
    }

    [Fact]
    public void The_file_comes_back_as_it_was_written()
    {
        var folder = Directory.CreateTempSubdirectory("dai-files-").FullName;
        try
        {
            var file = Path.Combine(folder, "dao.json");
            DaoFiles.Write(file, dao.Deployed.Manifest);
            Assert.Equal(dao.Contracts, DaoFiles.Read(file).Contracts);
            Assert.Equal(dao.Deployed.Manifest.ToJson(), DaoManifest.Read(file).ToJson());
            Assert.Matches("^0x[0-9a-f]{8}$", dao.Deployed.Manifest.PublishSelector);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_manifest_that_contradicts_itself_is_refused()
    {
        var folder = Directory.CreateTempSubdirectory("dai-files-").FullName;
        try
        {
            var manifest = dao.Deployed.Manifest;
            var file = Path.Combine(folder, "dao.json");
            foreach (var wrong in (DaoManifest[])[manifest with { PolicyRegistry = manifest.AgentRegistry },
                         manifest with { Authority = manifest.AgentRegistry }, manifest with { Deployment = null }])
            {
                DaoFiles.Write(file, wrong);
                var error = Assert.Throws<ChainException>(() => DaoFiles.Read(file));
                Assert.Equal("DAI-4211", error.Code);
            }
            var nowhere = await Assert.ThrowsAsync<ChainException>(
                () => DaoDeployment.CodeAsync(dao.Chain.Rpc, dao.Holders[0].Account, _patience));
            Assert.Equal("DAI-4213", nowhere.Code);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_node_learns_the_limits_that_its_DAO_was_founded_with()
    {
        var settings = new DaoSettings
        {
            Holders = [], Authority = dao.Contracts.Authority, StaleMoney = 7, MaxLogAge = 90, MaxUnlogged = 5,
        };
        var strict = await DaoDeployment.DeployAsync(dao.Deployer, dao.Reader, settings, _patience);
        Assert.Equal(7UL, strict.Manifest.StaleMoney);
        Assert.Equal((90UL, 5U),
            await new LedgerService(strict.Contracts, dao.Reader).ConstantsAsync(_patience));
    }

    [Fact]
    public async Task Another_DAO_may_rule_instead_of_our_Governor()
    {
        var settings = new DaoSettings { Holders = [], Authority = dao.Contracts.Authority };
        var second = await DaoDeployment.DeployAsync(dao.Deployer, dao.Reader, settings, _patience);
        Assert.Null(second.Contracts.Governor);
        Assert.Null(second.Manifest.Governor);
        Assert.Equal(dao.Contracts.Authority, second.Contracts.Authority);
        var error = Assert.Throws<ChainException>(
            () => new GovernanceService(second.Contracts, dao.Reader, TimeProvider.System));
        Assert.Equal("DAI-4214", error.Code);
    }
}
