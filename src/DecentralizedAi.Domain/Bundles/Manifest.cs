using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Bundles;

/// <summary>Whose contracts they are (<c>dai.manifest/1</c>), so far as a verifier reads it.</summary>
public sealed record Manifest
{
    public const string Schema = "dai.manifest/1";

    public required UInt256 ChainId { get; init; }
    public required Deployed ActionLedger { get; init; }
    public required Deployed PolicyRegistry { get; init; }
    public required Deployed AgentRegistry { get; init; }
    public required Deployed OperatorRegistry { get; init; }

    /// <summary>The owner of every contract.</summary>
    public required Deployed Authority { get; init; }

    /// <summary>Null where the authority is another DAO.</summary>
    public Deployed? Governor { get; init; }

    /// <summary>Blocks after which a block is taken as final.</summary>
    public required ulong Finality { get; init; }

    /// <summary>Blocks after which a policy is too old for money.</summary>
    public required ulong StaleMoney { get; init; }

    /// <summary>Blocks within which a leaf is to be anchored.</summary>
    public required ulong AnchorWithin { get; init; }

    /// <summary>First four bytes of the call <c>PolicyRegistry.publish</c>, or null.</summary>
    public byte[]? PublishSelector { get; init; }

    /// <summary>Null where the authority is another DAO.</summary>
    public GovernorSlots? GovernorSlots { get; init; }
}

/// <summary>A contract and the hash of its code.</summary>
public sealed record Deployed(Address Address, Bytes32 CodeHash);

/// <summary>Base slots of the Governor's mappings.</summary>
public sealed record GovernorSlots(UInt256 Proposals, UInt256 Votes);
