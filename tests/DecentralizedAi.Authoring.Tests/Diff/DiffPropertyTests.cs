using DecentralizedAi.Authoring.Rehearsal.Diff;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Testing;
using Xunit;
using Xunit.Abstractions;

namespace DecentralizedAi.Authoring.Tests.Diff;

/// <summary>All and only the truth, over policies and calls that a seed draws.</summary>
public sealed class DiffPropertyTests(ITestOutputHelper output)
{
    private const int Pairs = 25;
    private const int Calls = 2_000;

    public static TheoryData<int> Seeds => new(Enumerable.Range(1, 6));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void No_call_changes_its_verdict_without_a_sentence_that_covers_it(int seed)
    {
        var (policies, calls) = (new RandomPolicies(seed), new RandomCalls(seed));
        var changed = 0;
        for (var pair = 0; pair < Pairs; pair++)
        {
            var (before, after) = Pair(policies);
            var diff = PolicyDiff.Of(before, after);
            for (var i = 0; i < Calls; i++)
            {
                var (call, facts) = (calls.Call(), calls.Facts());
                var moved = Strictness.Compare(
                    PolicyRules.Decide(call, before, facts), PolicyRules.Decide(call, after, facts));
                if (moved == Direction.None)
                    continue;
                changed++;
                var covered = diff.Covering(call, facts).Aggregate(Direction.None, (all, one) => all | one.Direction);
                Assert.True((covered & moved) == moved, $"seed {seed}, pair {pair}: {call} {moved}, covered {covered}\n"
                    + Text(before) + "\n" + Text(after) + "\n" + string.Join('\n', diff.Sentences.Select(s =>
                        $"{s.Word}: {s.Text}")));
                // Whatever it calls tightens never allows a call that was refused before.
                Assert.False(diff.Direction == Direction.Tightens && (moved & Direction.Loosens) != 0);
            }
        }
        output.WriteLine($"seed {seed}: {changed} of {Pairs * Calls} calls are decided differently, all covered");
        Assert.True(changed > 1_000);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_direction_is_shown_by_a_call_that_the_evaluator_confirms(int seed)
    {
        var policies = new RandomPolicies(1_000 + seed);
        for (var pair = 0; pair < Pairs; pair++)
        {
            var (before, after) = Pair(policies);
            foreach (var sentence in PolicyDiff.Of(before, after).Sentences)
            {
                var shown = Direction.None;
                foreach (var witness in sentence.Witnesses)
                {
                    var old = PolicyRules.Decide(witness.Call, before, witness.FactsBefore);
                    var now = PolicyRules.Decide(witness.Call, after, witness.FactsAfter);
                    Assert.Equal((old.Verdict, now.Verdict), (witness.Before.Verdict, witness.After.Verdict));
                    Assert.Equal(witness.Shows, witness.Shows & Strictness.Compare(old, now));
                    shown |= witness.Shows;
                }
                Assert.Equal(sentence.Doubt is not null, sentence.Direction != shown);
            }
        }
    }

    /// <summary>The next pair of which both are accepted and differ.</summary>
    private static (PolicySnapshot Before, PolicySnapshot After) Pair(RandomPolicies policies)
    {
        while (true)
        {
            var (before, after) = policies.Pair();
            if (PolicyFile.Compile(before) is CompileAnswer.Compiled { Snapshot: var old }
                && PolicyFile.Compile(after) is CompileAnswer.Compiled { Snapshot: var now } && old.Root != now.Root)
                return (old, now);
        }
    }

    private static string Text(PolicySnapshot policy) => System.Text.Encoding.UTF8.GetString(policy.Canonical.Span);
}
