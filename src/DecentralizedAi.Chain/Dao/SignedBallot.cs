using System.Text.Json;
using System.Text.Json.Serialization;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Chain.Dao;

/// <summary>
/// A vote that its voter signed and somebody else sends: the file <c>dai.ballot/1</c> that the dashboard saves. Whoever
/// sends it can change nothing of it; the Governor checks the signature.
/// </summary>
/// <param name="Reason">Goes on chain as it is; may be empty.</param>
public sealed record SignedBallot(
    UInt256 Proposal, VoteChoice Choice, Address Voter, string Reason, ReadOnlyMemory<byte> Signature)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true,
        AllowDuplicateProperties = false,
    };

    /// <exception cref="ChainException">DAI-4218: not such a file, or for another Governor.</exception>
    public static SignedBallot Read(string file, DaoContracts dao)
    {
        try
        {
            var read = JsonSerializer.Deserialize<Root>(File.ReadAllBytes(file), Options)
                ?? throw new FormatException("it is null");
            if (read.Schema != "dai.ballot/1")
                throw new FormatException($"its schema is '{read.Schema}', not dai.ballot/1");
            if (read.Chain != $"eip155:{dao.ChainId}" || Address.Parse(read.Governor) != dao.Governor)
                throw new FormatException($"it is for the Governor {read.Governor} on {read.Chain}, and this DAO's is "
                    + $"{dao.Governor?.ToString() ?? "another DAO's"} on eip155:{dao.ChainId}");
            if (read.Support > (byte)VoteChoice.Abstain)
                throw new FormatException($"its support is {read.Support}, not 0, 1 or 2");
            return new SignedBallot(UInt256.Parse(read.Proposal), (VoteChoice)read.Support, Address.Parse(read.Voter),
                read.Reason, Hex.Decode(read.Signature));
        }
        catch (Exception cause) when (cause is IOException or JsonException or FormatException
            or UnauthorizedAccessException)
        {
            throw new ChainException("DAI-4218", $"'{file}' holds no signed ballot of this DAO: {cause.Message}; save "
                + "one from the page of the proposal", cause);
        }
    }

    private sealed record Root(
        string Schema, string Chain, string Governor, string Proposal, byte Support, string Voter, string Reason,
        string Signature);
}
