using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Domain.Bundles;
using DecentralizedAi.Domain.Bundles.Verification;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Testing;

namespace DecentralizedAi.Chain.Tests.Bundles;

/// <summary>A small DAO with one agent, built in memory: its chain state and whatever its nodes anchored.</summary>
internal sealed class LogWorld
{
    public const ulong Finality = 2, HeadBlock = 1000;

    public static readonly UInt256 ChainId = UInt256.Of(31337), Agent = UInt256.One, Operator = UInt256.One;
    public static readonly EthereumKey Manager = Key("manager"), Approver = Key("approver");
    public static readonly Address NodeA = Named("node a"), NodeB = Named("node b"), Vault = Named("vault");
    public static readonly Address Vendor = Named("vendor"), Stranger = Named("stranger"), Usdc = Named("usdc");

    public static readonly BundleContracts Contracts = new(Named("ledger"), Named("policies"), Named("agents"),
        Named("operators"), Named("authority"), null);

    public static readonly StreamId Stream = StreamId.For(ChainId, Contracts.ActionLedger, Agent);
    public static readonly Shard Shard = Shard.For(Agent);
    public static readonly SigningDomain Domain = new(ChainId, Contracts.ActionLedger);

    public LogWorld()
    {
        Documents = new() { [PolicyRoot] = WorldPolicy.Text, [OtherRoot] = WorldPolicy.Other };
        Leases = new() { [Operator] = [new LeaseStep(Shard, NodeA, 1, 10)] };
        Publications = [new PublicationStep(PolicyRoot, Bytes32.Zero, 5)];
        Compositions = [new CompositionStep(Composition, Operator, Vault, 5)];
        Keys = [new KeyStep(NodeA, KeyStep.Anchor, 1, 5), new KeyStep(NodeB, KeyStep.Anchor, 1, 5)];
    }

    public static Bytes32 PolicyRoot => Keccak256.Hash(WorldPolicy.Text);
    public static Bytes32 OtherRoot => Keccak256.Hash(WorldPolicy.Other);
    public static Bytes32 Composition => Keccak256.Hash("composition");

    public Dictionary<Bytes32, string> Documents { get; }
    public Dictionary<UInt256, List<LeaseStep>> Leases { get; }
    public List<PublicationStep> Publications { get; }
    public List<CompositionStep> Compositions { get; }
    public List<KeyStep> Keys { get; }
    public Dictionary<FreezeTarget, List<FreezeStep>> Freezes { get; } = [];
    public List<VaultSpend> Spends { get; } = [];
    public HashSet<Address> Contracted { get; } = [];

    /// <summary>Checkpoints per node, with what their roots hold.</summary>
    public SortedDictionary<Address, List<Anchored>> Nodes { get; } = [];

    public static ulong Time(ulong block) => 1767225600 + 12 * block;

    public static Address Named(string name) => Address.Of(Keccak256.Hash(name).ToArray().AsSpan(12));

    /// <summary>Takes the shard over in the next epoch.</summary>
    public void Take(Address node, ulong block)
    {
        var steps = Leases[Operator];
        steps.Add(new LeaseStep(Shard, node, steps[^1].Epoch + 1, block));
    }

    /// <summary>A checkpoint of leaves that follow each other; opened in the bundle unless it stays closed.</summary>
    public Anchored Anchor(
        Address node, ulong block, IReadOnlyList<LeafRecord> leaves, ulong epoch = 1, bool isOpen = true,
        UInt256? of = null)
    {
        var read = leaves.Select(Read).ToArray();
        var entry = StreamEntry.Of(of ?? Operator, epoch, read);
        return Anchor(node, block, entry, leaves, isOpen);
    }

    public Anchored Anchor(
        Address node, ulong block, StreamEntry entry, IReadOnlyList<LeafRecord> leaves, bool isOpen = true)
    {
        var list = Nodes.TryGetValue(node, out var known) ? known : Nodes[node] = [];
        var head = list.Count == 0 ? Bytes32.Zero : list[^1].Checkpoint.NextHead(ChainId, Contracts.ActionLedger, node);
        var tree = StreamsTree.Of([entry]);
        var leases = (Leases.GetValueOrDefault(entry.OperatorId) ?? []).Where(step => step.Block <= block)
            .Aggregate(Bytes32.Zero, (value, step) => step.After(value));
        var checkpoint = new Checkpoint((ulong)list.Count + 1, head, tree.Root, 1, (ulong)Math.Max(leaves.Count, 1),
            block, Time(block), leases);
        var anchored = new Anchored(node, checkpoint, tree.Search(Stream), leaves, isOpen);
        list.Add(anchored);
        return anchored;
    }

    public static Leaf Read(LeafRecord record) => Leaf.TryOfWords([.. record.Words], out var leaf, out var fault)
        ? leaf
        : throw new InvalidOperationException(fault);

    public VerificationResult Verify(Func<Bundle, Bundle>? edit = null, bool withManifest = true)
    {
        var state = new WorldState(this);
        var bundle = edit?.Invoke(state.Bundle) ?? state.Bundle;
        // Through the text, so that reader and writer are part of every scenario.
        var read = BundleReader.Read(BundleWriter.Write(bundle));
        return new BundleVerifier(new NethereumSignatureRecovery(), new PolicyJudge())
            .Verify(read, state.Trust, withManifest ? state.Manifest : null);
    }

    private static EthereumKey Key(string name) => EthereumKey.Of(Keccak256.Hash(name).ToArray());
}

/// <summary>A checkpoint and what its root holds.</summary>
internal sealed record Anchored(
    Address Node, Checkpoint Checkpoint, SearchProof Proof, IReadOnlyList<LeafRecord> Leaves, bool IsOpen);

internal static class WorldPolicy
{
    public static string Text { get; } = Write("500");

    /// <summary>The same, except that it asks for an approval sooner.</summary>
    public static string Other { get; } = Write("50");

    private static string Write(string above)
    {
        var manager = LogWorld.Manager.Account.ToLower();
        var approver = LogWorld.Approver.Account.ToLower();
        string[] instructors = [manager, approver, "schedule/morning"];
        Array.Sort(instructors, string.CompareOrdinal);
        var who = string.Join("\",\"", instructors);
        return Jcs.Canonicalise($$$$"""
            {"agent":"treasurer","chain":"eip155:31337","dai":"policy/1",
             "budgets":{"USDC":{"ask":{"above":"{{{{above}}}}","by":"{{{{approver}}}}","within":"3600"},
               "asset":"{{{{LogWorld.Usdc.ToLower()}}}}","burst":"1500","decimals":"6","payees":"vendors",
               "rate":{"amount":"300","per":"86400"}},
               "calls":{"burst":"9","rate":{"amount":"9","per":"60"}}},
             "events":{"deposit":{"contract":"{{{{LogWorld.Usdc.ToLower()}}}}","say":"Look.",
               "topic":"{{{{Keccak256.Hash("topic")}}}}"}},
             "lists":{"vendors":[{"address":"{{{{LogWorld.Vendor.ToLower()}}}}","name":"Hosting"}]},
             "rules":[{"id":"look","permit":["wallet.balance"]},
               {"id":"pay","permit":["wallet.pay"],
                "when":{"arg.to":{"in":"vendors"},"instructor":{"in":["{{{{who}}}}"]}}}],
             "schedules":{"morning":{"at":"0 8 * * *","say":"Look."}},
             "tools":{"wallet.balance":{"effect":"read"},
               "wallet.pay":{"args":{"amount":"amount","to":"address"},"effect":"money"}}}
            """);
    }
}
