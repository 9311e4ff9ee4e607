using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using Xunit;

namespace DecentralizedAi.Chain.Tests.Dao;

/// <summary>Two proposals in flight want the same next id.</summary>
[Collection(LocalDaoCollection.Name)]
public sealed class HiringTests(LocalDao dao)
{
    private readonly CancellationToken _patience = LocalChain.Patience;
    private readonly AgentService _agents = new(dao.Contracts, dao.Reader);
    private readonly PolicyService _policies = new(dao.Contracts, dao.Reader);

    [Fact]
    public async Task The_second_reverts_as_a_whole_and_the_first_keeps_its_policy()
    {
        var host = await HostedAgent.CreateAsync(dao, "hiring-host");
        var id = await _agents.CountAsync(_patience) + 1;
        var first = await RootAsync("first");
        var second = await RootAsync("second");

        await dao.DecideAsync("Hire the first", Calls(host, id, "hired-first", first));
        var refusal = await Assert.ThrowsAsync<ContractRevertedException>(
            () => dao.DecideAsync("Hire the second", Calls(host, id, "hired-second", second)));

        Assert.Contains("AgentRegistryNameSet", refusal.Message);
        Assert.Equal(id, await _agents.CountAsync(_patience));
        Assert.Equal(("hired-first", host.Operator, AgentStatus.Active), await SeatAsync(id));
        Assert.Equal(first, (await _policies.ShowAsync(id, _patience)).Root);
        Assert.Null(await _agents.FindAsync("hired-second", _patience));
    }

    [Fact]
    public async Task An_agent_hired_by_its_parts_is_as_one_that_was_enrolled_at_once()
    {
        var agent = await HostedAgent.CreateAsync(dao, "hired-whole");
        Assert.Equal(("hired-whole", agent.Operator, AgentStatus.Active), await SeatAsync(agent.Agent));
        Assert.Equal(agent.Agent, (await _agents.FindAsync("hired-whole", _patience))!.Id);
        Assert.Equal(agent.Vault, (await _agents.ShowAsync(agent.Agent, _patience)).Vault);
    }

    private ProposalCall[] Calls(HostedAgent host, ulong id, string name, Bytes32 root) =>
    [
        .. _agents.HireCalls(id, name, host.Operator, Keccak256.Hash("composition"), ""),
        _policies.PublishCall(id, root, [host.Limit]),
    ];

    private Task<Bytes32> RootAsync(string words) => _policies.StageAsync(
        dao.Holders[0], System.Text.Encoding.UTF8.GetBytes($"policy of the {words}"), _patience);

    private async Task<(string, ulong, AgentStatus)> SeatAsync(ulong id)
    {
        var agent = await _agents.ShowAsync(id, _patience);
        return (agent.Name, agent.Operator, agent.Status);
    }
}
