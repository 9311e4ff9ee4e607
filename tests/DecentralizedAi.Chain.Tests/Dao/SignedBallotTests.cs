using System.Globalization;
using System.Numerics;
using System.Text.Json;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Tests.Signing;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Domain.Encoding;
using Nethereum.Signer;
using Xunit;

namespace DecentralizedAi.Chain.Tests.Dao;

/// <summary>A vote that is signed by one and sent by another, on a real Governor.</summary>
[Collection(LocalDaoCollection.Name)]
public sealed class SignedBallotTests(LocalDao dao) : IDisposable
{
    private readonly CancellationToken _patience = LocalChain.Patience;
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task It_counts_for_its_voter_once_and_only_as_it_was_signed()
    {
        var key = EthECKey.GenerateKey();
        var voter = Address.Parse(key.GetPublicAddress().ToLowerInvariant());
        var token = new TokenService(dao.Contracts, dao.Reader);
        await token.DelegateAsync(dao.Holders[0], voter, _patience);
        await dao.Chain.PassAsync(2);
        var proposal = await dao.Governance.ProposeAsync(dao.Holders[1],
            [new ProposalCall(dao.Contracts.DevToken!.Value, Hex.Decode("0x06fdde03"))], "Signed votes", _patience);
        await dao.Chain.PassAsync(2);
        const string reason = "Warum nicht – 💸";
        var ballot = Read(proposal.Id, voter, reason, Sign(key, proposal.Id, voter, reason));

        foreach (var changed in (SignedBallot[])
            [
                ballot with { Reason = "Another" }, ballot with { Choice = VoteChoice.Against },
                ballot with { Reason = "" },
            ])
        {
            var refused = await Assert.ThrowsAsync<ContractRevertedException>(
                () => dao.Governance.SubmitAsync(dao.Holders[2], changed, _patience));
            Assert.Equal("GovernorInvalidSignature", refused.Revert.Name);
        }
        await dao.Governance.SubmitAsync(dao.Holders[2], ballot, _patience);
        Assert.True(await dao.Governance.HasVotedAsync(proposal.Id, voter, _patience));
        Assert.False(await dao.Governance.HasVotedAsync(proposal.Id, dao.Holders[2].Account, _patience));
        Assert.Equal(LocalChain.Coins(100), (await dao.Governance.ShowAsync(proposal, _patience)).For);
        await Assert.ThrowsAsync<ContractRevertedException>(
            () => dao.Governance.SubmitAsync(dao.Holders[2], ballot, _patience));
        await token.DelegateAsync(dao.Holders[0], dao.Holders[0].Account, _patience);
    }

    [Theory]
    [InlineData("schema", "dai.ballot/2")]
    [InlineData("chain", "eip155:1")]
    [InlineData("governor", "0x52908400098527886E0F7030069857D2E4169EE7")]
    [InlineData("support", 3)]
    [InlineData("support", "1")]
    [InlineData("voter", "0x52908400098527886e0F7030069857D2E4169EE7")]
    [InlineData("signature", "0x1")]
    [InlineData("proposal", "0x1")]
    [InlineData("reasons", "misspelt")]
    public void A_file_that_is_none_is_refused_with_its_fault(string member, object value)
    {
        var ballot = Ballot(UInt256.One, dao.Holders[0].Account, "", "0x1234");
        ballot[member] = value;
        File.WriteAllText(_file, JsonSerializer.Serialize(ballot));
        var refused = Assert.Throws<ChainException>(() => SignedBallot.Read(_file, dao.Contracts));
        Assert.Equal("DAI-4218", refused.Code);
        Assert.Contains(_file, refused.Message);
    }

    private SignedBallot Read(UInt256 proposal, Address voter, string reason, string signature)
    {
        File.WriteAllText(_file, JsonSerializer.Serialize(Ballot(proposal, voter, reason, signature)));
        return SignedBallot.Read(_file, dao.Contracts);
    }

    private Dictionary<string, object> Ballot(UInt256 proposal, Address voter, string reason, string signature) => new()
    {
        ["schema"] = "dai.ballot/1", ["chain"] = $"eip155:{dao.Contracts.ChainId}",
        ["governor"] = dao.Contracts.Governor!.Value.ToString(), ["proposal"] = proposal.ToString(), ["support"] = 1,
        ["voter"] = voter.ToString(), ["reason"] = reason, ["signature"] = signature,
    };

    // The first nonce of a voter under the key of a proposal.
    private string Sign(EthECKey key, UInt256 proposal, Address voter, string reason)
    {
        var id = BigInteger.Parse(proposal.ToString(), NumberStyles.None, CultureInfo.InvariantCulture);
        var nonce = (id % BigInteger.Pow(2, 192)) << 64;
        return BallotTypes.Sign(key, dao.Contracts.ChainId, dao.Contracts.Governor!.Value.ToString(), id, 1,
            voter.ToString(), nonce, reason).Signature;
    }
}
