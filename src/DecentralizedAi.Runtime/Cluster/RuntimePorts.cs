using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Domain.Tools;
using Address = DecentralizedAi.Domain.Encoding.Address;

namespace DecentralizedAi.Runtime.Cluster;

/// <summary>Everything outside that a node's actors need; none may be missing.</summary>
public sealed record RuntimePorts
{
    /// <summary>Chain id and ledger: the domain of signatures and streams.</summary>
    public required SigningDomain Domain { get; init; }

    /// <summary>The operator that this node belongs to.</summary>
    public required ulong Operator { get; init; }

    public required IChainFeed Feed { get; init; }
    public required IDocumentSource Documents { get; init; }
    public required ICheckpointReader Checkpoints { get; init; }
    public required IVaultCalls Vault { get; init; }
    public required ILedgerCalls Ledger { get; init; }

    /// <summary>Transactions of the spender key. Nobody else may use the key.</summary>
    public required IChainWriter Spender { get; init; }

    /// <summary>Transactions of the anchor key, whose address is the node's id.</summary>
    public required IChainWriter Anchor { get; init; }

    /// <summary>Most that either key offers for a unit of gas, in wei.</summary>
    public UInt256 MostFee { get; init; } = UInt256.MaxValue;

    public required IModel Model { get; init; }

    /// <summary>Why the model does not answer; null while it does.</summary>
    public Func<string?> ModelTrouble { get; init; } = () => null;

    public required IToolHost Tools { get; init; }

    /// <summary>Of all nodes of the operator, in the database that has the bodies.</summary>
    public required IJournal Journal { get; init; }

    public required IBatchStore Batches { get; init; }

    /// <summary>Compositions that this node can host, by hash.</summary>
    public required IReadOnlyDictionary<Bytes32, HostedComposition> Compositions { get; init; }

    /// <summary>Account behind a signature of 65 bytes.</summary>
    public required ApprovalDecider.Recover Recover { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Those that the DAO was founded with.</summary>
    public required AgentLimits Limits { get; init; }

    /// <summary>Time between two batches of leaves.</summary>
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Pending leaves that make a batch due at once.</summary>
    public int CheckpointLeaves { get; init; } = 1_000;

    internal Address Node => Anchor.Account;
}
