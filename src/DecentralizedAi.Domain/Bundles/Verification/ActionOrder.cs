using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Domain.Bundles.Verification;

/// <summary>
/// The leaves of one action: Awaiting once, Approved each approver once, Opened once, Closed once; Expired or
/// Refused end it instead, and nothing follows.
/// </summary>
internal static class ActionOrder
{
    public static void Add(AgentWork agent, ChainLeaf leaf)
    {
        var key = leaf.Leaf.Action;
        if (!agent.Actions.TryGetValue(key, out var action))
            agent.Actions.Add(key, action = new ActionWork());
        Workspace.Require(action.Ending is null, leaf.Element,
            $"{leaf.Kind} after {action.Ending?.Kind} ended the action");
        Repeats(action, leaf);
        switch (leaf.Kind)
        {
            case LeafKind.Awaiting:
                Workspace.Require(action.First is null, leaf.Element, "Awaiting is an action's first leaf, once");
                action.Awaiting = leaf;
                break;
            case LeafKind.Approved:
                Waits(action, leaf);
                var by = leaf.Opens.Instructor?.Id;
                Workspace.Require(action.Approved.TrueForAll(one => one.Opens.Instructor?.Id != by), leaf.Element,
                    "approved by the same account a second time");
                action.Approved.Add(leaf);
                break;
            case LeafKind.Opened:
                Opened(action, leaf);
                break;
            case LeafKind.Closed:
                Closed(action, leaf);
                break;
            case LeafKind.Expired:
                Waits(action, leaf);
                action.Ending = leaf;
                break;
            default:
                Workspace.Require(action.Opened is null, leaf.Element, $"{leaf.Kind} after Opened");
                action.Ending = leaf;
                break;
        }
        action.First ??= leaf;
    }

    // Approved names the approver, not the instructor; so the first leaf that may be compared is another one.
    private static void Repeats(ActionWork action, ChainLeaf leaf)
    {
        if (action.First is not { } first)
            return;
        Workspace.Require(leaf.Leaf.Purpose == first.Leaf.Purpose, leaf.Element, "another purpose than the action's");
        Workspace.Require(leaf.Leaf.Asset == first.Leaf.Asset, leaf.Element, "another asset than the action's");
        var asked = action.Awaiting ?? action.Opened ?? (first.Kind == LeafKind.Approved ? null : first);
        Workspace.Require(leaf.Kind == LeafKind.Approved || asked is null
            || leaf.Leaf.Instructor == asked.Leaf.Instructor, leaf.Element, "another instructor than the action's");
    }

    // Before the first leaf of this bundle an action may have waited.
    private static void Waits(ActionWork action, ChainLeaf leaf)
    {
        Workspace.Require(action.Opened is null, leaf.Element, $"{leaf.Kind} after Opened");
        Workspace.Require(action.Awaiting is not null || leaf.IsGapped, leaf.Element, $"{leaf.Kind} without Awaiting");
        Workspace.Require(action.Awaiting is null || leaf.Leaf.Rule == action.Awaiting.Leaf.Rule, leaf.Element,
            $"{leaf.Kind} under another rule than Awaiting");
    }

    private static void Opened(ActionWork action, ChainLeaf leaf)
    {
        Workspace.Require(action.Opened is null, leaf.Element, "Opened a second time");
        action.Opened = leaf;
        if (leaf.Tag.Verdict != LeafVerdict.AllowedAfterApproval)
            return;
        Workspace.Require(action.Awaiting is not null || leaf.IsGapped, leaf.Element,
            "allowed after approval without Awaiting");
        Workspace.Require(action.Awaiting is not { } waiting
            || leaf.Leaf.Amount == waiting.Leaf.Amount && leaf.Leaf.Body == waiting.Leaf.Body, leaf.Element,
            "another amount or body than what was approved");
    }

    private static void Closed(ActionWork action, ChainLeaf leaf)
    {
        Workspace.Require(action.Opened is not null || leaf.IsGapped, leaf.Element, "Closed without Opened");
        Workspace.Require(action.Opened is null || leaf.Leaf.Rule == action.Opened.Leaf.Rule, leaf.Element,
            "Closed under another rule than Opened");
        Workspace.Require(!leaf.IsMoney || leaf.Tag.Verdict != LeafVerdict.Failed || leaf.Leaf.Amount.IsZero,
            leaf.Element, "failed, yet an amount moved");
        action.Ending = leaf;
    }
}
