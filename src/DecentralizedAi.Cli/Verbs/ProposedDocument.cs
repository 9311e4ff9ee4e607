using System.Globalization;
using System.Text.Json.Nodes;
using DecentralizedAi.Authoring.Rehearsal.Diff;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Cli.Development;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>A document that a proposal would put in force: what operators say about it, and what it changes.</summary>
/// <param name="Fault">Why nobody can say what it changes; null when the comparison is there.</param>
internal sealed record ProposedDocument(DocumentStatements Statements, PolicyDiff? Diff, string? Fault)
{
    /// <summary>Those of all <c>publish</c> calls, in their order.</summary>
    public static async Task<IReadOnlyList<ProposedDocument>> ReadAsync(
        DaoServices dao, ProposalView view, CancellationToken cancellation)
    {
        var documents = new List<ProposedDocument>();
        foreach (var call in view.Calls.Where(call => call is { Contract: "PolicyRegistry", Function: "publish" }))
        {
            var root = Bytes32.Parse(Value(call, "root"));
            var agent = ulong.Parse(Value(call, "agentId"), CultureInfo.InvariantCulture);
            var policy = await CompileAsync(dao, root, cancellation);
            var statements = new DocumentStatements(root, await dao.Policies.LimitsHashAsync(call.Data, cancellation),
                policy?.Limits.Hash, await dao.Attestations.ListAsync(root, cancellation));
            documents.Add(await CompareAsync(dao, statements, policy, agent, cancellation));
        }
        return documents;
    }

    public IEnumerable<string> Lines() => Statements.Lines()
        .Concat(Diff is null ? [$"    {Fault}"] : DiffReport.ToLines(Diff).Select(line => $"    {line}"));

    public JsonObject ToJson()
    {
        var written = Statements.ToJson();
        written["fault"] = Fault;
        written["diff"] = Diff is null ? null : DiffReport.ToJson(Diff);
        return written;
    }

    private static async Task<ProposedDocument> CompareAsync(
        DaoServices dao, DocumentStatements statements, PolicySnapshot? policy, ulong agent,
        CancellationToken cancellation)
    {
        if (policy is null)
            return new(statements, null, "it does not compile here: in force, it would deny everything");
        var before = (await dao.Policies.ShowAsync(agent, cancellation)).Root;
        if (before.IsZero)
            return new(statements, null, "it is the first policy of its agent");
        if (await CompileAsync(dao, before, cancellation) is not { } old)
            return new(statements, null, $"the policy in force, {before}, does not compile here");
        return PolicyDiff.Mismatch(old, policy) is { } why
            ? new(statements, null, $"nodes would deny everything: {why}")
            : new(statements, PolicyDiff.Of(old, policy), null);
    }

    private static async Task<PolicySnapshot?> CompileAsync(
        DaoServices dao, Bytes32 root, CancellationToken cancellation) =>
        await dao.Policies.ReadAsync(root, cancellation) is { } canonical
            ? (PolicySnapshot.Compile(canonical) as CompileAnswer.Compiled)?.Snapshot
            : null;

    private static string Value(DecodedCall call, string name) =>
        call.Arguments.First(argument => argument.Name == name).Value;
}
