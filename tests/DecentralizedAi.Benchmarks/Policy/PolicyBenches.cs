using DecentralizedAi.Authoring.Rehearsal.Backtest;
using System.Collections.Frozen;
using DecentralizedAi.Benchmarks.Harness;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Explaining;

namespace DecentralizedAi.Benchmarks.Policy;

/// <summary>The figures of the policy engine.</summary>
internal static class PolicyBenches
{
    private const int Few = 10, Some = 1_000, Many = 10_000;
    private const int Rounds = 15;

    private const int Passes = 100;

    public static IEnumerable<Bench> All =>
    [
        new(["policy.decide.10", "policy.decide.1000", "policy.decide.10000", "policy.decide.growth",
            "policy.decide.bytes"], DecideAsync),
        MoneyBench.All,
        new(["policy.compile.10000"], CompileAsync),
        new(["policy.explain.10000"], ExplainAsync),
        new(["policy.backtest"], BacktestAsync),
        new(["policy.peer.rulesengine.10", "policy.peer.rulesengine.1000", "policy.peer.casbin.1000",
            "policy.peer.cedar.1000"], PolicyPeers.RunAsync),
    ];

    /// <summary>Our engine over a workload, after all of its answers were compared with a look at every rule.</summary>
    /// <param name="passes">How often a batch asks each request.</param>
    public static Subject Ours(RuleWorkload workload, string name, int passes = Passes)
    {
        var law = Law.Of(workload);
        foreach (var request in workload.Drawn)
        {
            if (law.Allows(request) != workload.Allows(request))
                throw new InvalidOperationException($"our answer to {request.Call} is not that of the rules");
        }
        return OfDrawn(workload, name, request => law.Allows(request), passes);
    }

    private static async Task<IReadOnlyList<Metric>> DecideAsync(CancellationToken cancellation)
    {
        var most = new RuleWorkload(Many);
        var dictionary = most.Drawn.Select(request => request.Agent + request.Tool).Distinct()
            .ToFrozenDictionary(key => key, key => key.Length * 25);
        var keys = most.Drawn.Select(request => request.Agent + request.Tool).ToArray();
        var found = 0;
        var limit = Subject.Of("dictionary look-up plus compare", Passes * keys.Length, () =>
        {
            for (var i = 0; i < Passes * keys.Length; i++)
                found += dictionary[keys[i % keys.Length]] >= most.Drawn[i % keys.Length].Amount ? 1 : 0;
        });
        var medians = await Harness.Rounds.MediansAsync(
            4 * Rounds + 1, limit, Ours(new(Few), "10"), Ours(new(Some), "1000"), Ours(most, "10000")).ConfigureAwait(false);
        return
        [
            new("policy.decide.10", "ns", medians[1], null, medians[0], null),
            new("policy.decide.1000", "ns", medians[2], null, medians[0], null),
            new("policy.decide.10000", "ns", medians[3], null, medians[0], 100),
            new("policy.decide.growth", "times", medians[3] / medians[1], null, null, 6),
            new("policy.decide.bytes", "B", BytesOfDecision(most), null, null, 0),
        ];
    }

    // Of the second time: each decision is made when it is wanted first, and handed out from then on.
    private static double BytesOfDecision(RuleWorkload workload)
    {
        var law = Law.Of(workload);
        var bytes = 0L;
        for (var time = 0; time < 2; time++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            foreach (var request in workload.Drawn)
                law.Allows(request);
            bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        }
        return bytes / (double)workload.Drawn.Length;
    }

    private static async Task<IReadOnlyList<Metric>> CompileAsync(CancellationToken cancellation)
    {
        var workload = new RuleWorkload(Many);
        var law = new Law();
        var medians = await Harness.Rounds.MediansAsync(Rounds,
            Subject.Of("compile and swap", 1, () => law.Book = Law.Compile(workload))).ConfigureAwait(false);
        return [new("policy.compile.10000", "ms", medians[0] / 1e6, null, null, 50)];
    }

    private static async Task<IReadOnlyList<Metric>> ExplainAsync(CancellationToken cancellation)
    {
        var workload = new RuleWorkload(Many);
        var law = Law.Of(workload);
        var medians = await Harness.Rounds.MediansAsync(Rounds, OfDrawn(workload, "explain", request =>
            PolicyExplainer.Explain(request.Call, law.Book![request.Agent]!, request.Facts).Change is null))
            .ConfigureAwait(false);
        return [new("policy.explain.10000", "us", medians[0] / 1e3, null, null, 5)];
    }

    // The loop of 'dai policy backtest' itself, over actions as it holds them.
    private static async Task<IReadOnlyList<Metric>> BacktestAsync(CancellationToken cancellation)
    {
        var workload = new RuleWorkload(Few);
        var policy = Law.Compile(workload)[RuleWorkload.AgentName(0)]!;
        var recorded = workload.Drawn.Where(request => request.Agent == policy.Agent)
            .Select((request, i) => Recorded(policy, request, (ulong)i))
            .ToArray();
        recorded = [.. Enumerable.Repeat(recorded, 10).SelectMany(again => again)];
        var same = 0L;
        var medians = await Harness.Rounds.MediansAsync(2 * Rounds + 1, Subject.Of("again", recorded.Length,
            () => same += PolicyBacktest.Run(policy, recorded).Same)).ConfigureAwait(false);
        return [new("policy.backtest", "actions/s", 1e9 / medians[0], null, null, 5_000_000, Better.Higher)];
    }

    private static RecordedAction Recorded(PolicySnapshot policy, WorkloadRequest request, ulong seq)
    {
        var reach = PolicyBacktest.ReachOf(PolicyRules.Decide(request.Call, policy, request.Facts));
        return new(default, seq, default, request.Call, request.Facts, reach, null, null,
            Opened: reach == Reach.Allowed, Failed: false);
    }

    private static Subject OfDrawn(
        RuleWorkload workload, string name, Func<WorkloadRequest, bool> answer, int passes = Passes)
    {
        var yes = 0;
        return Subject.Of(name, passes * workload.Drawn.Length, () =>
        {
            for (var pass = 0; pass < passes; pass++)
            {
                foreach (var request in workload.Drawn)
                    yes += answer(request) ? 1 : 0;
            }
        });
    }
}
