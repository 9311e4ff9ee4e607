using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using Xunit;

namespace DecentralizedAi.SystemTests.Demo;

/// <summary>Steps <c>pay refuse inject approve thief</c>, derived from the kept chain and the bundle alone.</summary>
[Collection(DemoCollection.Name)]
public sealed class DemoMoneyTests(DemoFixture demo)
{
    [Fact]
    public void Six_instructions_were_signed_by_one_account_and_each_was_answered()
    {
        Assert.Equal(6, demo.Log.Instructions.Count);
        Assert.Single(demo.Log.Instructions.Select(one => one.Asked.Record.Opens.Instruction!.Value.Id).Distinct());
        Assert.All(demo.Log.Instructions, one => Assert.NotNull(one.Asked.Record.Opens.Signature));
        Assert.Equal(6, demo.Log.Leaves.Count(leaf => leaf.Kind == LeafKind.Answered));
    }

    [Fact]
    public async Task Pay_was_allowed_and_the_vault_paid_exactly_that()
    {
        var pay = demo.Log.Pay;
        Assert.Equal([LeafKind.Opened, LeafKind.Closed], pay.MoneyKinds);
        Assert.Equal(LeafVerdict.Allowed, pay.Money(LeafKind.Opened).Verdict);
        await PaidAsync(pay);
    }

    [Fact]
    public async Task Refuse_left_a_refusal_and_no_spend()
    {
        var refused = demo.Log.Refuse.Money(LeafKind.Refused);
        var law = demo.Log.Policy(refused.Record.Opens.Law.PolicyRoot);
        Assert.Equal([LeafKind.Refused], demo.Log.Refuse.MoneyKinds);
        Assert.InRange(refused.Verdict, LeafVerdict.DeniedByRule, LeafVerdict.OverBudget);
        Assert.True(refused.Leaf.Amount > law.Limits.Of(Token(refused))!.Limit.PerAction, "within the limit");
        await NothingMovedAsync(refused);
    }

    [Fact]
    public async Task Inject_was_proposed_by_the_model_with_foreign_arguments_and_refused()
    {
        var inject = demo.Log.Inject;
        var read = inject.Leaves.Single(leaf => leaf.Kind == LeafKind.Closed);
        var refused = inject.Money(LeafKind.Refused);
        var law = demo.Log.Policy(refused.Record.Opens.Law.PolicyRoot);
        var stranger = Address.Parse(refused.Facts.Call.Args["to"].ToLowerInvariant());
        Assert.Equal(LeafLabel.Foreign, read.Leaf.Tag.Label);
        Assert.Equal("document.read", inject.Leaves.First(leaf => leaf.Kind == LeafKind.Opened).Facts.Call.Tool);
        Assert.Equal("wallet.pay", refused.Facts.Call.Tool);
        Assert.Contains("foreign", refused.Facts.Labels["to"]);
        Assert.Contains("foreign", refused.Facts.Turn);
        Assert.Null(law.Limits.PayeeOf(Token(refused), stranger));
        Assert.Equal(UInt256.Zero, await demo.Chain.Vaults.BalanceAsync(Token(refused), stranger, default));
        await NothingMovedAsync(refused);
    }

    [Fact]
    public async Task Approve_waited_for_somebody_else_and_then_paid()
    {
        var approve = demo.Log.Approve;
        Assert.Equal([LeafKind.Awaiting, LeafKind.Approved, LeafKind.Opened, LeafKind.Closed], approve.MoneyKinds);
        var (awaiting, approved) = (approve.Money(LeafKind.Awaiting), approve.Money(LeafKind.Approved));
        var opened = approve.Money(LeafKind.Opened);
        var limit = demo.Log.Policy(awaiting.Record.Opens.Law.PolicyRoot).Limits.Of(Token(awaiting))!.Limit;
        Assert.Equal(LeafVerdict.AllowedAfterApproval, opened.Verdict);
        Assert.True(awaiting.Leaf.Amount > limit.AskAbove, "nobody had to be asked");
        Assert.Equal(limit.AskBy.Word, approved.Record.Opens.Instructor!.Value.Id);
        Assert.NotEqual(approve.Asked.Record.Opens.Instruction!.Value.Id, approved.Record.Opens.Instructor.Value.Id);
        Assert.Equal(awaiting.Leaf.Body, ((TypedData.Approval)approved.Record.Opens.TypedData!).Call);
        await PaidAsync(approve);
    }

    [Fact]
    public async Task Thief_took_something_and_all_spends_together_stay_within_the_vaults_bound()
    {
        var spends = await demo.Chain.SpendsAsync(Vault);
        var outside = spends.Where(spend => demo.Log.Leaves.All(leaf => leaf.Leaf.Action != spend.Action)).ToList();
        Assert.NotEmpty(outside);
        var laws = demo.Log.Agent.Publications.Steps;
        Assert.All(outside, spend => Assert.True(spend.Block.Number > laws[^1].Block, $"{spend} is too early"));
        var first = laws[0];
        var since = (await demo.Chain.HeaderAsync($"0x{first.Block:x}")).Head.Time;
        foreach (var limit in laws.Select(step => demo.Log.Policy(step.Root).Limits.Limits.Single()))
        {
            // A bucket gives no more than it held and what flowed in: the thief and the agent together.
            var seconds = spends[^1].Block.Time - since;
            var bound = limit.Limit.Burst + (limit.Limit.Rate.SaturatingMultiply(seconds) >> 64) + UInt256.One;
            var sum = spends.Aggregate(UInt256.Zero, (total, spend) => total + spend.Amount);
            Assert.True(sum <= bound, $"{sum} left the vault, the bound is {bound}");
            Assert.All(spends, spend => Assert.NotNull(limit.Payees.Find(spend.To)));
            Assert.All(spends, spend => Assert.True(spend.Amount <= limit.Limit.Lifetime));
        }
        // A stranger's verifier lists each of them, found by the agent or not yet.
        var result = demo.Verify(demo.BundleBytes);
        Assert.Equal(outside.Count, result.Found.Count + result.Outside.Count);
    }

    [Fact]
    public async Task The_bundle_lists_every_spend_of_the_vault()
    {
        var spends = await demo.Chain.SpendsAsync(Vault);
        Assert.Equal(
            spends.Select(spend => (spend.Number, spend.Opened, spend.Action, spend.To, spend.Amount)),
            demo.Log.Spends.Select(spend => (spend.Number, spend.Opened, spend.Action, spend.To, spend.Amount)));
    }

    private Address Vault => demo.Log.Agent.Compositions.Steps.Single().Vault;

    private static Address Token(KeptLeaf leaf) => Address.OfWord(leaf.Leaf.Asset);

    /// <summary>One spend of the vault for the action: of the opened amount, to the opened and listed payee.</summary>
    private async Task PaidAsync(KeptInstruction instruction)
    {
        var (opened, closed) = (instruction.Money(LeafKind.Opened), instruction.Money(LeafKind.Closed));
        var spend = Assert.Single(
            await demo.Chain.SpendsAsync(Vault), spend => spend.Action == opened.Leaf.Action);
        var to = ((LeafExtension.Opened)opened.Record.Opens.Extension!).To;
        Assert.Equal(LeafVerdict.Done, closed.Verdict);
        Assert.Equal(spend.Hash, closed.Leaf.Extension);
        Assert.Equal(opened.Record.Hash(), spend.Opened);
        Assert.Equal((opened.Leaf.Amount, to), (spend.Amount, spend.To));
        Assert.Equal(opened.Leaf.Amount, closed.Leaf.Amount);
        Assert.NotNull(demo.Log.Policy(opened.Record.Opens.Law.PolicyRoot).Limits.PayeeOf(Token(opened), to));
        Assert.True(await demo.Chain.Vaults.BalanceAsync(Token(opened), to, default) >= spend.Amount);
    }

    private async Task NothingMovedAsync(KeptLeaf refused)
    {
        Assert.DoesNotContain(await demo.Chain.SpendsAsync(Vault), spend => spend.Action == refused.Leaf.Action);
        Assert.DoesNotContain(demo.Log.Leaves, leaf => leaf.Kind == LeafKind.Opened
            && leaf.Leaf.Action == refused.Leaf.Action);
    }
}
