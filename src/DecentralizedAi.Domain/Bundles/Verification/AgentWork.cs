using System.Globalization;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Domain.Bundles.Verification;

/// <summary>One exported agent while its stream is verified.</summary>
internal sealed class AgentWork
{
    public AgentWork(int index, BundleAgent agent, StreamId stream)
    {
        (Element, Agent, Stream, Shard) = ($"agents[{index}]", agent, stream, Shard.For(agent.AgentId));
        var compositions = agent.Compositions;
        Operators = new Timeline<UInt256>(UInt256.Zero, compositions.IsLate,
            compositions.Steps.Select(step => (step.Block, step.OperatorId)));
        Compositions = new Timeline<Bytes32>(Bytes32.Zero, compositions.IsLate,
            compositions.Steps.Select(step => (step.Block, step.Composition)));
        Roots = new Timeline<Bytes32>(Bytes32.Zero, agent.Publications.IsLate,
            agent.Publications.Steps.Select(step => (step.Block, step.Root)));
    }

    public string Element { get; }
    public BundleAgent Agent { get; }
    public StreamId Stream { get; }
    public Shard Shard { get; }
    public Timeline<UInt256> Operators { get; }
    public Timeline<Bytes32> Compositions { get; }
    public Timeline<Bytes32> Roots { get; }

    /// <summary>Entries of the stream whose node held the lease, in the bundle's order.</summary>
    public List<ChainEntry> Entries { get; } = [];

    /// <summary>The entries that make the stream, in its order.</summary>
    public List<ChainEntry> Chain { get; } = [];

    /// <summary>The leaves of the chain that are there.</summary>
    public List<ChainLeaf> Leaves { get; } = [];

    public Dictionary<Bytes32, ActionWork> Actions { get; } = [];
    public Dictionary<Bytes32, ChainLeaf> Instructions { get; } = [];

    /// <summary>The stream starts before the first leaf of this bundle.</summary>
    public bool StartsLate { get; set; }

    /// <summary>Counts the agent's operators in time, so that two entries can be ordered by who had it later.</summary>
    public int Tenure(UInt256 operatorId, ulong block)
    {
        for (var i = Operators.IndexAt(block); i >= 0; i--)
        {
            if (Operators.ValueAt(i) != operatorId)
                continue;
            while (i > 0 && Operators.ValueAt(i - 1) == operatorId)
                i--;
            return i;
        }
        return -1;
    }
}

/// <summary>A valid entry of a stream.</summary>
internal sealed record ChainEntry(int Index, BundleEntry Bundled, Checkpoint Checkpoint, int Tenure)
{
    public StreamEntry Entry => Bundled.Entry;
    public string Element => string.Create(CultureInfo.InvariantCulture, $"entries[{Index}]");
    public (int Tenure, ulong Epoch) Rank => (Tenure, Entry.LeaseEpoch);
    public ulong Count => Entry.ToSeq - Entry.FromSeq + 1;
}

/// <summary>A leaf at its place in a stream.</summary>
/// <param name="In">Its entry.</param>
/// <param name="Index">Within the entry.</param>
/// <param name="Leaf">The words, read.</param>
/// <param name="Record">The words with what opens them.</param>
/// <param name="Hash">Of the words.</param>
/// <param name="IsGapped">Whether leaves before it are not in this bundle.</param>
internal sealed record ChainLeaf(
    ChainEntry In, int Index, Leaf Leaf, LeafRecord Record, Bytes32 Hash, bool IsGapped)
{
    public string Element => string.Create(CultureInfo.InvariantCulture, $"{In.Element}.leaves[{Index}]");
    public LeafTag Tag => Leaf.Tag;
    public LeafKind Kind => Leaf.Tag.Kind;
    public LeafPreimages Opens => Record.Opens;
    public bool IsMoney => Leaf.Tag.Effect == LeafEffect.Money;

    /// <summary>Whether the law that is claimed opens the law's word; check 6 fails where it does not.</summary>
    public bool LawOpens => Opens.Law.Word == Leaf.Law;

    /// <summary>The facts or body, where present and of the word they claim.</summary>
    public static string? Matching(SaltedDocument? document, Bytes32 word) =>
        document is not null && document.Word == word ? document.Text : null;
}

/// <summary>The leaves of one action.</summary>
internal sealed class ActionWork
{
    public ChainLeaf? First { get; set; }
    public ChainLeaf? Awaiting { get; set; }
    public ChainLeaf? Opened { get; set; }
    public ChainLeaf? Ending { get; set; }
    public List<ChainLeaf> Approved { get; } = [];
}
