using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Tests.Dao;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using Xunit;

namespace DecentralizedAi.Chain.Tests.Feed;

/// <summary>What the registries say of agent, operator and keys, under the state root.</summary>
[Collection(LocalDaoCollection.Name)]
public sealed class RegistryStatusTests(LocalDao dao)
{
    private readonly CancellationToken _patience = LocalChain.Patience;
    private readonly OperatorService _operators = new(dao.Contracts, dao.Reader);
    private readonly AgentService _agents = new(dao.Contracts, dao.Reader);

    [Fact]
    public async Task A_pause_is_seen_at_the_head_at_once_and_its_end_too()
    {
        var agent = await HostedAgent.CreateAsync(dao, "paused");
        await using var feed = Watch(agent);
        Assert.Equal(AgentStatus.Active, (await feed.NextAsync()).Head.Agents[agent.Agent].Status);
        await dao.DecideAsync("Pause", _agents.SetStatusCall(agent.Agent, AgentStatus.Paused));
        var (head, final) = await feed.NextAsync(pair => Status(pair.Head, agent) == AgentStatus.Paused);
        Assert.Equal((AgentStatus.Paused, AgentStatus.Active), (Status(head, agent), Status(final, agent)));
        await dao.DecideAsync("Resume", _agents.SetStatusCall(agent.Agent, AgentStatus.Active));
        var after = await feed.NextAsync(pair => Status(pair.Head, agent) == AgentStatus.Active);
        Assert.Equal(AgentStatus.Paused, Status(after.Final, agent));
    }

    [Fact]
    public async Task A_retired_agent_stays_known_with_its_status()
    {
        var agent = await HostedAgent.CreateAsync(dao, "retired");
        await dao.DecideAsync("Retire", _agents.SetStatusCall(agent.Agent, AgentStatus.Retired));
        await using var feed = Watch(agent);
        Assert.Equal(AgentStatus.Retired, Status((await feed.NextAsync()).Head, agent));
    }

    [Fact]
    public async Task A_suspended_operator_is_seen()
    {
        var agent = await HostedAgent.CreateAsync(dao, "suspended");
        await using var feed = Watch(agent);
        Assert.Equal(OperatorStatus.Hosting, (await feed.NextAsync()).Head.OperatorStatus);
        await dao.DecideAsync("Suspend", _operators.SetStatusCall(agent.Operator, OperatorStatus.Suspended));
        var (head, final) = await feed.NextAsync(pair => pair.Head.OperatorStatus != OperatorStatus.Hosting);
        Assert.Equal((OperatorStatus.Suspended, OperatorStatus.Hosting), (head.OperatorStatus, final.OperatorStatus));
    }

    [Fact]
    public async Task A_revoked_key_is_no_key_from_the_block_of_its_revocation_on()
    {
        var agent = await HostedAgent.CreateAsync(dao, "revoked");
        await using var feed = Watch(agent);
        var anchor = agent.AnchorKey.Account;
        Address[] keys = [anchor, agent.Spender.Account];
        Assert.Equal(keys.Order(), (await feed.NextAsync()).Head.Keys.Order());
        await _operators.RevokeKeyAsync(dao.Holders[0], anchor, _patience);
        var (head, final) = await feed.NextAsync(pair => !pair.Head.Keys.Contains(anchor));
        Assert.Equal([agent.Spender.Account], head.Keys);
        Assert.Contains(anchor, final.Keys);
    }

    private FeedReader Watch(HostedAgent agent) => new(dao.Deployed, agent.Operator, [dao.Chain.Rpc]);

    private static AgentStatus Status(GovernanceView view, HostedAgent agent) => view.Agents[agent.Agent].Status;
}
