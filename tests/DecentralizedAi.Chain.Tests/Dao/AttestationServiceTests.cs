using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using Xunit;

namespace DecentralizedAi.Chain.Tests.Dao;

[Collection(LocalDaoCollection.Name)]
public sealed class AttestationServiceTests(LocalDao dao)
{
    private readonly CancellationToken _patience = LocalChain.Patience;

    [Fact]
    public async Task What_operators_say_is_listed_and_opens_the_gate_that_a_vote_set()
    {
        var attestations = new AttestationService(dao.Contracts, dao.Reader);
        var policies = new PolicyService(dao.Contracts, dao.Reader);
        var operators = new OperatorService(dao.Contracts, dao.Reader);
        var root = await policies.StageAsync(dao.Holders[0], "{\"agent\":\"x\"}"u8.ToArray(), _patience);
        Assert.Empty(await attestations.ListAsync(root, _patience));
        Assert.False(await attestations.IsAttestedAsync(root, Bytes32.Zero, _patience));

        await attestations.CreateAsync(dao.Holders[2], _patience);
        Assert.True(await attestations.ExistsAsync(_patience));
        var id = await operators.RegisterAsync(dao.Holders[1], dao.Holders[1].Account, Bytes32.Zero, _patience);
        var said = new PolicyAttestation(id, Bytes32.Zero, Keccak256.Hash("report"), "policy/1 0.1.0");
        var refused = await Assert.ThrowsAsync<ContractRevertedException>(
            () => attestations.AttestAsync(dao.Holders[1], root, said, _patience));
        Assert.Equal("PolicyAttestationsNotHosting", refused.Revert.Name);
        await dao.DecideAsync("Let it host", operators.SetStatusCall(id, OperatorStatus.Hosting));
        await dao.DecideAsync("Want an attestation", attestations.GateCall(on: true));

        Assert.Equal(Bytes32.Zero, await policies.LimitsHashAsync(policies.PublishCall(77, root, []).Data, _patience));
        await dao.Chain.PassAsync(2);
        var proposal = await dao.Governance.ProposeAsync(
            dao.Holders[0], [policies.PublishCall(77, root, [])], "Publish", _patience);
        await dao.Chain.PassAsync(2);
        foreach (var holder in dao.Holders)
            await dao.Governance.VoteAsync(holder, proposal.Id, VoteChoice.For, "", _patience);
        await dao.Chain.PassAsync(8);
        var stopped = await Assert.ThrowsAsync<ContractRevertedException>(
            () => dao.Governance.QueueAsync(dao.Holders[0], proposal, _patience));
        Assert.Equal("PolicyAttestationsMissing", stopped.Revert.Name);

        await attestations.AttestAsync(dao.Holders[1], root, said with { LimitsHash = root }, _patience);
        await attestations.AttestAsync(dao.Holders[1], root, said, _patience);
        Assert.Equal(said, Assert.Single(await attestations.ListAsync(root, _patience)));
        Assert.True(await attestations.IsAttestedAsync(root, Bytes32.Zero, _patience));
        await dao.Governance.QueueAsync(dao.Holders[0], proposal, _patience);
        await dao.DecideAsync("Want none any more", attestations.GateCall(on: false));
    }
}
