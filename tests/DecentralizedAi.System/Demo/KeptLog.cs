using System.Text;
using DecentralizedAi.Domain.Bundles;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Policy;

namespace DecentralizedAi.SystemTests.Demo;

/// <summary>A leaf of the log and the checkpoint that holds it.</summary>
internal sealed record KeptLeaf(BundleEntry Entry, LeafRecord Record, Leaf Leaf)
{
    public LeafKind Kind => Leaf.Tag.Kind;
    public LeafVerdict Verdict => Leaf.Tag.Verdict;
    public bool IsMoney => Leaf.Tag.Effect == LeafEffect.Money;

    public override string ToString() => $"leaf {Leaf.Seq} {Kind} {Verdict}";

    /// <summary>The document that the decision used.</summary>
    public FactsDocument Facts
    {
        get
        {
            var facts = (JcsValue.Map)Jcs.Parse(Record.Facts!.Text);
            return FactsReading.Read((JcsValue.Map)facts["call"]!, (JcsValue.Map)facts["facts"]!);
        }
    }
}

/// <summary>An instruction with the leaves of its actions, in order.</summary>
internal sealed record KeptInstruction(KeptLeaf Asked, IReadOnlyList<KeptLeaf> Leaves)
{
    public IReadOnlyList<LeafKind> MoneyKinds => [.. Leaves.Where(leaf => leaf.IsMoney).Select(leaf => leaf.Kind)];

    /// <summary>The only leaf of that kind which is about money.</summary>
    public KeptLeaf Money(LeafKind kind) => Leaves.Single(leaf => leaf.IsMoney && leaf.Kind == kind);
}

/// <summary>The log of the demo's only agent, from the bundle alone.</summary>
internal sealed class KeptLog
{
    public KeptLog(Bundle bundle)
    {
        Bundle = bundle;
        Leaves = [.. bundle.Entries.SelectMany(entry => entry.Leaves.Select(record => new KeptLeaf(entry, record,
            Leaf.TryOfWords([.. record.Words], out var leaf, out var fault)
                ? leaf
                : throw new InvalidOperationException(fault)))).OrderBy(leaf => leaf.Leaf.Seq)];
        Instructions = [.. Leaves.Where(leaf => leaf.Kind == LeafKind.Instructed).Select(asked => new KeptInstruction(
            asked, [.. Leaves.Where(leaf =>
                leaf.Record.Opens.Action?.Instruction.Value == asked.Leaf.Extension)]))];
    }

    public Bundle Bundle { get; }
    public BundleAgent Agent => Bundle.Agents.Single();
    public IReadOnlyList<KeptLeaf> Leaves { get; }

    /// <summary>In the order in which they were asked: pay, refuse, inject, approve, kill, vote.</summary>
    public IReadOnlyList<KeptInstruction> Instructions { get; }

    public KeptInstruction Pay => Instructions[0];
    public KeptInstruction Refuse => Instructions[1];
    public KeptInstruction Inject => Instructions[2];
    public KeptInstruction Approve => Instructions[3];
    public KeptInstruction Kill => Instructions[4];
    public KeptInstruction Vote => Instructions[5];

    /// <summary>What the vaults paid, as far as the bundle says.</summary>
    public IReadOnlyList<VaultSpend> Spends => [.. Agent.Spends.SelectMany(vault => vault.Spends)];

    public IReadOnlyList<VaultSpend> SpendsOf(KeptLeaf leaf) =>
        [.. Spends.Where(spend => spend.Action == leaf.Leaf.Action)];

    /// <summary>The policy of a root, compiled from the bundle's document, whose hash must be the root.</summary>
    public PolicySnapshot Policy(Bytes32 root)
    {
        var text = Encoding.UTF8.GetBytes(Bundle.Documents[root]);
        return PolicySnapshot.Compile(text) is CompileAnswer.Compiled { Snapshot: var policy } && policy.Root == root
            ? policy
            : throw new InvalidOperationException($"the document of {root} does not compile to that root");
    }
}
