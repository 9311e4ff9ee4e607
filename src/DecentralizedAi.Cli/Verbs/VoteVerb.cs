using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Cli.Development;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>Casts a vote, after it was said what the vote weighs and what it is about.</summary>
internal static class VoteVerb
{
    private static readonly Argument<string> Choice = new("CHOICE") { Description = "for, against or abstain" };

    private static readonly Option<string> Reason = new("--reason")
    {
        Description = "Why, in words; goes on chain", DefaultValueFactory = _ => "",
    };

    public static Command Make() => Verb.Make("proposal.vote", "Votes; --dry-run tells what your vote weighs",
        RunAsync, ProposalVerbs.Id, Choice, Reason, ProposalVerbs.Wait, Common.As);

    private static async Task<Answer> RunAsync(VerbCall call, CancellationToken cancellation)
    {
        var choice = ChoiceOf(call.Required(Choice));
        var reason = call.Value(Reason) ?? "";
        using var dao = call.OpenDao();
        var proposal = await ProposalVerbs.FindAsync(call, dao, cancellation);
        // Who only looks needs no password.
        var voter = KeystoreFile.AccountOf(call.KeyFile(call.Value(Common.As) ?? "holder-0"));
        if (await dao.Governance.HasVotedAsync(proposal.Id, voter, cancellation))
            throw new CliException(ExitCode.Failed, "DAI-1047", $"{voter} has voted on {proposal.Id} already",
                "PROPOSAL", "a vote is cast once; 'dai proposal show' has the tally");
        await ProposalVerbs.UntilAsync(call, dao, proposal, ProposalState.Active, cancellation);
        var unit = await dao.Token.UnitAsync(cancellation);
        var power = await dao.Governance.PowerAsync(proposal, voter, cancellation);
        if (power.IsZero)
            throw await PowerlessAsync(dao, proposal, voter, unit, cancellation);
        var view = await dao.Governance.ShowAsync(proposal, cancellation);
        var rules = await AdoptedAuthority.ReadAsync(dao.Endpoint, dao.Contracts.Authority, cancellation);
        var weight = $"{Amounts.Whole(power, unit.Decimals)} {unit.Symbol}";
        if (call.Plan(
            [
                $"vote {ProposalVerbs.Word(choice)} on {proposal.Id} as {voter} with {weight}, the power of "
                    + ProposalVerbs.Time(proposal.VoteStart),
                Terminal.Quoted(proposal.Description),
                .. view.Calls.Select(one => $"  calls {one}"),
                .. reason.Length == 0 ? (string[])[] : [$"  reason, on chain for good: {reason}"],
                $"  votes are taken until {ProposalVerbs.Time(view.Deadline)}; a vote cannot be changed",
                $"  what passes can take effect from {ProposalVerbs.Time(view.Deadline + rules.Delay)}",
            ]) is { } plan)
            return plan;
        using var sender = dao.Sender(call.Key("holder-0"));
        var receipt = await dao.Governance.VoteAsync(sender, proposal.Id, choice, reason, cancellation);
        return Answer.Lines(new JsonObject
        {
            ["tx"] = receipt.Hash.ToString(),
            ["block"] = receipt.Block.Number.ToString(CultureInfo.InvariantCulture),
            ["voter"] = voter.ToString(),
            ["choice"] = ProposalVerbs.Word(choice),
            ["weight"] = power.ToString(),
            ["reason"] = reason,
        }, $"voted {ProposalVerbs.Word(choice)} with {weight} in block {receipt.Block.Number}, transaction "
            + receipt.Hash);
    }

    private static VoteChoice ChoiceOf(string word) => word switch
    {
        "for" => VoteChoice.For,
        "against" => VoteChoice.Against,
        "abstain" => VoteChoice.Abstain,
        _ => throw CliException.Usage(
            "DAI-1046", $"'{word}' is no vote", "CHOICE", "say for, against or abstain"),
    };

    // What an account has now and what it had when the vote began are told apart: only the latter votes.
    private static async Task<CliException> PowerlessAsync(
        DaoServices dao, Proposal proposal, Address voter, (string Symbol, byte Decimals) unit,
        CancellationToken cancellation)
    {
        var now = await dao.Token.ShowAsync(voter, cancellation);
        return new(ExitCode.Failed, "DAI-1048", $"{voter} had no voting power at "
            + $"{ProposalVerbs.Time(proposal.VoteStart)}, when this vote began; now it holds "
            + $"{Amounts.Whole(now.Balance, unit.Decimals)} {unit.Symbol}, votes with "
            + $"{Amounts.Whole(now.Votes, unit.Decimals)}, and "
            + (now.Delegate.IsZero ? "its balance is delegated to nobody" : $"its delegate is {now.Delegate}"),
            "--as", now.Votes.IsZero
                ? $"for the next vote, before it begins: dai token delegate {voter}"
                : "nothing to do: it votes in the next vote");
    }
}
