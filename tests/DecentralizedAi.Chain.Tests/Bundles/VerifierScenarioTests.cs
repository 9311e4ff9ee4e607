using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Domain.Bundles.Verification;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using Xunit;

namespace DecentralizedAi.Chain.Tests.Bundles;

/// <summary>What each check sees in logs that were written and anchored wrongly from the start.</summary>
public sealed class VerifierScenarioTests
{
    private readonly LogWorld _world = new();
    private readonly LogPen _pen = new LogPen().TakeOver();

    [Fact]
    public void A_paid_action_holds()
    {
        var asked = _pen.Ask("Pay Hosting.");
        var opened = _pen.Open(asked, 100);
        _pen.Close(asked, 100, LogPen.Pay(_world, opened, 100).Hash());
        Anchor();
        var result = Holds();
        Assert.Empty(result.Moved);
        Assert.Empty(result.Outside);
    }

    [Fact]
    public void An_approved_action_holds()
    {
        Approved();
        Anchor();
        Holds();
    }

    [Fact]
    public void An_approval_that_is_missing_is_found()
    {
        var asked = _pen.Ask("Pay Hosting.");
        var body = _pen.Body(LogPen.Call(900));
        _pen.Wait(asked, 900, body);
        _pen.Open(asked, 900, body, afterApproval: true);
        Anchor();
        Fails(7);
    }

    [Fact]
    public void Nobody_approves_his_own_instruction()
    {
        Approved(askedBy: LogWorld.Approver);
        Anchor();
        Fails(7);
    }

    [Fact]
    public void An_approval_after_the_deadline_is_late()
    {
        Approved(wait: 3600 * 1000 - 1000);
        Anchor(1000 - 1);
        Fails(7);
    }

    [Fact]
    public void An_approval_just_before_the_deadline_counts()
    {
        Approved(wait: 3600 * 1000 - 1001);
        Anchor(1000 - 1);
        Holds();
    }

    [Fact]
    public void An_approval_above_its_signed_deadline_does_not_count()
    {
        Approved(signedFor: (_pen.Now + 2000) / 1000 - 1);
        Anchor();
        Fails(7);
    }

    [Fact]
    public void A_deadline_that_is_not_the_policys_is_found()
    {
        var asked = _pen.Ask("Pay Hosting.");
        _pen.Wait(asked, 900, _pen.Body(LogPen.Call(900)), within: 7200);
        Anchor();
        Fails(7);
    }

    [Fact]
    public void An_action_that_the_policy_asks_about_is_not_opened_without_approval()
    {
        _pen.Open(_pen.Ask("Pay Hosting."), 900);
        Anchor();
        Fails(7);
    }

    [Fact]
    public void A_run_that_the_calls_left_did_not_cover_is_found()
    {
        var (asked, call) = (_pen.Ask("Pay Hosting."), LogPen.Call(100));
        _pen.Write(new LeafDraft.Opened(LogPen.Subject(asked), LeafLabel.Instruction, "pay", false, LogPen.Units(100),
            _pen.Now, LogWorld.Vendor, _pen.Facts(asked, call, calls: 0), _pen.Body(call), null));
        Anchor();
        Fails(7);
    }

    [Fact]
    public void A_payment_hidden_under_a_reading_tool_is_found()
    {
        var asked = _pen.Ask("Look.");
        var call = new CallDocument("wallet.balance", new Dictionary<string, string>());
        _pen.Write(new LeafDraft.Opened(LogPen.Subject(asked), LeafLabel.Instruction, "look", false, LogPen.Units(100),
            _pen.Now, LogWorld.Stranger, _pen.Facts(asked, call), _pen.Body(call), null));
        Anchor();
        Fails(7);
    }

    [Fact]
    public void An_instruction_that_nobody_gave_is_found()
    {
        var asked = _pen.Ask("Pay Hosting.");
        _pen.Open(asked with { Id = InstructionId.Of(Keccak256.Hash("another")) }, 100);
        Anchor();
        Fails(6);
    }

    [Fact]
    public void An_instruction_after_its_deadline_is_found()
    {
        _pen.Ask("Pay Hosting.", deadline: _pen.Now / 1000 - 1);
        Anchor();
        Fails(6);
    }

    [Fact]
    public void An_instruction_in_the_second_of_its_deadline_holds()
    {
        _pen.Now += 999;
        _pen.Ask("Pay Hosting.", deadline: _pen.Now / 1000);
        Anchor();
        Holds();
    }

    [Fact]
    public void A_schedule_of_the_policy_asks_and_another_name_does_not()
    {
        Scheduled("morning");
        Anchor();
        Assert.Contains("that the time of a schedule had come", Holds().NotChecked.Keys);
        Scheduled("evening");
        Anchor(101);
        Fails(6);
    }

    [Fact]
    public void Only_an_anchor_key_of_the_operator_speaks_as_the_operator()
    {
        _pen.Write(new LeafDraft.Instructed(InstructorProof.Operator(LogWorld.NodeB),
            InstructionSource.Operator(LogWorld.NodeB, Keccak256.Hash("nonce")), null));
        Anchor();
        Holds();
        _pen.Write(new LeafDraft.Instructed(InstructorProof.Operator(LogWorld.Stranger),
            InstructionSource.Operator(LogWorld.Stranger, Keccak256.Hash("nonce")), null));
        Anchor(101);
        Fails(6);
    }

    [Fact]
    public void A_policy_in_force_near_its_block_has_moved()
    {
        _world.Publications.Add(new(LogWorld.OtherRoot, default, 89));
        _pen.Open(_pen.Ask("Pay Hosting."), 10);
        Anchor();
        Assert.Equal(3, Holds().Moved.Count);
    }

    [Fact]
    public void A_policy_that_was_superseded_before_is_found()
    {
        _world.Publications.Add(new(LogWorld.OtherRoot, default, 88));
        _pen.Ask("Pay Hosting.");
        Anchor();
        Fails(6);
    }

    [Fact]
    public void A_later_policy_that_does_not_allow_has_moved()
    {
        _world.Publications.Add(new(LogWorld.OtherRoot, default, 90));
        _pen.Open(_pen.Ask("Pay Hosting."), 100);
        Anchor();
        Assert.Contains(Holds().Moved, moved => moved.Note.StartsWith("the later policy", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(80, 100, 6)]
    [InlineData(89, 92, 0)]
    [InlineData(91, 100, 0)]
    [InlineData(50, 90, 0)]
    public void Nothing_is_opened_for_a_frozen_payee(ulong from, ulong to, int check)
    {
        _world.Freezes[FreezeTarget.Payee(LogWorld.Vendor)] = [new FreezeStep(1, from), new FreezeStep(0, to)];
        _pen.Open(_pen.Ask("Pay Hosting."), 100);
        Anchor();
        var result = _world.Verify();
        Assert.Equal(check, result.Failure?.Check ?? 0);
        Assert.Equal(check == 0 && from <= 90 && to > 90 ? 1 : 0, result.Moved.Count);
    }

    [Fact]
    public void A_refusal_for_a_freeze_needs_a_freeze()
    {
        var asked = _pen.Ask("Pay Hosting.");
        _pen.Write(new LeafDraft.Refused(LogPen.Subject(asked), LeafLabel.Instruction, LeafVerdict.Frozen, null,
            LogPen.Units(100), null, _pen.Body(LogPen.Call(100))));
        Anchor();
        Fails(6);
        _world.Freezes[FreezeTarget.Payee(LogWorld.Vendor)] = [new FreezeStep(1, 80)];
        Holds();
    }

    [Fact]
    public void A_spend_is_named_once()
    {
        var asked = _pen.Ask("Pay Hosting.");
        var opened = _pen.Open(asked, 100);
        var spent = LogPen.Pay(_world, opened, 100);
        _pen.Close(asked, 100, spent.Hash());
        _pen.Write(new LeafDraft.Found(spent));
        Anchor();
        Fails(8);
    }

    [Fact]
    public void A_payment_of_another_amount_than_closed_is_found()
    {
        var asked = _pen.Ask("Pay Hosting.");
        var opened = _pen.Open(asked, 100);
        _pen.Close(asked, 99, LogPen.Pay(_world, opened, 100).Hash());
        Anchor();
        Fails(8);
    }

    [Fact]
    public void A_payment_above_what_was_opened_is_found()
    {
        var asked = _pen.Ask("Pay Hosting.");
        var opened = _pen.Open(asked, 100);
        _pen.Close(asked, 101, LogPen.Pay(_world, opened, 101).Hash());
        Anchor();
        Fails(8);
    }

    [Fact]
    public void Done_without_a_spend_is_found()
    {
        var asked = _pen.Ask("Pay Hosting.");
        _pen.Open(asked, 100);
        _pen.Close(asked, 100, Keccak256.Hash("no spend"));
        Anchor();
        Fails(8);
    }

    [Fact]
    public void What_a_thief_takes_stands_outside_the_log_until_it_is_found()
    {
        var asked = _pen.Ask("Pay Hosting.");
        var opened = _pen.Open(asked, 100);
        var stolen = LogPen.Pay(_world, opened, 7);
        Anchor();
        Assert.Single(Holds().Outside);
        _pen.Write(new LeafDraft.Found(stolen));
        Anchor(101);
        var result = Holds();
        Assert.Empty(result.Outside);
        Assert.Single(result.Found);
    }

    private void Approved(EthereumKey? askedBy = null, ulong wait = 0, ulong signedFor = 4_000_000_000)
    {
        var asked = _pen.Ask("Pay Hosting.", askedBy);
        var body = _pen.Body(LogPen.Call(900));
        var waiting = _pen.Wait(asked, 900, body);
        _pen.Now += wait;
        _pen.Approve(asked, 900, waiting.Words[14], deadline: signedFor);
        _pen.Open(asked, 900, body, afterApproval: true);
    }

    private void Scheduled(string name) => _pen.Write(new LeafDraft.Instructed(InstructorProof.Schedule(name),
        InstructionSource.Schedule(name, _pen.Now), null));

    private void Anchor(ulong block = 100) => _world.Anchor(LogWorld.NodeA, block, _pen.Take());

    private VerificationResult Holds()
    {
        var result = _world.Verify();
        Assert.Null(result.Failure);
        return result;
    }

    private void Fails(int check) => Assert.Equal(check, _world.Verify().Failure?.Check);
}
