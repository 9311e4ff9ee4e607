using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Domain.Bundles.Verification;

/// <summary>An action allowed after approval has every approval that its policy asks for.</summary>
internal static class ApprovalCheck
{
    /// <summary>Returns the number of approvals.</summary>
    public static int Check(Workspace work, AgentWork agent, ChainLeaf opened, PolicyJudgement judgement)
    {
        var action = agent.Actions[opened.Leaf.Action];
        var count = 0;
        foreach (var approver in judgement.Approvers)
        {
            var approved = action.Approved.Find(leaf => leaf.Opens.Instructor?.Id == approver.Word);
            if (approved is null && opened.IsGapped && action.Awaiting is null)
            {
                work.NotChecked("approvals before the first leaf of the bundle");
                continue;
            }
            Workspace.Require(approved is not null, opened.Element, $"{approver} did not approve");
            Workspace.Require(opened.Opens.Instructor is not { Kind: (byte)InstructorKind.Account } instructor
                || instructor.Id != approver.Word, approved!.Element, $"{approver} approves its own instruction");
            Says(agent, opened, approved);
            InTime(action, approved);
            count++;
        }
        return count;
    }

    private static void Says(AgentWork agent, ChainLeaf opened, ChainLeaf approved)
    {
        var message = (TypedData.Approval)approved.Opens.TypedData!;
        var expected = new TypedData.Approval(
            agent.Stream, ActionId.Of(opened.Leaf.Action), opened.Leaf.Body,
            opened.IsMoney ? Address.OfWord(opened.Leaf.Asset) : Address.Zero,
            opened.IsMoney ? opened.Leaf.Amount : UInt256.Zero,
            opened.IsMoney && opened.Opens.Extension is LeafExtension.Opened paid ? paid.To : Address.Zero,
            opened.Opens.Law.PolicyRoot, message.Deadline);
        Workspace.Require(message == expected, $"{approved.Element}.typedData",
            $"approves something else than {opened.Element}");
    }

    private static void InTime(ActionWork action, ChainLeaf approved)
    {
        var message = (TypedData.Approval)approved.Opens.TypedData!;
        Workspace.Require(approved.Leaf.Time / 1000 <= message.Deadline, approved.Element,
            $"time {approved.Leaf.Time} ms is above the signed deadline {message.Deadline} s");
        if (action.Awaiting?.Opens.Extension is LeafExtension.Awaiting awaiting)
            Workspace.Require(approved.Leaf.Time < awaiting.Deadline, approved.Element,
                $"time {approved.Leaf.Time} is not before the deadline {awaiting.Deadline}");
    }
}
