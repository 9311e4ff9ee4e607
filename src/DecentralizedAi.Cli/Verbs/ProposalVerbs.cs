using System.CommandLine;
using System.Text.Json.Nodes;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Cli.Development;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>Proposals and votes.</summary>
internal static class ProposalVerbs
{
    // How the gate and the timelock refuse.
    private const string Missing = "PolicyAttestationsMissing";
    private const string Unready = "TimelockUnexpectedOperationState";

    /// <summary>A proposal, named whole.</summary>
    public static readonly Argument<string> Id = new("PROPOSAL") { Description = "Its whole number" };

    /// <summary>For verbs whose moment may be still to come.</summary>
    public static readonly Option<bool> Wait = new("--wait") { Description = "Wait for the moment this takes" };

    public static Command Noun() => Verb.Noun("proposal", "What the holders decide",
        Verb.Make("proposal.list", "All proposals, oldest first", ListAsync),
        Verb.Make("proposal.show", "One proposal, its calls in words, its votes", ShowAsync, Id),
        VoteVerb.Make(),
        SubmitVerb.Make(),
        Verb.Make("proposal.queue", "Starts the delay of a proposal that succeeded", QueueAsync, Id, Wait, Common.As),
        Verb.Make("proposal.execute", "Carries out a queued proposal", ExecuteAsync, Id, Wait, Common.As));

    /// <summary>RFC 3339 in UTC.</summary>
    public static string Time(ulong unixSeconds) => Moments.Utc(At(unixSeconds));

    private static DateTimeOffset At(ulong unixSeconds) =>
        DateTimeOffset.FromUnixTimeSeconds(checked((long)unixSeconds));

    private static async Task<Answer> ListAsync(VerbCall call, CancellationToken cancellation)
    {
        using var dao = call.OpenDao();
        var facts = new JsonArray();
        var now = call.Clock.GetUtcNow();
        var rows = new Listing(new("state"), new("proposal", Fit.Below), new("votes until"),
            new("description", Fit.Wrap));
        foreach (var proposal in await dao.Governance.ListAsync(cancellation))
        {
            var state = await dao.Governance.StateAsync(proposal.Id, cancellation);
            facts.Add(new JsonObject
            {
                ["proposal"] = proposal.Id.ToString(), ["state"] = Word(state), ["description"] = proposal.Description,
                ["voteEnd"] = Time(proposal.VoteEnd),
            });
            rows.Add(Shown(state), new(proposal.Id.ToString()), Moments.Cell(At(proposal.VoteEnd), now),
                new(proposal.Description));
        }
        return Answer.Of(new JsonObject { ["proposals"] = facts }, rows, "no proposals");
    }

    private static Cell Shown(ProposalState state) => new(Word(state), state switch
    {
        ProposalState.Succeeded or ProposalState.Queued or ProposalState.Executed => Tone.Good,
        ProposalState.Pending or ProposalState.Active => Tone.Open,
        _ => Tone.Bad,
    });

    private static async Task<Answer> ShowAsync(VerbCall call, CancellationToken cancellation)
    {
        using var dao = call.OpenDao();
        var view = await dao.Governance.ShowAsync(await FindAsync(call, dao, cancellation), cancellation);
        var votes = await dao.Governance.VotesAsync(view.Proposal, cancellation);
        var documents = await ProposedDocument.ReadAsync(dao, view, cancellation);
        var unit = await dao.Token.UnitAsync(cancellation);
        var facts = new JsonObject
        {
            ["proposal"] = view.Proposal.Id.ToString(),
            ["state"] = Word(view.State),
            ["description"] = view.Proposal.Description,
            ["proposer"] = view.Proposal.Proposer.ToString(),
            ["snapshot"] = Time(view.Proposal.VoteStart),
            ["deadline"] = Time(view.Deadline),
            ["executableAt"] = view.ExecutableAt == 0 ? null : Time(view.ExecutableAt),
            ["for"] = view.For.ToString(),
            ["against"] = view.Against.ToString(),
            ["abstain"] = view.Abstain.ToString(),
            ["quorum"] = view.Quorum?.ToString(),
            ["votes"] = new JsonArray([.. votes.Select(one => new JsonObject
            {
                ["voter"] = one.Voter.ToString(), ["choice"] = Word(one.Choice), ["weight"] = one.Weight.ToString(),
                ["reason"] = one.Reason,
            })]),
            ["calls"] = new JsonArray([.. view.Calls.Select(one => (JsonNode)one.ToString())]),
            ["documents"] = new JsonArray([.. documents.Select(one => one.ToJson())]),
        };
        return new Answer(facts, page => Describe(page, view, votes, documents, unit, call.Clock.GetUtcNow()));
    }

    private static void Describe(
        Page page, ProposalView view, IReadOnlyList<BallotCast> votes, IReadOnlyList<ProposedDocument> documents,
        (string Symbol, byte Decimals) unit, DateTimeOffset now)
    {
        page.WriteLine($"proposal {view.Proposal.Id}");
        page.WriteLine(Terminal.Quoted(view.Proposal.Description));
        page.Pairs(
        [
            ("state", Shown(view.State)),
            ("proposer", new(view.Proposal.Proposer.ToString())),
            ("power as of", Moments.Cell(At(view.Proposal.VoteStart), now)),
            ("votes until", Moments.Cell(At(view.Deadline), now)),
            .. view.ExecutableAt == 0
                ? Array.Empty<(string, Cell)>()
                : [("executable", Moments.Cell(At(view.ExecutableAt), now))],
            ("for", new($"{Whole(view.For)} {unit.Symbol}")),
            ("against", new($"{Whole(view.Against)} {unit.Symbol}")),
            ("abstain", new($"{Whole(view.Abstain)} {unit.Symbol}")),
            ("quorum", new(view.Quorum is { } quorum
                ? $"{Whole(quorum)} {unit.Symbol}" : "known when the vote begins")),
            .. view.Calls.Select(one => ("calls", new Cell(one.ToString()))),
        ]);
        var rows = new Listing(new("voter", Fit.Middle), new("vote"), new(unit.Symbol, Number: true),
            new("reason", Fit.Wrap));
        foreach (var one in votes)
            rows.Add(new(one.Voter.ToString()), new(Word(one.Choice)), new(Whole(one.Weight)), new(one.Reason));
        page.WriteLine();
        page.Draw(rows, "nobody has voted");
        foreach (var line in documents.SelectMany(one => one.Lines()))
            page.WriteLine(Terminal.Visible(line));

        string Whole(UInt256 units) => Amounts.Whole(units, unit.Decimals);
    }

    private static Task<Answer> QueueAsync(VerbCall call, CancellationToken cancellation) =>
        StepAsync(call, "queue", ProposalState.Succeeded, "queued", async (dao, sender, proposal) =>
            (await dao.Governance.QueueAsync(sender, proposal, cancellation)).Hash, cancellation);

    private static Task<Answer> ExecuteAsync(VerbCall call, CancellationToken cancellation) =>
        StepAsync(call, "execute", ProposalState.Queued, "executed", async (dao, sender, proposal) =>
            (await dao.Governance.ExecuteAsync(sender, proposal, cancellation)).Hash, cancellation);

    private static async Task<Answer> StepAsync(
        VerbCall call, string word, ProposalState from, string done,
        Func<DaoServices, TransactionSender, Proposal, Task<Bytes32>> step,
        CancellationToken cancellation)
    {
        using var dao = call.OpenDao();
        var proposal = await FindAsync(call, dao, cancellation);
        if (call.Plan($"{word} proposal {proposal.Id}", Terminal.Quoted(proposal.Description)) is { } plan)
            return plan;
        using var sender = dao.Sender(call.Key("holder-0"));
        await UntilAsync(call, dao, proposal, from, cancellation);
        if (from == ProposalState.Queued && call.Value(Wait))
            await dao.Governance.WaitForTimelockAsync(proposal.Id, cancellation);
        try
        {
            var hash = await step(dao, sender, proposal);
            return Answer.Lines(new JsonObject { ["tx"] = hash.ToString() }, $"{done}, transaction {hash}");
        }
        catch (ContractRevertedException refused) when (refused.Revert.Name is Missing or Unready)
        {
            throw await ExplainAsync(dao, proposal, refused.Revert, cancellation);
        }
    }

    private static async Task<CliException> ExplainAsync(
        DaoServices dao, Proposal proposal, ContractRevert revert, CancellationToken cancellation) =>
        revert.Name == Missing
            ? new(ExitCode.Failed, "DAI-1092", $"no hosting operator attests the policy {revert.Arguments[1]}, and the "
                + "holders voted that none is queued without", "PROPOSAL",
                "have an operator compile it and run 'dai policy attest FILE', then repeat this")
            : new(ExitCode.Failed, "DAI-1091", $"proposal {proposal.Id} may be executed from "
                + Time((await dao.Governance.ShowAsync(proposal, cancellation)).ExecutableAt), "PROPOSAL",
                "repeat this then, or wait for it with --wait");

    /// <summary>Demands a state, or waits for it where the caller asked to.</summary>
    /// <exception cref="CliException">DAI-1091: the proposal is in another state.</exception>
    public static async Task UntilAsync(
        VerbCall call, DaoServices dao, Proposal proposal, ProposalState wanted, CancellationToken cancellation)
    {
        var state = await dao.Governance.StateAsync(proposal.Id, cancellation);
        if (state == wanted)
            return;
        // Time alone brings it there; from a success to the queue it is somebody's step.
        var early = state is ProposalState.Pending or ProposalState.Active && wanted != ProposalState.Queued;
        if (!early || !call.Value(Wait))
            throw new CliException(ExitCode.Failed, "DAI-1091",
                $"proposal {proposal.Id} is {Word(state)} and has to be {Word(wanted)} for this; its vote begins "
                + $"{Time(proposal.VoteStart)} and ends {Time(proposal.VoteEnd)}", "PROPOSAL", early
                    ? "repeat this then, or wait for it with --wait"
                    : wanted == ProposalState.Queued
                        && state is ProposalState.Pending or ProposalState.Active or ProposalState.Succeeded
                    ? $"queue it first: dai proposal queue {proposal.Id} --wait"
                    : "'dai proposal show' tells how it stands; what is over is proposed anew");
        call.Terminal.Step($"waiting until the proposal is {Word(wanted)}");
        await dao.Governance.WaitForAsync(proposal.Id, wanted, cancellation);
    }

    /// <summary>The proposal that was typed.</summary>
    /// <exception cref="CliException">DAI-1049: there is none of that number.</exception>
    public static async Task<Proposal> FindAsync(VerbCall call, DaoServices dao, CancellationToken cancellation)
    {
        var id = UInt256.Parse(call.Required(Id));
        return await dao.Governance.FindAsync(id, cancellation)
            ?? throw CliException.Usage("DAI-1049", $"there is no proposal {id}", "PROPOSAL",
                "'dai proposal list' names those there are; ids are typed whole");
    }

    /// <summary>The state or the choice in a word.</summary>
    public static string Word(Enum value) => value.ToString().ToLowerInvariant();
}
