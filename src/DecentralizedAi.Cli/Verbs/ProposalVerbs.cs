using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Cli.Development;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>Proposals and votes.</summary>
internal static class ProposalVerbs
{
    private static readonly Argument<string> Id = new("PROPOSAL") { Description = "Its whole number" };
    private static readonly Argument<string> Choice = new("CHOICE") { Description = "for, against or abstain" };

    private static readonly Option<string> Reason = new("--reason")
    {
        Description = "Why, in words; goes on chain", DefaultValueFactory = _ => "",
    };

    public static Command Noun() => Verb.Noun("proposal", "What the holders decide",
        Verb.Make("proposal.list", "All proposals, oldest first", ListAsync),
        Verb.Make("proposal.show", "One proposal, its calls in words, its votes", ShowAsync, Id),
        Verb.Make("proposal.vote", "Votes", VoteAsync, Id, Choice, Reason, Common.As),
        SubmitVerb.Make(),
        Verb.Make("proposal.queue", "Starts the delay of a proposal that succeeded", QueueAsync, Id, Common.As),
        Verb.Make("proposal.execute", "Carries out a queued proposal", ExecuteAsync, Id, Common.As));

    /// <summary>RFC 3339 in UTC.</summary>
    public static string Time(ulong unixSeconds) => DateTimeOffset.FromUnixTimeSeconds(checked((long)unixSeconds))
        .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static async Task<Answer> ListAsync(VerbCall call, CancellationToken cancellation)
    {
        using var dao = call.OpenDao();
        var facts = new JsonArray();
        var lines = new List<string>();
        foreach (var proposal in await dao.Governance.ListAsync(cancellation))
        {
            var state = await dao.Governance.StateAsync(proposal.Id, cancellation);
            facts.Add(new JsonObject
            {
                ["proposal"] = proposal.Id.ToString(), ["state"] = Word(state), ["description"] = proposal.Description,
                ["voteEnd"] = Time(proposal.VoteEnd),
            });
            lines.Add($"{Word(state),-9} {proposal.Id}  {Terminal.Visible(proposal.Description)}");
        }
        return Answer.Lines(new JsonObject { ["proposals"] = facts }, lines.DefaultIfEmpty("no proposals"));
    }

    private static async Task<Answer> ShowAsync(VerbCall call, CancellationToken cancellation)
    {
        using var dao = call.OpenDao();
        var view = await dao.Governance.ShowAsync(await FindAsync(call, dao, cancellation), cancellation);
        var documents = await ProposedDocument.ReadAsync(dao, view, cancellation);
        var facts = new JsonObject
        {
            ["proposal"] = view.Proposal.Id.ToString(),
            ["state"] = Word(view.State),
            ["description"] = view.Proposal.Description,
            ["proposer"] = view.Proposal.Proposer.ToString(),
            ["deadline"] = Time(view.Deadline),
            ["executableAt"] = view.ExecutableAt == 0 ? null : Time(view.ExecutableAt),
            ["for"] = view.For.ToString(),
            ["against"] = view.Against.ToString(),
            ["abstain"] = view.Abstain.ToString(),
            ["quorum"] = view.Quorum?.ToString(),
            ["calls"] = new JsonArray([.. view.Calls.Select(one => (JsonNode)one.ToString())]),
            ["documents"] = new JsonArray([.. documents.Select(one => one.ToJson())]),
        };
        return Answer.Lines(facts,
        [
            $"proposal {view.Proposal.Id}: {Word(view.State)}",
            Terminal.Visible(view.Proposal.Description),
            $"  by {view.Proposal.Proposer}, votes until {Time(view.Deadline)}",
            $"  for {view.For}, against {view.Against}, abstain {view.Abstain}, "
                + $"quorum {view.Quorum?.ToString() ?? "later"}",
            .. view.Calls.Select(one => $"  calls {Terminal.Visible(one.ToString())}"),
            .. documents.SelectMany(one => one.Lines()).Select(Terminal.Visible),
        ]);
    }

    private static async Task<Answer> VoteAsync(VerbCall call, CancellationToken cancellation)
    {
        using var dao = call.OpenDao();
        var choice = call.Required(Choice) switch
        {
            "for" => VoteChoice.For,
            "against" => VoteChoice.Against,
            "abstain" => VoteChoice.Abstain,
            var other => throw CliException.Usage(
                "DAI-1046", $"'{other}' is no vote", "CHOICE", "say for, against or abstain"),
        };
        var proposal = await FindAsync(call, dao, cancellation);
        var key = call.Key("holder-0");
        if (await dao.Governance.HasVotedAsync(proposal.Id, key.Account, cancellation))
            throw new CliException(ExitCode.Failed, "DAI-1047", $"{key.Account} has voted on {proposal.Id} already",
                "PROPOSAL", "a vote is cast once; 'dai proposal show' has the tally");
        var power = await dao.Token.ShowAsync(key.Account, cancellation);
        if (power.Votes.IsZero)
            throw new CliException(ExitCode.Failed, "DAI-1048", $"{key.Account} has no voting power: it holds "
                + $"{power.Balance} and its delegate is {power.Delegate}", "--as",
                "delegate to yourself with 'dai token delegate' before the next vote starts");
        if (call.Plan($"vote {call.Required(Choice)} on {proposal.Id} as {key.Account} with {power.Votes}",
                $"  {proposal.Description}") is { } plan)
            return plan;
        using var sender = dao.Sender(key);
        var receipt = await dao.Governance.VoteAsync(
            sender, proposal.Id, choice, call.Value(Reason) ?? "", cancellation);
        return Sent(receipt.Hash, "voted");
    }

    private static Task<Answer> QueueAsync(VerbCall call, CancellationToken cancellation) =>
        StepAsync(call, "queue", async (dao, sender, proposal) =>
            (await dao.Governance.QueueAsync(sender, proposal, cancellation)).Hash, cancellation);

    private static Task<Answer> ExecuteAsync(VerbCall call, CancellationToken cancellation) =>
        StepAsync(call, "execute", async (dao, sender, proposal) =>
            (await dao.Governance.ExecuteAsync(sender, proposal, cancellation)).Hash, cancellation);

    private static async Task<Answer> StepAsync(
        VerbCall call, string word, Func<DaoServices, Chain.Writing.TransactionSender, Proposal, Task<Bytes32>> step,
        CancellationToken cancellation)
    {
        using var dao = call.OpenDao();
        var proposal = await FindAsync(call, dao, cancellation);
        if (call.Plan($"{word} proposal {proposal.Id}: {proposal.Description}") is { } plan)
            return plan;
        using var sender = dao.Sender(call.Key("holder-0"));
        return Sent(await step(dao, sender, proposal), word + "d");
    }

    private static async Task<Proposal> FindAsync(VerbCall call, DaoServices dao, CancellationToken cancellation)
    {
        var id = UInt256.Parse(call.Required(Id));
        return await dao.Governance.FindAsync(id, cancellation)
            ?? throw CliException.Usage("DAI-1049", $"there is no proposal {id}", "PROPOSAL",
                "'dai proposal list' names those there are; ids are typed whole");
    }

    private static Answer Sent(Bytes32 transaction, string word) => Answer.Lines(
        new JsonObject { ["tx"] = transaction.ToString() }, $"{word}, transaction {transaction}");

    private static string Word(ProposalState state) => state.ToString().ToLowerInvariant();
}
