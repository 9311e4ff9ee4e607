using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Domain.Bundles;

/// <summary>One document from which, with one block hash, a log is verified (<c>dai.bundle/1</c>).</summary>
public sealed record Bundle
{
    public const string Schema = "dai.bundle/1";

    public required UInt256 ChainId { get; init; }

    /// <summary>RLP of the header that everything is proven against.</summary>
    public required byte[] Header { get; init; }

    public required BundleContracts Contracts { get; init; }
    public required IReadOnlyList<AccountProof> Proofs { get; init; }

    /// <summary>The agents whose streams this bundle holds.</summary>
    public required IReadOnlyList<BundleAgent> Agents { get; init; }

    public required IReadOnlyList<BundleFreezes> Freezes { get; init; }
    public required IReadOnlyList<BundleOperator> Operators { get; init; }
    public required IReadOnlyList<BundleNode> Nodes { get; init; }
    public required IReadOnlyList<BundleEntry> Entries { get; init; }

    /// <summary>Leaves that no checkpoint holds yet; not checked.</summary>
    public required IReadOnlyList<LeafRecord> Unanchored { get; init; }

    /// <summary>Policies and compositions: canonical text by its hash.</summary>
    public required IReadOnlyDictionary<Bytes32, string> Documents { get; init; }

    public required IReadOnlyList<BundleProposal> Proposals { get; init; }

    /// <summary>
    /// Receipts of refusals by leaf hash (section <c>receipts</c>). Only an Opened leaf has a word for its receipt, so
    /// these are the operator's claim.
    /// </summary>
    public IReadOnlyDictionary<Bytes32, SaltedDocument> Receipts { get; init; } =
        new Dictionary<Bytes32, SaltedDocument>();

    /// <summary>Names of top-level members of a later edition; not checked.</summary>
    public IReadOnlyList<string> LaterSections { get; init; } = [];
}

/// <summary>The contracts of the DAO on this chain.</summary>
/// <param name="ActionLedger">Leases, heads.</param>
/// <param name="PolicyRegistry">Publications, freezes.</param>
/// <param name="AgentRegistry">Names, compositions.</param>
/// <param name="OperatorRegistry">Keys.</param>
/// <param name="Authority">The owner of every contract: a timelock, a Safe, another DAO.</param>
/// <param name="Governor">Our Governor, or null where the authority is another DAO.</param>
public sealed record BundleContracts(
    Address ActionLedger, Address PolicyRegistry, Address AgentRegistry, Address OperatorRegistry,
    Address Authority, Address? Governor);

/// <summary>An account and slots of it, as <c>eth_getProof</c> returns them.</summary>
public sealed record AccountProof(
    Address Address, IReadOnlyList<byte[]> Nodes, IReadOnlyList<SlotProof> Slots);

/// <param name="Slot">The slot.</param>
/// <param name="Value">Its content; 0 is an absent slot.</param>
/// <param name="Nodes">From the account's storage root.</param>
public sealed record SlotProof(Bytes32 Slot, Bytes32 Value, IReadOnlyList<byte[]> Nodes);

/// <summary>Steps of a hash chain that ends in a slot.</summary>
/// <param name="Before">Value before the first step listed; 0 if the list starts at the beginning.</param>
/// <param name="Steps">In order.</param>
public sealed record History<TStep>(Bytes32 Before, IReadOnlyList<TStep> Steps)
    where TStep : IHistoryStep
{
    public bool IsLate => !Before.IsZero;

    /// <summary>The value after each step, in order.</summary>
    public IEnumerable<Bytes32> Values()
    {
        var value = Before;
        foreach (var step in Steps)
            yield return value = step.After(value);
    }

    /// <summary>The value after the last step.</summary>
    public Bytes32 Last() => Steps.Aggregate(Before, (value, step) => step.After(value));
}

/// <summary>An exported agent.</summary>
public sealed record BundleAgent(
    UInt256 AgentId, string Name, History<PublicationStep> Publications, History<CompositionStep> Compositions,
    IReadOnlyList<VaultSpends> Spends);

/// <summary>Spends of one vault of an agent's history.</summary>
/// <param name="Vault">Where the money was.</param>
/// <param name="Before">Value of <c>spends</c> before the first one listed.</param>
/// <param name="Spends">In order; the stream is the agent's.</param>
public sealed record VaultSpends(Address Vault, Bytes32 Before, IReadOnlyList<VaultSpend> Spends);

/// <summary>A receipt of a vault without stream and vault, which stand around it.</summary>
public sealed record VaultSpend(
    ulong Number, Bytes32 Opened, Bytes32 Action, Address Asset, Address To, UInt256 Amount, ulong Epoch)
{
    public Spent In(StreamId stream, Address vault) =>
        new(stream, vault, Number, Opened, Action, Asset, To, Amount, Epoch);
}

public sealed record BundleFreezes(FreezeTarget Target, History<FreezeStep> History);

public sealed record BundleOperator(UInt256 OperatorId, History<LeaseStep> Leases, History<KeyStep> Keys);

/// <param name="Node">Address of its anchor key.</param>
/// <param name="Checkpoints">Ascending by number.</param>
public sealed record BundleNode(Address Node, IReadOnlyList<Checkpoint> Checkpoints);

/// <summary>What the root of a checkpoint answers when a stream is looked up.</summary>
/// <param name="Node">Node of the checkpoint.</param>
/// <param name="Number">Number of the checkpoint.</param>
/// <param name="Searched">The stream that is looked up.</param>
/// <param name="Path">From the root down.</param>
/// <param name="Entry">Where the search ends.</param>
/// <param name="Leaves">All leaves of the entry in order, or none.</param>
public sealed record BundleEntry(
    Address Node, ulong Number, StreamId Searched, IReadOnlyList<SearchStep> Path, StreamEntry Entry,
    IReadOnlyList<LeafRecord> Leaves);

/// <summary>A proposal whose calls publish a policy.</summary>
public sealed record BundleProposal(
    UInt256 Id, IReadOnlyList<Address> Targets, IReadOnlyList<UInt256> Values, IReadOnlyList<byte[]> Calldatas,
    string Description, BundleTallies? Tallies);

/// <summary>Votes in units of the token.</summary>
public sealed record BundleTallies(UInt256 Against, UInt256 For, UInt256 Abstain);
