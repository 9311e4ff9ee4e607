using System.Globalization;
using System.Numerics;
using System.Text.Json;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Testing;
using Nethereum.ABI.EIP712;
using Nethereum.ABI.FunctionEncoding.Attributes;
using Nethereum.Contracts;
using Nethereum.Signer;
using Nethereum.Signer.EIP712;
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
        var signer = Eip712TypedDataSigner.Current;
        var (encoded, signature) = Text(one, "reason").Length == 0
            ? Sign(new Ballot
            {
                ProposalId = Number(one, "proposal"), Support = Support(one), Voter = Voter,
                Nonce = Number(one, "nonce"),
            })
            : Sign(new ExtendedBallot
            {
                ProposalId = Number(one, "proposal"), Support = Support(one), Voter = Voter,
                Nonce = Number(one, "nonce"), Reason = Text(one, "reason"), Params = [],
            });
        Assert.Equal(Text(one, "digest"), Keccak256.Hash(encoded).ToString());
        Assert.Equal(Text(one, "signature"), signature);

        (byte[], string) Sign<T>(T message)
        {
            var typed = Typed<T>(one);
            return (signer.EncodeTypedData(message, typed), signer.SignTypedDataV4(message, typed, key));
        }
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

    private static string Voter => File.GetProperty("voter").GetString()!;

    private static TypedData<Nethereum.ABI.EIP712.Domain> Typed<T>(JsonElement one) => new()
    {
        Domain = new Nethereum.ABI.EIP712.Domain
        {
            Name = File.GetProperty("name").GetString(), Version = File.GetProperty("version").GetString(),
            ChainId = Number(one, "chainId"), VerifyingContract = Text(one, "governor"),
        },
        Types = MemberDescriptionFactory.GetTypesMemberDescription(typeof(Nethereum.ABI.EIP712.Domain), typeof(T)),
        PrimaryType = typeof(T).Name,
    };

    private static string Text(JsonElement one, string name) => one.GetProperty(name).GetString()!;

    private static byte Support(JsonElement one) => one.GetProperty("support").GetByte();

    private static BigInteger Number(JsonElement one, string name) =>
        BigInteger.Parse(Text(one, name), NumberStyles.None, CultureInfo.InvariantCulture);

    [Struct("Ballot")]
    private sealed class Ballot
    {
        [Parameter("uint256", "proposalId", 1)] public BigInteger ProposalId { get; set; }
        [Parameter("uint8", "support", 2)] public byte Support { get; set; }
        [Parameter("address", "voter", 3)] public string Voter { get; set; } = "";
        [Parameter("uint256", "nonce", 4)] public BigInteger Nonce { get; set; }
    }

    [Struct("ExtendedBallot")]
    private sealed class ExtendedBallot
    {
        [Parameter("uint256", "proposalId", 1)] public BigInteger ProposalId { get; set; }
        [Parameter("uint8", "support", 2)] public byte Support { get; set; }
        [Parameter("address", "voter", 3)] public string Voter { get; set; } = "";
        [Parameter("uint256", "nonce", 4)] public BigInteger Nonce { get; set; }
        [Parameter("string", "reason", 5)] public string Reason { get; set; } = "";
        [Parameter("bytes", "params", 6)] public byte[] Params { get; set; } = [];
    }
}
