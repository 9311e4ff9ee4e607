using System.Text.Json.Nodes;
using DecentralizedAi.Authoring.Rehearsal.Diff;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Cli.Development;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>A document that a proposal would put in force: what operators say about it, and what it changes.</summary>
internal sealed record ProposedDocument(DocumentStatements Statements, ProposedChange Change)
{
    /// <summary>Those of all <c>publish</c> calls, in their order.</summary>
    public static async Task<IReadOnlyList<ProposedDocument>> ReadAsync(
        DaoServices dao, ProposalView view, CancellationToken cancellation) =>
    [
        .. (await ProposedPolicy.ReadAsync(view, dao.Policies, dao.Attestations, cancellation)).Select(one =>
            new ProposedDocument(one.Statements, ProposedChange.Of(one.Policy, one.InForce, one.Before))),
    ];

    public IEnumerable<string> Lines() =>
        Statements.Lines().Concat(Change.Lines().Select(line => $"    {line}"));

    public JsonObject ToJson() => Change.AddTo(Statements.ToJson());
}
