using System.Numerics;
using Nethereum.ABI.EIP712;
using Nethereum.ABI.FunctionEncoding.Attributes;
using Nethereum.Signer;
using Nethereum.Signer.EIP712;

namespace DecentralizedAi.Chain.Tests.Signing;

/// <summary>Ballots as Nethereum reads their types; it shares nothing with the dashboard.</summary>
internal static class BallotTypes
{
    /// <summary>The bytes that are hashed, and the signature as text.</summary>
    public static (byte[] Encoded, string Signature) Sign(
        EthECKey key, BigInteger chain, string governor, BigInteger proposal, byte support, string voter,
        BigInteger nonce, string reason)
    {
        return reason.Length == 0
            ? Of(new Ballot { ProposalId = proposal, Support = support, Voter = voter, Nonce = nonce })
            : Of(new ExtendedBallot
            {
                ProposalId = proposal, Support = support, Voter = voter, Nonce = nonce, Reason = reason, Params = [],
            });

        (byte[], string) Of<T>(T message)
        {
            var typed = new TypedData<Nethereum.ABI.EIP712.Domain>
            {
                Domain = new Nethereum.ABI.EIP712.Domain
                {
                    Name = "DecentralizedAi", Version = "1", ChainId = chain, VerifyingContract = governor,
                },
                Types = MemberDescriptionFactory.GetTypesMemberDescription(
                    typeof(Nethereum.ABI.EIP712.Domain), typeof(T)),
                PrimaryType = typeof(T).Name,
            };
            var signer = Eip712TypedDataSigner.Current;
            return (signer.EncodeTypedData(message, typed), signer.SignTypedDataV4(message, typed, key));
        }
    }

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
