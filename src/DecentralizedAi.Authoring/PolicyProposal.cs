using System.Collections.Immutable;
using System.Text.Json.Nodes;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Documents;

namespace DecentralizedAi.Authoring;

/// <summary>What came of preparing a proposal. Closed.</summary>
public abstract record ProposalAnswer
{
    private ProposalAnswer()
    {
    }

    public sealed record Prepared(PolicyProposal Proposal) : ProposalAnswer;

    /// <param name="Faults">At least one, by position.</param>
    public sealed record Refused(ImmutableArray<PolicyFault> Faults) : ProposalAnswer;
}

/// <summary>A document ready for <c>stage</c> and <c>publish</c>.</summary>
public sealed class PolicyProposal
{
    private PolicyProposal(PolicySnapshot snapshot) => Snapshot = snapshot;

    public PolicySnapshot Snapshot { get; }

    /// <summary>The bytes for <c>stage</c>.</summary>
    public ReadOnlyMemory<byte> Canonical => Snapshot.Canonical;

    public Bytes32 Root => Snapshot.Root;

    /// <summary>The vault's limits for <c>publish</c>, ascending by asset.</summary>
    public IReadOnlyList<AssetLimit> Limits => Snapshot.Limits.Published;

    /// <summary>Values for later modules; none today.</summary>
    public ImmutableArray<(Address Module, Bytes32 Value)> Rules => [];

    /// <summary>The fold over limits and rules, as the registry publishes it.</summary>
    public Bytes32 LimitsHash => Snapshot.Limits.Hash;

    /// <summary>The document in sentences, then what may leave without approval.</summary>
    public ImmutableArray<string> Sentences =>
        [.. PolicySentence.Of(Snapshot.Document), .. PolicySentence.Exposure(Snapshot.Document)];

    public static ProposalAnswer Of(string yaml) => PolicyFile.Compile(yaml) switch
    {
        CompileAnswer.Compiled compiled => new ProposalAnswer.Prepared(new(compiled.Snapshot)),
        CompileAnswer.Refused refused => new ProposalAnswer.Refused(refused.Faults),
        _ => throw new InvalidOperationException("no such answer"),
    };

    /// <summary>Why it must not be proposed for an agent of a chain, or null: a difference would deny everything.
    /// </summary>
    public string? Mismatch(ulong chain, string agent) =>
        Snapshot.Chain != chain ? $"the document is for chain {Snapshot.Chain}, the registry is on chain {chain}"
        : Snapshot.Agent != agent ? $"the document is for the agent '{Snapshot.Agent}', not for '{agent}'"
        : null;

    /// <summary>The plan as an object for scripts.</summary>
    public JsonObject ToJson() => new()
    {
        ["agent"] = Snapshot.Agent,
        ["root"] = Root.ToString(),
        ["canonical"] = System.Text.Encoding.UTF8.GetString(Canonical.Span),
        ["limits"] = new JsonArray([.. Snapshot.Limits.Limits.Select(limit => (JsonNode)new JsonObject
        {
            ["name"] = limit.Name,
            ["asset"] = limit.Limit.Asset.ToString(),
            ["decimals"] = limit.Decimals,
            ["perAction"] = limit.Limit.PerAction.ToString(),
            ["burst"] = limit.Limit.Burst.ToString(),
            ["rate"] = limit.Limit.Rate.ToString(),
            ["lifetime"] = limit.Limit.Lifetime.ToString(),
            ["payeesRoot"] = limit.Limit.PayeesRoot.ToString(),
            ["askAbove"] = limit.Limit.AskAbove.ToString(),
            ["askBy"] = limit.Limit.AskBy.ToString(),
        })]),
        ["rules"] = new JsonArray(),
        ["limitsHash"] = LimitsHash.ToString(),
        ["sentences"] = new JsonArray([.. Sentences.Select(sentence => (JsonNode)sentence)]),
    };
}
