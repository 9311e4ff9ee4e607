using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Domain.Bundles.Verification;

/// <summary>Check 8: what the vaults really paid is what the leaves say, each spend named at most once.</summary>
internal static class MoneyCheck
{
    public static IReadOnlyList<string> Run(Workspace work)
    {
        int vaults = 0, spends = 0, done = 0;
        foreach (var agent in work.Agents)
        {
            var record = new SpendRecord(work, agent);
            foreach (var leaf in agent.Leaves)
                done += Leaf(work, agent, record, leaf) ? 1 : 0;
            foreach (var one in record.Unnamed())
                work.Outside.Add(new ListedElement(one.Element,
                    $"outside the log: {one.Spent.Amount} of {one.Spent.Asset} to {one.Spent.To}"));
            vaults += record.Vaults;
            spends += record.Count;
        }
        return
        [
            $"{vaults} vaults", $"{spends} spends", $"{done} of them by closed actions", $"{work.Found.Count} found",
            $"{work.Outside.Count} outside the log",
        ];
    }

    private static bool Leaf(Workspace work, AgentWork agent, SpendRecord record, ChainLeaf leaf)
    {
        if (leaf.Opens.LaterExtension is not null)
            return false;
        switch (leaf.Kind)
        {
            case LeafKind.Found when record.Name(leaf) is { } found:
                Workspace.Require(found.Spent.Asset.Word == leaf.Leaf.Asset && found.Spent.Amount == leaf.Leaf.Amount,
                    leaf.Element, $"asset or amount is not that of {found.Element}");
                work.Found.Add(new ListedElement(found.Element,
                    $"found: {found.Spent.Amount} of {found.Spent.Asset} to {found.Spent.To}"));
                return false;
            case LeafKind.Closed when leaf.IsMoney && leaf.Tag.Verdict == LeafVerdict.Done:
                if (record.Name(leaf) is not { } paid)
                    return false;
                Paid(agent, leaf, paid.Spent);
                return true;
            case LeafKind.Closed:
                Workspace.Require(!record.Has(leaf.Leaf.Extension), leaf.Element,
                    "names a spend, though it is not done, or moves no money");
                return false;
            default:
                return false;
        }
    }

    private static void Paid(AgentWork agent, ChainLeaf leaf, Spent spent)
    {
        Workspace.Require(spent.Action == leaf.Leaf.Action, leaf.Element, $"the spend is of action {spent.Action}");
        Workspace.Require(spent.Asset.Word == leaf.Leaf.Asset, leaf.Element, $"the spend is of asset {spent.Asset}");
        Workspace.Require(spent.Amount == leaf.Leaf.Amount, leaf.Element,
            $"amount {leaf.Leaf.Amount}, the vault paid {spent.Amount}");
        if (agent.Actions[leaf.Leaf.Action].Opened is not { } opened)
            return;
        Workspace.Require(spent.Opened == opened.Hash, leaf.Element, $"the spend names Opened leaf {spent.Opened}");
        Workspace.Require(spent.Amount <= opened.Leaf.Amount, leaf.Element,
            $"paid {spent.Amount}, opened for {opened.Leaf.Amount}");
        Workspace.Require(opened.Opens.Extension is not LeafExtension.Opened extension || spent.To == extension.To,
            leaf.Element, $"paid to {spent.To}");
    }
}
