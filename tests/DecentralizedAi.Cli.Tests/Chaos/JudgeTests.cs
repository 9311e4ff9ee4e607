using DecentralizedAi.Cli.Chaos.Referee;
using DecentralizedAi.Domain.Encoding;
using Xunit;

namespace DecentralizedAi.Cli.Tests.Chaos;

public sealed class JudgeTests
{
    private static readonly Asked Payment = new(Id(1), AskedKind.Payment, "a pays b 100", Taken: true);
    private static readonly Effect Paid = new("a pays b 100", "transaction 1");

    [Fact]
    public void A_payment_that_was_asked_made_once_and_logged_is_done()
    {
        var verdict = Judge.Of(Seen(LoggedEnd.Done, Paid));
        Assert.True(verdict.Clean);
        Assert.Equal((1, 0, 0, 0), (verdict.Done, verdict.Doubled, verdict.Lost, verdict.Forged));
    }

    [Fact]
    public void A_second_transfer_of_one_payment_turns_the_run_red()
    {
        var verdict = Judge.Of(Seen(LoggedEnd.Done, Paid, Paid with { Where = "transaction 2" }));
        Assert.Equal((1, 1), (verdict.Done, verdict.Doubled));
        Assert.Contains("transaction 1, transaction 2", Assert.Single(verdict.Faults));
    }

    [Fact]
    public void Done_in_the_log_without_an_effect_is_lost()
    {
        var verdict = Judge.Of(Seen(LoggedEnd.Done));
        Assert.Equal((0, 1), (verdict.Done, verdict.Lost));
        Assert.False(verdict.Clean);
    }

    [Theory]
    [InlineData(LoggedEnd.Refused)]
    [InlineData(LoggedEnd.Failed)]
    public void An_effect_that_the_log_denies_is_forged(object end)
    {
        var verdict = Judge.Of(Seen((LoggedEnd)end, Paid));
        Assert.Equal(1, verdict.Forged);
        Assert.False(verdict.Clean);
    }

    [Fact]
    public void An_effect_that_nobody_asked_for_is_forged()
    {
        var verdict = Judge.Of(Seen(LoggedEnd.Done, Paid, new Effect("a pays thief 7", "transaction 9")));
        Assert.Equal((1, 1), (verdict.Done, verdict.Forged));
        Assert.Contains("a pays thief 7", Assert.Single(verdict.Faults));
    }

    [Fact]
    public void A_payment_over_the_limit_is_forged_even_where_the_log_has_it()
    {
        var evidence = Seen(LoggedEnd.Done, Paid) with { Asked = [Payment with { Kind = AskedKind.Forbidden }] };
        Assert.Equal(1, Judge.Of(evidence).Forged);
    }

    [Fact]
    public void An_open_action_is_lost_when_all_is_quiet() =>
        Assert.Equal(1, Judge.Of(Seen(LoggedEnd.Open, Paid)).Lost);

    [Fact]
    public void A_taken_instruction_that_the_log_does_not_have_is_lost()
    {
        var evidence = Seen(LoggedEnd.Done) with { Instructions = new Dictionary<Bytes32, bool>(), Actions = [] };
        Assert.Equal(1, Judge.Of(evidence).Lost);
        Assert.Equal(1, Judge.Of(evidence with { Asked = [Payment with { Taken = false }] }).NotTaken);
    }

    [Fact]
    public void An_instruction_without_action_is_silent_with_an_answer_and_lost_without()
    {
        var evidence = Seen(LoggedEnd.Done) with { Actions = [] };
        Assert.Equal((1, 0), (Judge.Of(evidence).Silent, Judge.Of(evidence).Lost));
        var unanswered = evidence with { Instructions = new Dictionary<Bytes32, bool> { [Payment.Id] = false } };
        Assert.Equal((0, 1), (Judge.Of(unanswered).Silent, Judge.Of(unanswered).Lost));
    }

    [Fact]
    public void Unknown_is_forgiven_only_to_what_was_in_flight_at_a_kill()
    {
        var evidence = Seen(LoggedEnd.Unknown, Paid);
        Assert.False(Judge.Of(evidence).Clean);
        var forgiven = Judge.Of(evidence with { InFlightAtKills = 1 });
        Assert.Equal((true, 1), (forgiven.Clean, forgiven.Unknown));
    }

    [Fact]
    public void A_log_that_does_not_verify_is_forged()
    {
        var verdict = Judge.Of(Seen(LoggedEnd.Done, Paid) with { LogFault = "check 4 at leaf 7: another hash" });
        Assert.Equal(1, verdict.Forged);
        Assert.Contains("leaf 7", Assert.Single(verdict.Faults));
    }

    private static Evidence Seen(LoggedEnd end, params Effect[] effects) => new()
    {
        Asked = [Payment],
        Effects = effects,
        Instructions = new Dictionary<Bytes32, bool> { [Payment.Id] = true },
        Actions = [new LoggedAction(Payment.Id, Id(2), end)],
        LogFault = null,
        InFlightAtKills = 0,
    };

    private static Bytes32 Id(byte number) => Bytes32.Of([.. new byte[31], number]);
}
