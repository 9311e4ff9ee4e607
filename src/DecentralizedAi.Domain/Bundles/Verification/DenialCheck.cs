using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Domain.Bundles.Verification;

/// <summary>An Expired leaf that says an approver denied the action carries that account's signature.</summary>
internal static class DenialCheck
{
    /// <summary>Returns the number of signatures that were checked: 0 or 1.</summary>
    public static int Check(Workspace work, AgentWork agent, ChainLeaf leaf)
    {
        if (leaf.Kind != LeafKind.Expired || leaf.Tag.Evidence != LeafEvidence.CounterpartySignature)
            return 0;
        var denial = leaf.Record.Body is { } body ? DenialDocument.Read(Jcs.TryParseCanonical(body.Text)) : null;
        if (denial is null || agent.Actions[leaf.Leaf.Action].Awaiting is not { } waiting)
        {
            work.NotChecked("who denied an action");
            return 0;
        }
        Workspace.Require(leaf.Leaf.Time / 1000 <= denial.Deadline, leaf.Element,
            $"time {leaf.Leaf.Time} ms is above the signed deadline {denial.Deadline} s");
        var signed = new TypedData.Denial(
            agent.Stream, ActionId.Of(leaf.Leaf.Action), waiting.Leaf.Body, denial.Reason, denial.Deadline);
        return work.Signs(denial.Approver, signed.Digest(work.Domain), denial.Signature, $"{leaf.Element}.body")
            ? 1
            : 0;
    }
}
