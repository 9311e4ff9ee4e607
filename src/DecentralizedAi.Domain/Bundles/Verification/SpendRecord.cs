using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Domain.Bundles.Verification;

/// <summary>The proven spends of all vaults of one agent, and which of them a leaf has named.</summary>
internal sealed class SpendRecord
{
    private readonly Workspace _work;
    private readonly Dictionary<Bytes32, SpendAt> _spends = [];
    private readonly List<SpendAt> _inOrder = [];
    private readonly HashSet<Bytes32> _named = [];
    private readonly bool _isLate;

    public SpendRecord(Workspace work, AgentWork agent)
    {
        _work = work;
        var vaults = agent.Agent.Compositions.Steps
            .Select(step => step.Vault).Where(vault => !vault.IsZero).ToHashSet();
        var listed = new HashSet<Address>();
        Vaults = vaults.Count;
        for (var i = 0; i < agent.Agent.Spends.Count; i++)
        {
            var one = agent.Agent.Spends[i];
            var element = $"{agent.Element}.spends[{i}]";
            Workspace.Require(vaults.Contains(one.Vault), element, $"{one.Vault} is no vault of the agent's history");
            Workspace.Require(listed.Add(one.Vault), element, $"{one.Vault} a second time");
            Fold(agent, one, element);
            _isLate |= !one.Before.IsZero;
        }
        foreach (var vault in vaults.Where(vault => !listed.Contains(vault)))
            work.Ends(Bytes32.Zero, vault, Slots.Spends, $"{agent.Element}.spends");
        if (_isLate)
            work.NotChecked("spends before a list that starts late");
        _isLate |= agent.Agent.Compositions.IsLate;
    }

    public int Vaults { get; }
    public int Count => _inOrder.Count;

    public bool Has(Bytes32 spent) => _spends.ContainsKey(spent);

    /// <summary>The spend that a leaf names; null where it lies before a list that starts late.</summary>
    public SpendAt? Name(ChainLeaf leaf)
    {
        var hash = leaf.Leaf.Extension;
        if (!_spends.TryGetValue(hash, out var spend))
        {
            Workspace.Require(_isLate, leaf.Element, $"names spend {hash}, which is in no vault of the agent");
            _work.NotChecked("spends before a list that starts late");
            return null;
        }
        Workspace.Require(_named.Add(hash), leaf.Element, $"names {spend.Element}, which an earlier leaf names");
        return spend;
    }

    public IEnumerable<SpendAt> Unnamed() => _inOrder.Where(one => !_named.Contains(one.Hash));

    private void Fold(AgentWork agent, VaultSpends one, string element)
    {
        var value = one.Before;
        var first = one.Spends.Count > 0 ? one.Spends[0].Number : 1;
        Workspace.Require(first > 0 && first == 1 == one.Before.IsZero, element,
            $"starts with number {first} after {one.Before}");
        for (var i = 0; i < one.Spends.Count; i++)
        {
            var at = $"{element}.steps[{i}]";
            Workspace.Require(one.Spends[i].Number == first + (ulong)i, at,
                $"number {one.Spends[i].Number}, not {first + (ulong)i}");
            var spent = one.Spends[i].In(agent.Stream, one.Vault);
            var spend = new SpendAt(at, spent, spent.Hash());
            value = new SpendStep(spend.Hash).After(value);
            _spends.Add(spend.Hash, spend);
            _inOrder.Add(spend);
        }
        _work.Ends(value, one.Vault, Slots.Spends, element);
    }
}

/// <summary>A spend and its place in the bundle.</summary>
internal sealed record SpendAt(string Element, Spent Spent, Bytes32 Hash);
