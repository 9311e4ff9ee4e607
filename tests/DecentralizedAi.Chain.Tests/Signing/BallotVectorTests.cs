using System.Globalization;
using System.Numerics;
using System.Text.Json;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Testing;
using Nethereum.Contracts;
using Nethereum.Signer;
using Xunit;
using static DecentralizedAi.Chain.Abi.AgentGovernorAbi;
using EthereumKey = DecentralizedAi.Chain.Signing.EthereumKey;

namespace DecentralizedAi.Chain.Tests.Signing;

/// <summary>What a voter signs in the browser, made again by Nethereum and by our own signer.</summary>
public sealed class BallotVectorTests
{
    private static readonly JsonElement File = Vectors.Read("ballots.json");

    public static TheoryData<int> Cases =>
        [.. Enumerable.Range(0, File.GetProperty("cases").GetArrayLength())];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Nethereum_hashes_and_signs_it_the_same(int index)
    {
        var one = File.GetProperty("cases")[index];
        var key = new EthECKey(File.GetProperty("key").GetString());
        var (encoded, signature) = BallotTypes.Sign(key, Number(one, "chainId"), Text(one, "governor"),
            Number(one, "proposal"), Support(one), Voter, Number(one, "nonce"), Text(one, "reason"));
        Assert.Equal(Text(one, "digest"), Keccak256.Hash(encoded).ToString());
        Assert.Equal(Text(one, "signature"), signature);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Our_signer_signs_the_digest_the_same_and_recovers_the_voter(int index)
    {
        var one = File.GetProperty("cases")[index];
        var key = EthereumKey.Of(Hex.Decode(File.GetProperty("key").GetString()!));
        var digest = Bytes32.Parse(Text(one, "digest"));
        var signature = Hex.Decode(Text(one, "signature"));
        Assert.Equal(signature, key.Sign(digest));
        Assert.Equal(Voter, new NethereumSignatureRecovery().Recover(digest, signature)!.Value.ToString());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_plain_vote_has_the_same_data(int index)
    {
        var one = File.GetProperty("cases")[index];
        var data = Text(one, "reason").Length == 0
            ? new CastVoteFunction { ProposalId = Number(one, "proposal"), Support = Support(one) }.GetCallData()
            : new CastVoteWithReasonFunction
            {
                ProposalId = Number(one, "proposal"), Support = Support(one), Reason = Text(one, "reason"),
            }.GetCallData();
        Assert.Equal(Text(one, "plain"), Keccak256.Hash(data).ToString());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_signed_vote_has_the_same_data(int index)
    {
        var one = File.GetProperty("cases")[index];
        var signature = Hex.Decode(Text(one, "signature"));
        var data = Text(one, "reason").Length == 0
            ? new CastVoteBySigFunction
            {
                ProposalId = Number(one, "proposal"), Support = Support(one), Voter = Voter, Signature = signature,
            }.GetCallData()
            : new CastVoteWithReasonAndParamsBySigFunction
            {
                ProposalId = Number(one, "proposal"), Support = Support(one), Voter = Voter,
                Reason = Text(one, "reason"), Signature = signature,
            }.GetCallData();
        Assert.Equal(Text(one, "signed"), Keccak256.Hash(data).ToString());
    }

    private static string Voter => File.GetProperty("voter").GetString()!;

    private static string Text(JsonElement one, string name) => one.GetProperty(name).GetString()!;

    private static byte Support(JsonElement one) => one.GetProperty("support").GetByte();

    private static BigInteger Number(JsonElement one, string name) =>
        BigInteger.Parse(Text(one, name), NumberStyles.None, CultureInfo.InvariantCulture);
}
