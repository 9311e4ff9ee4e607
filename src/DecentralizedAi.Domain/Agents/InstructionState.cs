using System.Collections.Immutable;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Models;

namespace DecentralizedAi.Domain.Agents;

/// <summary>An instruction as the agent's events tell it.</summary>
/// <param name="Actions">Ids of its actions in order; the turn number of the next is their count.</param>
/// <param name="Answer">Null until it has ended.</param>
public sealed record InstructionState(
    InstructionId Id, InstructionOrder Order, ImmutableList<Bytes32> Actions, string? Answer)
{
    /// <summary>Calls that one instruction may lead to.</summary>
    public const int MaxActions = 6;

    /// <summary>Number of the leaf that answered; 0 until then.</summary>
    public ulong Ended { get; init; }

    /// <summary>What the model used for it so far.</summary>
    public ModelUsage Used { get; init; }
}
