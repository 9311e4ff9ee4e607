using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Cli.Chaos.Referee;

/// <summary>What an instruction asks for.</summary>
internal enum AskedKind { Payment, Message, Look, Forbidden }

/// <summary>An instruction as whoever asked it remembers it.</summary>
/// <param name="Id">Its id; the log uses the same.</param>
/// <param name="Mark">What its effect looks like from outside, unique in a run; empty for an instruction that must have
/// no effect.</param>
/// <param name="Taken">A node answered that it is stored.</param>
internal sealed record Asked(Bytes32 Id, AskedKind Kind, string Mark, bool Taken);

/// <summary>Something that happened outside the nodes: a transfer on chain, a line in the recorder.</summary>
/// <param name="Where">For people: transaction, or file and line.</param>
internal sealed record Effect(string Mark, string Where);

/// <summary>How the log says that an action ended.</summary>
internal enum LoggedEnd { Open, Done, Failed, Unknown, Refused }

/// <summary>An action as the log has it.</summary>
internal sealed record LoggedAction(Bytes32 Instruction, Bytes32 Id, LoggedEnd End);

/// <summary>Everything that a referee may look at; none of it is a node's word of itself.</summary>
internal sealed record Evidence
{
    public required IReadOnlyList<Asked> Asked { get; init; }

    /// <summary>From the chain and from the recorder.</summary>
    public required IReadOnlyList<Effect> Effects { get; init; }

    /// <summary>Instructions of the log; true where the log holds their answer.</summary>
    public required IReadOnlyDictionary<Bytes32, bool> Instructions { get; init; }

    public required IReadOnlyList<LoggedAction> Actions { get; init; }

    /// <summary>Why the log did not verify against the chain; null where it did.</summary>
    public required string? LogFault { get; init; }

    /// <summary>Instructions without an end when a node was killed, summed over all kills.</summary>
    public required int InFlightAtKills { get; init; }
}
