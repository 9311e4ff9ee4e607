using DecentralizedAi.Domain.Budgets;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Policy.Limits;
using DecentralizedAi.Domain.Tools;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Policy;

public sealed class PolicySnapshotTests
{
    private static PolicySnapshot Treasurer => PolicySamples.Snapshot(0);

    private static UInt256 U(ulong number) => UInt256.Of(number);

    [Fact]
    public void Lists_its_budgets_and_shows_their_levels_by_name()
    {
        var policy = Treasurer;
        var coin = policy.Document.Money["USDC"].Asset;
        var state = BudgetDecider.Adopt(BudgetState.Empty, 1000, policy.ListedBudgets);
        var held = Assert.IsType<ReserveAnswer.Reserved>(BudgetDecider.Reserve(state, 1000, Bytes32.Zero,
            [new(BudgetKey.Of(coin), U(2_000_000)), new(BudgetKey.Of(ResourceKind.Calls), U(3))]));
        var levels = policy.Levels(held.State, 1000);
        Assert.Equal(policy.Document.Money.Keys.Concat(policy.Document.Resources.Keys).Order(), levels.Keys.Order());
        Assert.Equal(
            new BudgetLevel(policy.Document.Money["USDC"].Burst.Units - U(2_000_000), U(2_000_000)), levels["USDC"]);
        Assert.Equal(new BudgetLevel(policy.Document.Resources["calls"].Burst.Units - U(3), U(3)), levels["calls"]);
        Assert.Empty(policy.Levels(BudgetState.Empty, 1000));
    }

    [Fact]
    public void Takes_the_burst_where_no_other_limit_is_written()
    {
        var rate = new RateLine("1", U(100), 60);
        var least = new MoneyBudget("A", Address.Zero, 2, null, new("5", U(500)), rate, null, "p", null);
        Assert.Equal(
            new BucketLimits(U(500), U(500), BucketLimits.RateOf(U(100), 60), UInt256.MaxUInt128), least.Limits);
        var full = least with { PerAction = new("2", U(200)), Lifetime = new("9", U(900)) };
        Assert.Equal((U(200), U(900)), (full.Limits.PerAction, full.Limits.Lifetime));
        Assert.Equal(new BucketLimits(U(7), U(7), BucketLimits.RateOf(U(1), 1), UInt256.MaxUInt128),
            new ResourceBudget(ResourceKind.Calls, new("7", U(7)), new("1", U(1), 1)).Limits);
    }

    [Fact]
    public void Refuses_more_bytes_than_a_document_may_have_before_it_reads_them()
    {
        var refused = Assert.IsType<CompileAnswer.Refused>(
            PolicySnapshot.Compile(new byte[PolicyDocument.MostBytes + 1]));
        Assert.Equal("DAI-2123 line 1, column 1: size: found '24576 bytes', expected at most 24575 bytes of canonical "
            + "JSON", Assert.Single(refused.Faults).ToString());
        Assert.Equal("canonical", Assert.Single(Assert.IsType<CompileAnswer.Refused>(
            PolicySnapshot.Compile(new byte[PolicyDocument.MostBytes])).Faults).Class);
    }

    [Fact]
    public void Says_that_other_bytes_have_another_root()
    {
        var canonical = System.Text.Encoding.UTF8.GetString(Treasurer.Canonical.Span);
        var refused = Assert.IsType<CompileAnswer.Refused>(
            PolicySnapshot.Compile(System.Text.Encoding.UTF8.GetBytes(canonical.Replace("\"chain\":", "\"chain\": "))));
        Assert.Equal("DAI-2148 line 1, column 1: canonical: found 'the bytes of this document', expected its one "
            + "canonical form: other bytes have another root", Assert.Single(refused.Faults).ToString());
    }

    [Fact]
    public void Proves_a_payee_by_its_path_and_mode()
    {
        ListEntry[] entries = [.. Enumerable.Range(1, 5).Select(number => new ListEntry(
            $"0x{number:x40}", number == 3 ? "Third" : null, Calls: number == 4))];
        var tree = PayeeTree.Of([.. entries.Reverse()]);
        Assert.Equal(entries.Select(entry => entry.Value), tree.Payees.Select(payee => payee.Address.ToLower()));
        foreach (var entry in entries)
        {
            var (payee, proof) = tree.Find(Address.Parse(entry.Value))!.Value;
            Assert.Equal((entry.Name, entry.Calls ? 1 : 0), (payee.Name, (int)payee.Mode));
            Assert.True(PayeeTree.Proves(tree.Root, payee.Leaf, proof));
            Assert.False(PayeeTree.Proves(tree.Root, (payee with { Mode = 2 }).Leaf, proof));
            Assert.False(PayeeTree.Proves(tree.Root, payee.Leaf, proof.Append(tree.Root)));
        }
        Assert.Null(tree.Find(Address.Zero));
    }

    [Fact]
    public void Knows_each_agent_of_a_node_by_its_policy()
    {
        var (first, second) = (Treasurer, PolicySamples.Snapshot(2));
        var book = new PolicyBook([first, second]);
        Assert.Equal([first.Root, second.Root], book.Policies.Select(policy => policy.Root));
        Assert.Same(first, book[first.Agent]);
        Assert.Same(second, book[second.Agent]);
        Assert.Null(book["nobody"]);
        var call = ToolCall.Of("wallet.drain");
        var facts = new Facts { Instructor = Instructor.Operator, Time = DateTimeOffset.UnixEpoch };
        Assert.Equal(first.Root, book.Decide(first.Agent, call, facts)!.Policy);
        Assert.Null(book.Decide("nobody", call, facts));
    }

    [Fact]
    public void Takes_one_policy_for_an_agent()
    {
        var refused = Assert.Throws<ArgumentException>(() => new PolicyBook([Treasurer, Treasurer]));
        Assert.StartsWith($"two policies are for agent '{Treasurer.Agent}'", refused.Message);
    }
}
