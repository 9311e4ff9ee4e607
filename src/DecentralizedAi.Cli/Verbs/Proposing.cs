using System.Text.Json.Nodes;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Cli.Development;
using DecentralizedAi.Cli.Output;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>Puts calls to the vote, or hands them to the DAO that rules instead of our Governor.</summary>
internal static class Proposing
{
    /// <summary>
    /// Puts a document on chain: the proposer does it; where another DAO rules, it is a call of the decision itself.
    /// </summary>
    public static async Task<IReadOnlyList<ProposalCall>> StageAsync(
        VerbCall call, DaoServices dao, ReadOnlyMemory<byte> document, CancellationToken cancellation)
    {
        if (dao.Contracts.Governor is null)
            return [dao.Policies.StageCall(document)];
        using var sender = dao.Sender(call.Key("holder-0"));
        await dao.Policies.StageAsync(sender, document, cancellation);
        return [];
    }

    public static async Task<Answer> ProposeAsync(
        VerbCall call, DaoServices dao, IReadOnlyList<ProposalCall> calls, string description,
        CancellationToken cancellation)
    {
        if (dao.Contracts.Governor is null)
            return await Adopting.WriteAsync(call, dao, calls, description, cancellation);
        var key = call.Key("holder-0");
        var power = await dao.Token.ShowAsync(key.Account, cancellation);
        var decoder = new CallDecoder(dao.Contracts);
        if (call.Plan(
        [
            $"propose as {key.Account}, who votes with {power.Votes} of {power.Supply}: {description}",
            .. calls.Select(one => $"  {decoder.Decode(one.Target, one.Data)}"),
        ]) is { } plan)
            return plan;
        using var sender = dao.Sender(key);
        var proposal = await dao.Governance.ProposeAsync(sender, calls, description, cancellation);
        return Answer.Lines(new JsonObject
        {
            ["proposal"] = proposal.Id.ToString(),
            ["tx"] = proposal.Transaction.ToString(),
            ["voteStart"] = ProposalVerbs.Time(proposal.VoteStart),
            ["voteEnd"] = ProposalVerbs.Time(proposal.VoteEnd),
        }, $"proposal {proposal.Id}", $"  votes are taken until {ProposalVerbs.Time(proposal.VoteEnd)}",
            $"  next: dai proposal vote {proposal.Id} for");
    }
}
