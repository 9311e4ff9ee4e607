using System.Text;
using DecentralizedAi.Chain.Abi;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using Xunit;

namespace DecentralizedAi.Chain.Tests.Dao;

[Collection(LocalDaoCollection.Name)]
public sealed class GovernanceServiceTests(LocalDao dao)
{
    private readonly CancellationToken _patience = LocalChain.Patience;

    [Fact]
    public async Task A_proposal_is_voted_queued_and_executed()
    {
        var operators = new OperatorService(dao.Contracts, dao.Reader);
        var id = await operators.RegisterAsync(dao.Holders[0], dao.Holders[0].Account, Bytes32.Zero, _patience);
        var proposal = await dao.DecideAsync("Let the operator host",
            operators.SetStatusCall(id, OperatorStatus.Hosting));
        Assert.Equal(OperatorStatus.Hosting, (await operators.ShowAsync(id, _patience))!.Status);

        var view = await dao.Governance.ShowAsync(proposal, _patience);
        Assert.Equal(ProposalState.Executed, view.State);
        Assert.Equal(LocalChain.Coins(600), view.For);
        Assert.Equal(UInt256.Zero, view.Against);
        Assert.Equal(LocalChain.Coins(60), view.Quorum);
        Assert.Equal($"OperatorRegistry.setStatus(operatorId: {id}, status: 2)", view.Calls.Single().ToString());
        Assert.True(await dao.Governance.HasVotedAsync(proposal.Id, dao.Holders[2].Account, _patience));
    }

    [Fact]
    public async Task The_id_of_a_listed_proposal_follows_from_its_calls()
    {
        await dao.Chain.PassAsync(2);
        var token = dao.Contracts.DevToken!.Value;
        var made = await dao.Governance.ProposeAsync(dao.Holders[0],
            [new ProposalCall(token, Hex.Decode("0x06fdde03"))], "Ask for the name: äöü", _patience);
        var found = await dao.Governance.FindAsync(made.Id, _patience);
        Assert.NotNull(found);
        Assert.Equal(made.Id, GovernanceService.IdOf(found.Calls, found.Description));
        Assert.NotEqual(made.Id, GovernanceService.IdOf(found.Calls, "another"));
        Assert.Null(await dao.Governance.FindAsync(UInt256.One, _patience));
    }

    [Fact]
    public void A_call_says_when_it_cannot_be_read_and_what_coins_it_sends()
    {
        var call = new ProposalCall(dao.Contracts.PolicyRegistry, Hex.Decode("0xdeadbeef"), UInt256.Of(7UL));
        Assert.Equal("PolicyRegistry.0xdeadbeef, which cannot be read, and sends 7 wei",
            new CallDecoder(dao.Contracts).Decode(call).ToString());
    }

    [Fact]
    public void A_text_in_a_call_stays_in_its_line()
    {
        var text = Encoding.UTF8.GetBytes("a\n  calls x");
        var data = ContractArtifacts.Functions.Single(one => one.Contract == "AgentRegistry"
            && one.Function.Name == "setName").Function.Sha3Signature + $"{1:x64}{64:x64}{text.Length:x64}"
            + Convert.ToHexString(text).PadRight(64, '0');
        var call = new ProposalCall(dao.Contracts.AgentRegistry, Hex.Decode($"0x{data.ToLowerInvariant()}"));
        Assert.Contains("a\\n  calls x", new CallDecoder(dao.Contracts).Decode(call).ToString());
    }

    [Fact]
    public async Task A_refusal_of_the_Governor_has_its_name()
    {
        await dao.Chain.PassAsync(2);
        var error = await Assert.ThrowsAsync<ContractRevertedException>(() => dao.Governance.ProposeAsync(
            dao.Holders[0], [new ProposalCall(dao.Holders[1].Account, default)], "Call a person", _patience));
        Assert.Equal("AgentGovernorNoCode", error.Revert.Name);
        Assert.Equal([dao.Holders[1].Account.ToString()], error.Revert.Arguments);
    }

    [Fact]
    public async Task Waiting_for_a_state_that_cannot_come_ends_with_the_reason()
    {
        await dao.Chain.PassAsync(2);
        var made = await dao.Governance.ProposeAsync(dao.Holders[0],
            [new ProposalCall(dao.Contracts.DevToken!.Value, Hex.Decode("0x95d89b41"))], "Nobody votes", _patience);
        await dao.Chain.PassAsync(20);
        var error = await Assert.ThrowsAsync<ChainException>(
            () => dao.Governance.WaitForAsync(made.Id, ProposalState.Succeeded, _patience));
        Assert.Equal("DAI-4215", error.Code);
        Assert.Contains("Defeated", error.Message);
    }
}
