using DecentralizedAi.Domain.Bundles.Verification;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using Xunit;

namespace DecentralizedAi.SystemTests.Demo;

/// <summary>Steps <c>kill vote why verify</c>, derived from the kept chain and the bundle alone.</summary>
[Collection(DemoCollection.Name)]
public sealed class DemoProofTests(DemoFixture demo)
{
    [Fact]
    public void Kill_moved_the_agent_to_another_node_which_answered()
    {
        var takeovers = demo.Log.Leaves.Where(leaf => leaf.Kind == LeafKind.Takeover).ToList();
        Assert.True(takeovers.Count >= 2, $"{takeovers.Count} takeovers");
        Assert.Equal(new LeafExtension.Takeover(Address.Zero, 0), takeovers[0].Record.Opens.Extension);
        var dead = takeovers[0].Entry.Node;
        var heir = takeovers[1];
        Assert.Equal(new LeafExtension.Takeover(dead, 1), heir.Record.Opens.Extension);
        Assert.NotEqual(dead, heir.Entry.Node);
        Assert.All(demo.Log.Kill.Leaves, leaf => Assert.NotEqual(dead, leaf.Entry.Node));
        Assert.Contains(demo.Log.Kill.Leaves, leaf => leaf.Verdict == LeafVerdict.Done);
        Assert.Equal(demo.Log.Leaves.Select((_, i) => (ulong)i + 1), demo.Log.Leaves.Select(leaf => leaf.Leaf.Seq));
    }

    [Fact]
    public void Vote_published_another_policy_and_the_refused_call_was_allowed_under_it()
    {
        var steps = demo.Log.Agent.Publications.Steps;
        var refused = demo.Log.Refuse.Money(LeafKind.Refused);
        var opened = demo.Log.Vote.Money(LeafKind.Opened);
        Assert.Equal(2, steps.Count);
        Assert.Equal(steps[0].Root, refused.Record.Opens.Law.PolicyRoot);
        Assert.Equal(steps[1].Root, opened.Record.Opens.Law.PolicyRoot);
        Assert.Equal(refused.Facts.Call.Tool, opened.Facts.Call.Tool);
        Assert.Equal(refused.Facts.Call.Args["to"], opened.Facts.Call.Args["to"]);
        Assert.Equal(refused.Facts.Call.Args["amount"], opened.Facts.Call.Args["amount"]);
        Assert.Equal(refused.Leaf.Amount, demo.Log.SpendsOf(opened).Single().Amount);
        Assert.Contains(demo.Log.Leaves, leaf => leaf.Kind == LeafKind.Governed
            && leaf.Record.Opens.Extension is LeafExtension.Governed governed
            && governed == new LeafExtension.Governed(steps[0].Root, steps[1].Root));
    }

    [Fact]
    public void Every_action_leads_from_its_instruction_over_rule_and_policy_to_the_votes()
    {
        var decided = demo.Log.Leaves.Where(leaf =>
            leaf.Kind is LeafKind.Opened or LeafKind.Refused or LeafKind.Awaiting).ToList();
        Assert.True(decided.Count >= 7, $"{decided.Count} decisions");
        foreach (var leaf in decided)
        {
            var place = leaf.Record.Opens.Action!.Value;
            var asked = Assert.Single(
                demo.Log.Instructions, one => one.Asked.Leaf.Extension == place.Instruction.Value);
            Assert.True(asked.Asked.Leaf.Seq < leaf.Leaf.Seq);
            Assert.NotNull(leaf.Record.Facts);
            Assert.True(leaf.Record.Opens.Rule is not null || leaf.Kind == LeafKind.Refused, $"leaf {leaf.Leaf.Seq}");
            var root = leaf.Record.Opens.Law.PolicyRoot;
            Assert.Contains(demo.Log.Agent.Publications.Steps, step => step.Root == root);
            if (leaf.Record.Opens.Rule is { } rule)
                Assert.Contains(demo.Log.Policy(root).Document.Rules, one => one.Id.ToString() == rule);
            var proposal = Assert.Single(demo.Log.Bundle.Proposals, one => one.Calldatas.Any(
                data => data.Length >= 68 && data.AsSpan(36, 32).SequenceEqual(root.ToArray())));
            Assert.True(proposal.Tallies!.For > proposal.Tallies.Against, proposal.Description);
        }
    }

    [Fact]
    public void Every_decision_carries_the_receipt_of_the_shipped_model()
    {
        foreach (var leaf in demo.Log.Leaves.Where(leaf => leaf.Kind is LeafKind.Opened or LeafKind.Refused))
        {
            var receipt = leaf.Kind == LeafKind.Opened
                ? leaf.Record.Receipt
                : demo.Log.Bundle.Receipts.GetValueOrDefault(leaf.Record.Hash());
            Assert.True(receipt is not null, $"leaf {leaf.Leaf.Seq} has no receipt");
            if (leaf.Record.Opens.Extension is LeafExtension.Opened opened)
                Assert.Equal(opened.Receipt, receipt.Word);
            var fields = (JcsValue.Map)Jcs.Parse(receipt.Text);
            Assert.Equal(JcsValue.Of("dai.receipt/1"), fields["schema"]);
            Assert.Equal(JcsValue.Of(ShippedModel.Sha256.ToString()), fields["model"]);
        }
    }

    [Fact]
    public void Verify_passes_all_nine_checks_from_the_trusted_hash()
    {
        var result = demo.Verify(demo.BundleBytes);
        Assert.True(result.Exit == 0, $"{result.Failure}");
        Assert.All(result.Checks, check => Assert.Equal(CheckState.Passed, check.State));
        Assert.Empty(result.Void);
        Assert.Empty(result.Disowned);
    }

    [Fact]
    public void Verify_fails_with_5_for_a_flipped_byte_wherever_in_the_words_of_a_leaf_it_is()
    {
        var bundle = demo.BundleBytes;
        var digits = WordDigits(bundle);
        var random = new Random(20);
        for (var i = 0; i < 8; i++)
        {
            var at = digits[random.Next(digits.Count)];
            var flipped = (byte[])bundle.Clone();
            // Another hexadecimal digit in its place: the document stays well-formed.
            flipped[at] = (byte)(flipped[at] == '0' ? '7' : '0');
            var result = demo.Verify(flipped);
            Assert.True(result is { Exit: 5, Failure: not null }, $"the byte at {at} was not missed");
        }
    }

    /// <summary>Places of the hexadecimal digits in the words of all leaves.</summary>
    private static List<int> WordDigits(byte[] bundle)
    {
        var places = new List<int>();
        for (var at = Next(bundle, "\"words\":[", 0); at >= 0; at = Next(bundle, "\"words\":[", at))
        {
            var end = at + bundle.AsSpan(at).IndexOf((byte)']');
            for (var word = Next(bundle, "0x", at); word >= 0 && word < end; word = Next(bundle, "0x", word))
                places.AddRange(Enumerable.Range(word, 64));
            at = end;
        }
        return places;
    }

    /// <summary>Behind the next place of <paramref name="text"/>, or -1.</summary>
    private static int Next(byte[] bundle, string text, int from)
    {
        var found = bundle.AsSpan(from).IndexOf(global::System.Text.Encoding.UTF8.GetBytes(text));
        return found < 0 ? -1 : from + found + text.Length;
    }
}
