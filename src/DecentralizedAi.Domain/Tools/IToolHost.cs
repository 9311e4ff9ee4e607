using System.Collections.Immutable;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;

namespace DecentralizedAi.Domain.Tools;

/// <summary>Runs tools that hold no money. Whoever calls it has decided, reserved and stored before.</summary>
public interface IToolHost
{
    /// <summary>Everything this host declares for every agent, money included; <c>wallet.pay</c> is run by the vault
    /// alone. What plugins declare stands in the compositions that name them.</summary>
    ToolCatalogue Catalogue { get; }

    /// <summary>What it cannot run now and why, in words for whoever operates the node.</summary>
    IReadOnlyList<string> Troubles => [];

    /// <summary>The packages of plugins that it can run.</summary>
    IReadOnlyList<HostedPackage> Packages => [];

    /// <summary>Lets go of the plugins whose packages no approved composition names any more.</summary>
    /// <param name="packages">All that are named now.</param>
    void Keep(IReadOnlySet<Bytes32> packages)
    {
    }

    /// <summary>
    /// Runs one call. Never throws for what a tool does wrong: that is an outcome. The label of a result is the
    /// worst of what it was made from.
    /// </summary>
    Task<ToolOutcome> RunAsync(ToolRun run, CancellationToken cancellation);
}

/// <summary>A call that may run now.</summary>
/// <param name="Action">Id of the action: the idempotency key of keyed tools.</param>
/// <param name="Agent">The agent's number in the registry.</param>
/// <param name="Call">With values, not references.</param>
/// <param name="NotAfter">The last moment at which it may start.</param>
public sealed record ToolRun(Bytes32 Action, ulong Agent, ToolCall Call, DateTimeOffset NotAfter)
{
    /// <summary>Labels by argument; one that is absent is foreign.</summary>
    public IReadOnlyDictionary<string, LabelSet> Labels { get; init; } = ImmutableDictionary<string, LabelSet>.Empty;

    /// <summary>Packages of the composition under which it runs: of plugins, only these may serve it.</summary>
    public ImmutableArray<Bytes32> Plugins { get; init; } = [];
}

/// <summary>What came of a run.</summary>
public abstract record ToolOutcome
{
    private ToolOutcome()
    {
    }

    /// <summary>It ran.</summary>
    /// <param name="ResultJson">Canonical JSON for the log.</param>
    /// <param name="Text">The same for the model and for people, short.</param>
    /// <param name="Label">Of everything in it.</param>
    /// <param name="Evidence">As in the leaf's tag; 0 none.</param>
    /// <param name="EvidenceHash">0 when there is none.</param>
    public sealed record Done(string ResultJson, string Text, Label Label, byte Evidence, Bytes32 EvidenceHash)
        : ToolOutcome;

    /// <summary>It did not run, or did nothing. The reason is safe to publish.</summary>
    public sealed record Failed(string Reason) : ToolOutcome;

    /// <summary>Nobody knows whether it ran. The reason is safe to publish.</summary>
    public sealed record Unknown(string Reason) : ToolOutcome;
}
