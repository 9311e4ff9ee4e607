using DecentralizedAi.Benchmarks.Harness;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Testing.Agents;

namespace DecentralizedAi.Benchmarks.Cluster;

/// <summary>What a node computes for each action, each leaf and each checkpoint.</summary>
internal static class ClusterBenches
{
    private const int Rounds = 15, Batch = 2_000, Leaves = 1_024, Signatures = 200;

    public static IEnumerable<Bench> All =>
    [
        new(["cluster.action.read", "cluster.action.read.bytes", "cluster.action.money", "cluster.action.money.bytes"],
            ActionsAsync),
        new(["cluster.merkle", "cluster.merkle.bytes"], MerkleAsync),
        new(["cluster.signature"], SignatureAsync),
        IdleBench.Bench,
        RegisteredBench.Bench,
        EnforcedBench.Bench,
        MoveBench.Bench,
        OverloadBench.Bench,
        .. JournalBench.Benches,
    ];

    private static async Task<IReadOnlyList<Metric>> ActionsAsync(CancellationToken cancellation)
    {
        var read = new ActionWork("What is in invoice.txt?", FakeModel.Call("document.read", ("file", "@f1")));
        var money = new ActionWork("Pay 40 USDC to Hosting.",
            FakeModel.Call("wallet.pay", ("to", "@a1"), ("amount", "@n1 USDC")));
        var medians = await Harness.Rounds.MediansAsync(Rounds, Repeated("read", read), Repeated("money", money))
            .ConfigureAwait(false);
        return
        [
            new("cluster.action.read", "us", medians[0] / 1_000, null, null, 5),
            new("cluster.action.read.bytes", "B", BytesOf(Batch, () => read.Run()), null, null, 2_048),
            new("cluster.action.money", "us", medians[1] / 1_000, null, null, 5),
            new("cluster.action.money.bytes", "B", BytesOf(Batch, () => money.Run()), null, null, 2_048),
        ];
    }

    private static Subject Repeated(string name, ActionWork work) => Subject.Of(name, Batch, () =>
    {
        for (var i = 0; i < Batch; i++)
            work.Run();
    });

    // Leaf hashes and the tree over them, from the words of the leaves.
    private static async Task<IReadOnlyList<Metric>> MerkleAsync(CancellationToken cancellation)
    {
        var words = Enumerable.Range(0, Leaves * Leaf.WordCount).Select(i => Keccak256.Hash($"word {i}")).ToArray();
        var hashes = new Bytes32[Leaves];
        void Tree()
        {
            WordHash.Leaves(words, hashes);
            LeafTree.Root(hashes);
        }
        var medians = await Harness.Rounds.MediansAsync(Rounds, Subject.Of("tree", Leaves, Tree)).ConfigureAwait(false);
        return
        [
            new("cluster.merkle", "us", medians[0] / 1_000, null, null, 1.5),
            new("cluster.merkle.bytes", "B", BytesOf(1, Tree) / Leaves, null, null, 0),
        ];
    }

    private static async Task<IReadOnlyList<Metric>> SignatureAsync(CancellationToken cancellation)
    {
        var (key, digest) = (EthereumKey.Create(), Keccak256.Hash("digest"));
        var medians = await Harness.Rounds.MediansAsync(Rounds, Subject.Of("signature", Signatures, () =>
        {
            for (var i = 0; i < Signatures; i++)
                key.Sign(digest);
        })).ConfigureAwait(false);
        return [new("cluster.signature", "us", medians[0] / 1_000, null, null, 250)];
    }

    private static double BytesOf(int times, Action work)
    {
        work();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < times; i++)
            work();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)times;
    }
}
