using System.Collections.Immutable;
using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Domain.Transactions;

namespace DecentralizedAi.Domain.Agents;

/// <summary>What an owner of an agent has started and not heard of again. It dies with the owner: an heir starts from
/// the events alone.</summary>
public sealed record AgentWork
{
    public static AgentWork None { get; } = new();

    /// <summary>Instruction about which the model is being asked.</summary>
    public Bytes32? Thinking { get; init; }

    /// <summary>Proposals that cannot be decided yet, by instruction.</summary>
    public ImmutableDictionary<Bytes32, Proposal> Held { get; init; } = ImmutableDictionary<Bytes32, Proposal>.Empty;

    /// <summary>Actions whose tool is running.</summary>
    public ImmutableHashSet<Bytes32> Acting { get; init; } = [];

    /// <summary>Payments handed to the queue, by action: id of the transaction.</summary>
    public ImmutableDictionary<Bytes32, Bytes32> Paying { get; init; } = ImmutableDictionary<Bytes32, Bytes32>.Empty;

    /// <summary>How handed payments ended, by id of the transaction.</summary>
    public ImmutableDictionary<Bytes32, CallEnd> Ends { get; init; } = ImmutableDictionary<Bytes32, CallEnd>.Empty;

    /// <summary>The vault's next spend is being read.</summary>
    public bool Reading { get; init; }

    /// <summary>Questions that the model did not answer, by instruction: how many, and when to ask again (Unix ms).
    /// </summary>
    public ImmutableDictionary<Bytes32, (int Count, ulong Again)> Silences { get; init; } =
        ImmutableDictionary<Bytes32, (int, ulong)>.Empty;
}

/// <summary>What an agent does next; closed.</summary>
public abstract record AgentStep
{
    private AgentStep() { }

    /// <summary>Store documents, then events.</summary>
    public sealed record Log(AgentDecision Decision) : AgentStep;

    /// <summary>Ask the model.</summary>
    public sealed record Think(Bytes32 Instruction, ModelRequest Request) : AgentStep;

    /// <summary>Run a tool.</summary>
    public sealed record Act(ToolRun Run) : AgentStep;

    /// <summary>Hand a payment to the spender's queue.</summary>
    public sealed record Pay(ActionState Action, Chain.SpendOrder Order, Bytes32 Id) : AgentStep;

    /// <summary>Read a spend of the vault.</summary>
    public sealed record ReadSpend(Address Vault, ulong Number) : AgentStep;

    /// <summary>Nothing until a message arrives.</summary>
    public sealed record Rest : AgentStep;
}
