using System.Text;
using DecentralizedAi.Cli.Why;
using DecentralizedAi.Domain.Bundles;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Testing;
using Xunit;

namespace DecentralizedAi.Cli.Tests.Log;

/// <summary>An action that was opened under one checkpoint and ended under a later one.</summary>
public sealed class LineageTests
{
    private static readonly Bundle Whole = BundleReader.Read(Encoding.UTF8.GetBytes(Vectors.ReadText("bundle.json")));
    private static readonly BundleEntry End = Whole.Entries.Last(entry =>
        entry.Leaves.Count == 2 && Whole.Entries.Any(other => other != entry && Acts(other, ActionOf(entry))));

    [Fact]
    public void Says_that_the_outcome_is_not_checked_while_it_is_in_no_checkpoint()
    {
        var early = Whole with
        {
            Entries = [.. Whole.Entries.Where(entry => entry != End)], Unanchored = [.. End.Leaves],
        };

        Assert.EndsWith("its end is in no checkpoint; ask again after the next one", OutcomeOf(early).Text);
        Assert.Equal("not checked", OutcomeOf(early).Mark);
    }

    [Fact]
    public void Says_that_the_log_ends_before_the_action_does()
    {
        var cut = Whole with { Entries = [.. Whole.Entries.Where(entry => entry != End)], Unanchored = [] };

        Assert.EndsWith("this log ends before the action does", OutcomeOf(cut).Text);
    }

    [Fact]
    public void Ends_every_action_of_a_whole_log_with_money_or_an_outcome_unless_it_was_refused() =>
        Assert.All(Whole.Entries.SelectMany(entry => entry.Leaves).Select(leaf => leaf.Words[6]).Distinct()
            .Where(action => action != default), action =>
        {
            var lines = new Lineage(Whole).Of(action)!;
            Assert.DoesNotContain(lines, line => line.Text.Contains("not checked yet"));
        });

    private static LineageLine OutcomeOf(Bundle bundle) =>
        Assert.Single(new Lineage(bundle).Of(ActionOf(End))!, line => line.Subject == "outcome");

    private static Bytes32 ActionOf(BundleEntry entry) => entry.Leaves.Count < 2 ? default : entry.Leaves[1].Words[6];

    private static bool Acts(BundleEntry entry, Bytes32 action) =>
        action != default && entry.Leaves.Any(leaf => leaf.Words[6] == action);
}
