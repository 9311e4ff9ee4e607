using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Chain.Dao;

/// <summary>
/// A holder of the governance token and how much it gets, in the token's smallest unit (18 decimals).
/// </summary>
public readonly record struct TokenHolder(Address Account, UInt256 Amount);

/// <summary>What a DAO is founded with. Defaults are those of the development DAO; times in seconds.</summary>
public sealed class DaoSettings
{
    /// <summary>Holders of the whole, fixed supply of governance tokens. Empty where another DAO rules.</summary>
    public required IReadOnlyList<TokenHolder> Holders { get; init; }

    /// <summary>An existing timelock, Safe or DAO that rules instead of our Governor. Default none.</summary>
    public Address? Authority { get; init; }

    public string TokenName { get; init; } = "DecentralizedAi Governance";
    public string TokenSymbol { get; init; } = "DAIG";

    /// <summary>From a proposal to its vote. Default 1.</summary>
    public ulong VotingDelay { get; init; } = 1;

    /// <summary>Default 4.</summary>
    public uint VotingPeriod { get; init; } = 4;

    /// <summary>How long a vote goes on after a late quorum. Default 2.</summary>
    public ulong VoteExtension { get; init; } = 2;

    /// <summary>From queueing to execution. Default 2.</summary>
    public ulong TimelockDelay { get; init; } = 2;

    /// <summary>Tokens that a proposer needs. Default 0.</summary>
    public UInt256 ProposalThreshold { get; init; } = UInt256.Zero;

    /// <summary>Percent of the supply that has to take part, 1 to 100. Default 10.</summary>
    public uint QuorumPercent { get; init; } = 10;

    /// <summary>Immunity of a target after its freeze was lifted: one voting cycle. Default 9.</summary>
    public ulong Immunity { get; init; } = 9;

    /// <summary>Blocks after which a block is final. Default 2.</summary>
    public ulong Finality { get; init; } = 2;

    /// <summary>Blocks that a node's view may be old when it opens a payment. Default 3.</summary>
    public ulong StaleMoney { get; init; } = 3;

    /// <summary>Blocks within which a node anchors its leaves. Default 30.</summary>
    public ulong AnchorWithin { get; init; } = 30;

    /// <summary>Seconds since a node's last checkpoint after which it may not spend. Default 600.</summary>
    public ulong MaxLogAge { get; init; } = 600;

    /// <summary>Spends without a checkpoint after which a node may not spend. Default 64.</summary>
    public uint MaxUnlogged { get; init; } = 64;

    /// <summary>Also deploy a token that <see cref="DevTokenMinter"/> makes at will; local chains only.</summary>
    public Address? DevTokenMinter { get; init; }
}
