using System.Globalization;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;

namespace DecentralizedAi.Chain.Dao;

/// <summary>A policy that a proposal would put in force, as the chain has it.</summary>
/// <param name="Policy">Null where its document is not on chain or does not compile here.</param>
/// <param name="InForce">Root of the policy in force now; 0 = none.</param>
/// <param name="Before">The policy in force; null where there is none or it does not compile here.</param>
public sealed record ProposedPolicy(
    DocumentStatements Statements, PolicySnapshot? Policy, Bytes32 InForce, PolicySnapshot? Before)
{
    /// <summary>Those of all <c>publish</c> calls, in their order.</summary>
    /// <exception cref="ChainException">No answer.</exception>
    public static async Task<IReadOnlyList<ProposedPolicy>> ReadAsync(
        ProposalView view, PolicyService policies, AttestationService attestations, CancellationToken cancellation)
    {
        var proposed = new List<ProposedPolicy>();
        foreach (var call in view.Calls.Where(call => call is { Contract: "PolicyRegistry", Function: "publish" }))
        {
            var root = Bytes32.Parse(Value(call, "root"));
            var agent = ulong.Parse(Value(call, "agentId"), CultureInfo.InvariantCulture);
            var policy = await CompileAsync(policies, root, cancellation).ConfigureAwait(false);
            var inForce = (await policies.ShowAsync(agent, cancellation).ConfigureAwait(false)).Root;
            proposed.Add(new(
                new DocumentStatements(root,
                    await policies.LimitsHashAsync(call.Data, cancellation).ConfigureAwait(false), policy?.Limits.Hash,
                    await attestations.ListAsync(root, cancellation).ConfigureAwait(false)),
                policy, inForce, await CompileAsync(policies, inForce, cancellation).ConfigureAwait(false)));
        }
        return proposed;
    }

    private static async Task<PolicySnapshot?> CompileAsync(
        PolicyService policies, Bytes32 root, CancellationToken cancellation) =>
        !root.IsZero && await policies.ReadAsync(root, cancellation).ConfigureAwait(false) is { } canonical
            ? (PolicySnapshot.Compile(canonical) as CompileAnswer.Compiled)?.Snapshot
            : null;

    private static string Value(DecodedCall call, string name) =>
        call.Arguments.First(argument => argument.Name == name).Value;
}
