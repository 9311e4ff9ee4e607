using System.Collections.Immutable;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Chain.Feed;

/// <summary>How the chain is watched.</summary>
public sealed class FeedOptions
{
    /// <summary>The operator whose agents, leases and nodes the views are about.</summary>
    public required ulong Operator { get; init; }

    /// <summary>Endpoints that must agree on a header before anything is believed. Default 1.</summary>
    public int Quorum { get; init; } = 1;

    /// <summary>Time between two looks at the head. Null (default): as the chain goes, soon while a block is due.
    /// </summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>Where no time between looks is given: endpoints are asked to announce their blocks, and each is looked
    /// at at once. Default true.</summary>
    public bool Listens { get; init; } = true;

    /// <summary>Keys of the node, whose accounts the views tell of. Default none.</summary>
    public IReadOnlyCollection<Address> Accounts { get; init; } = [];

    /// <summary>
    /// Payees whose freeze is proven even where no event speaks of them, so that an endpoint cannot hide one. Asked at
    /// each block; default none.
    /// </summary>
    public Func<IReadOnlyCollection<Address>> PayeesToProve { get; init; } = () => [];

    /// <summary>
    /// Logs to find in final blocks, those of the events in the policies in force. Asked at each block; default none.
    /// </summary>
    public Func<IReadOnlySet<LogSource>> LogsToFind { get; init; } = () => ImmutableHashSet<LogSource>.Empty;

    /// <summary>Told why a block was not believed, once for each reason in a row. Default nobody.</summary>
    public Action<FeedTrouble> Troubled { get; init; } = _ => { };
}

/// <summary>Why the feed is silent.</summary>
/// <param name="Code">A DAI code.</param>
public readonly record struct FeedTrouble(string Code, string Message);
