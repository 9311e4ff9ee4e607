using System.CommandLine;
using System.Text.Json.Nodes;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Cli.Output;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>Sends a vote that somebody else has signed.</summary>
internal static class SubmitVerb
{
    private static readonly Argument<string> File = new("FILE") { Description = "A signed ballot: dai.ballot/1" };

    public static Command Make() => Verb.Make(
        "proposal.submit", "Sends somebody's signed vote, and pays for it", SubmitAsync, File, Common.As);

    private static async Task<Answer> SubmitAsync(VerbCall call, CancellationToken cancellation)
    {
        using var dao = call.OpenDao();
        var ballot = SignedBallot.Read(call.Required(File), dao.Contracts);
        if (await dao.Governance.HasVotedAsync(ballot.Proposal, ballot.Voter, cancellation))
            throw new CliException(ExitCode.Failed, "DAI-1047",
                $"{ballot.Voter} has voted on {ballot.Proposal} already", "FILE",
                "a vote is cast once; 'dai proposal show' has the tally");
        var key = call.Key("holder-0");
        var choice = ballot.Choice.ToString().ToLowerInvariant();
        if (call.Plan($"send the vote '{choice}' of {ballot.Voter} on {ballot.Proposal}",
                ballot.Reason.Length == 0 ? "  without a reason" : Terminal.Quoted(ballot.Reason),
                $"  paid by {key.Account}") is { } plan)
            return plan;
        using var sender = dao.Sender(key);
        var receipt = await dao.Governance.SubmitAsync(sender, ballot, cancellation);
        return Answer.Lines(
            new JsonObject { ["tx"] = receipt.Hash.ToString(), ["voter"] = ballot.Voter.ToString() },
            $"the vote of {ballot.Voter} is cast, transaction {receipt.Hash}");
    }
}
