using System.Text.Json.Nodes;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Cli.Development;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>Puts calls to the vote, or hands them to the DAO that rules instead of our Governor.</summary>
internal static class Proposing
{
    /// <param name="documents">What the calls name by hash, in words: each is put on chain first.</param>
    public static async Task<Answer> ProposeAsync(
        VerbCall call, DaoServices dao, IReadOnlyList<ProposalCall> calls, string description,
        CancellationToken cancellation, params (string What, ReadOnlyMemory<byte> Bytes)[] documents)
    {
        if (call.Value(Common.Reason) is { Length: > 0 } reason)
            description = $"{description} Reason: {reason}";
        if (dao.Contracts.Governor is null)
            return await Adopting.WriteAsync(call, dao,
                [.. documents.Select(one => dao.Policies.StageCall(one.Bytes)), .. calls], description, cancellation);
        await DemandNewAsync(dao, calls, description, cancellation);
        var key = call.Key("holder-0");
        var power = await dao.Token.ShowAsync(key.Account, cancellation);
        var unit = await dao.Token.UnitAsync(cancellation);
        var decoder = new CallDecoder(dao.Contracts);
        if (call.Plan(
        [
            .. documents.Select(one =>
                $"stage {one.What}, {one.Bytes.Length} bytes, {Keccak256.Hash(one.Bytes.Span)}"),
            $"propose as {key.Account}, who votes with {Amounts.Whole(power.Votes, unit.Decimals)} of "
                + $"{Amounts.Whole(power.Supply, unit.Decimals)} {unit.Symbol}: {description}",
            .. calls.Select(one => $"  {decoder.Decode(one)}"),
        ]) is { } plan)
            return plan;
        using var sender = dao.Sender(key);
        foreach (var (_, bytes) in documents)
            await dao.Policies.StageAsync(sender, bytes, cancellation);
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

    // The same calls in the same words are the same proposal for ever, however it ended.
    private static async Task DemandNewAsync(
        DaoServices dao, IReadOnlyList<ProposalCall> calls, string description, CancellationToken cancellation)
    {
        var id = GovernanceService.IdOf(calls, description);
        if (await dao.Governance.FindAsync(id, cancellation) is null)
            return;
        var state = await dao.Governance.StateAsync(id, cancellation);
        throw new CliException(ExitCode.Failed, "DAI-1093", $"this was proposed before in the same words: {id} is "
            + ProposalVerbs.Word(state), "--reason", state is ProposalState.Pending or ProposalState.Active
                ? $"vote on it: dai proposal vote {id} for" : "say why it comes again with --reason TEXT");
    }
}
