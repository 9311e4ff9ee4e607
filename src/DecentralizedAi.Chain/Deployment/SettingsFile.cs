using System.Text.Json;
using System.Text.Json.Serialization;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Chain.Deployment;

/// <summary>
/// The JSON file <c>dai.settings/1</c> a DAO is founded with. Nothing has a default; unknown members are refused.
/// </summary>
/// <remarks>
/// Times in seconds, blocks as numbers, amounts of tokens as decimal strings of whole tokens (18 decimals).
/// </remarks>
public static class SettingsFile
{
    private const int Decimals = 18;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true,
        AllowDuplicateProperties = false,
    };

    /// <param name="authority">Another DAO that rules; then the file has neither token nor governor.</param>
    /// <exception cref="ChainException">DAI-4217: not such a file, or its values do not fit each other.</exception>
    public static DaoSettings Read(string file, Address? authority)
    {
        try
        {
            var read = JsonSerializer.Deserialize<Root>(File.ReadAllBytes(file), Options)
                ?? throw new FormatException("it is null");
            return Checked(Of(read, authority));
        }
        catch (Exception cause) when (cause is IOException or JsonException or FormatException or OverflowException)
        {
            throw new ChainException("DAI-4217", $"'{file}' does not say what the DAO is founded with: "
                + $"{cause.Message}; governance/deployment/settings.example.json shows every member", cause);
        }
    }

    private static DaoSettings Of(Root read, Address? authority)
    {
        if (read.Schema != "dai.settings/1")
            throw new FormatException($"its schema is '{read.Schema}', not dai.settings/1");
        if (authority is not null && (read.Token is not null || read.Governor is not null))
            throw new FormatException("with --authority no token and no governor is deployed; leave both members out");
        if (authority is null && (read.Token is null || read.Governor is null))
            throw new FormatException("it lacks 'token' or 'governor'; only with --authority they are left out");
        var (token, governor, constants) = (read.Token, read.Governor, read.Constants);
        return new DaoSettings
        {
            Authority = authority,
            Holders = [.. (token?.Holders ?? [])
                .Select(h => new TokenHolder(Address.Parse(h.Account), Units(h.Amount)))],
            TokenName = token?.Name ?? "", TokenSymbol = token?.Symbol ?? "",
            VotingDelay = governor?.VotingDelay ?? 0, VotingPeriod = governor?.VotingPeriod ?? 0,
            VoteExtension = governor?.VoteExtension ?? 0, TimelockDelay = governor?.TimelockDelay ?? 0,
            ProposalThreshold = Units(governor?.ProposalThreshold ?? "0"), QuorumPercent = governor?.QuorumPercent ?? 0,
            Immunity = constants.Immunity, Finality = constants.Finality, StaleMoney = constants.StaleMoney,
            AnchorWithin = constants.AnchorWithin, MaxLogAge = constants.MaxLogAge, MaxUnlogged = constants.MaxUnlogged,
        };
    }

    private static DaoSettings Checked(DaoSettings made)
    {
        foreach (var holder in made.Holders)
        {
            if (holder.Account.IsZero || holder.Amount.IsZero)
                throw new FormatException($"holder {holder.Account} with {holder.Amount}: both must not be zero");
        }
        if (made.Holders.DistinctBy(h => h.Account).Count() != made.Holders.Count)
            throw new FormatException("a holder is named twice");
        if (made.Authority is null && (made.VotingPeriod == 0 || made.QuorumPercent is < 1 or > 100))
            throw new FormatException($"votingPeriod {made.VotingPeriod} must not be 0, quorumPercent "
                + $"{made.QuorumPercent} is 1 to 100");
        var cycle = made.VotingDelay + made.VotingPeriod + made.VoteExtension + made.TimelockDelay;
        if (made.Authority is null && made.Immunity < cycle)
            throw new FormatException($"immunity {made.Immunity} s is less than one voting cycle of {cycle} s, so a "
                + "guardian could freeze again before the holders can vote");
        if (made.Finality == 0 || made.StaleMoney == 0 || made.AnchorWithin == 0 || made.MaxLogAge == 0
            || made.MaxUnlogged == 0)
            throw new FormatException("a constant is 0");
        return made;
    }

    private static UInt256 Units(string whole)
    {
        var parts = whole.Split('.');
        return parts.Length <= 2 && parts[0].Length > 0 && parts.All(p => p.All(char.IsAsciiDigit))
            && (parts.Length == 1 || parts[1].Length is > 0 and <= Decimals)
            ? UInt256.Parse((parts[0] + (parts.ElementAtOrDefault(1) ?? "").PadRight(Decimals, '0')).TrimStart('0')
                is { Length: > 0 } digits ? digits : "0")
            : throw new FormatException($"'{whole}' is not an amount with at most {Decimals} decimals");
    }

    private sealed record Root(string Schema, Constants Constants, Token? Token = null, Governor? Governor = null);

    private sealed record Token(string Name, string Symbol, IReadOnlyList<Holder> Holders);

    private sealed record Holder(string Account, string Amount);

    private sealed record Governor(
        ulong VotingDelay, uint VotingPeriod, ulong VoteExtension, ulong TimelockDelay, string ProposalThreshold,
        uint QuorumPercent);

    private sealed record Constants(
        ulong Immunity, ulong Finality, ulong StaleMoney, ulong AnchorWithin, ulong MaxLogAge, uint MaxUnlogged);
}
