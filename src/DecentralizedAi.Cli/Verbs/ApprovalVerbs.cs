using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>Actions that wait for somebody else.</summary>
internal static class ApprovalVerbs
{
    private static readonly Argument<string> Action = new("ACTION") { Description = "The whole action id" };

    private static readonly Option<string?> Reason = new("--reason")
    {
        Description = $"Why, for the log; at most {DenialDecider.MaxReason} characters", HelpName = "TEXT",
    };

    public static Command Noun() => Verb.Noun("approval", "Actions that wait for somebody else",
        Verb.Make("approval.list", "What waits, for whom, until when", ListAsync),
        Verb.Make("approval.grant", "Signs exactly this action", GrantAsync, Action, Common.As),
        Verb.Make("approval.deny", "Signs a no, which ends this action", DenyAsync, Action, Reason, Common.As));

    private static async Task<Answer> ListAsync(VerbCall call, CancellationToken cancellation)
    {
        using var node = call.OpenNode();
        var waiting = await node.ApprovalsAsync(cancellation);
        var now = call.Clock.GetUtcNow();
        var facts = new JsonObject
        {
            ["approvals"] = JsonSerializer.SerializeToNode(waiting, JsonSerializerOptions.Web),
        };
        return new Answer(facts, page =>
        {
            if (waiting.Count == 0)
                page.WriteLine("nothing waits for an approval");
            foreach (var one in waiting)
            {
                page.WriteLine($"action {one.Action}");
                page.Pairs(
                    (one.Agent, new("wants " + Words(one))), ("asked by", new(one.Instructor)), ("rule", new(one.Rule)),
                    ("policy", new(one.PolicyRoot)),
                    ("until", Moments.Cell(DateTimeOffset.FromUnixTimeSeconds(checked((long)one.Deadline)), now)),
                    ("approvers", new(string.Join(" ", one.Approvers))),
                    ("approved by", new(one.Approved.Count == 0 ? "nobody yet" : string.Join(" ", one.Approved))));
            }
        });
    }

    private static Task<Answer> GrantAsync(VerbCall call, CancellationToken cancellation) =>
        JudgeAsync(call, "sign", "approved", ApprovalSigning.Yes, (waiting, account, signature) =>
            new Approve(Bytes32.Parse(waiting.Action), account, waiting.Deadline, signature), cancellation);

    private static Task<Answer> DenyAsync(VerbCall call, CancellationToken cancellation)
    {
        var reason = call.Value(Reason) ?? "";
        return JudgeAsync(call, "refuse", "denied", waiting => ApprovalSigning.No(waiting, reason),
            (waiting, account, signature) =>
                new Deny(Bytes32.Parse(waiting.Action), account, reason, waiting.Deadline, signature), cancellation);
    }

    private static async Task<Answer> JudgeAsync(
        VerbCall call, string verb, string done, Func<ApprovalView, TypedData> typed,
        Func<ApprovalView, Address, byte[], ApproverCommand> command, CancellationToken cancellation)
    {
        using var node = call.OpenNode();
        using var dao = call.OpenDao();
        var action = call.Required(Action);
        var waiting = (await node.ApprovalsAsync(cancellation)).SingleOrDefault(one => one.Action == action)
            ?? throw CliException.Usage("DAI-1052", $"no action {action} waits", "ACTION",
                "'dai approval list' names those that do; ids are typed whole");
        var key = call.Key("approver");
        if (!waiting.Approvers.Contains(key.Account.ToString(), StringComparer.OrdinalIgnoreCase))
            throw CliException.Usage("DAI-1053", $"{key.Account} is not asked to approve {action}", "--as",
                "sign as one of: " + string.Join(", ", waiting.Approvers));
        var message = typed(waiting);
        var digest = message.Digest(dao.Domain);
        // A device that cannot show the words shows two of these hashes.
        if (call.Plan([.. Describe(waiting), $"  you {verb} as {key.Account}, digest {digest}",
                $"  domain hash {dao.Domain.Separator}, message hash {message.StructHash}"]) is { } plan)
            return plan;
        var view = await node.JudgeAsync(command(waiting, key.Account, key.Sign(digest)), cancellation);
        return Answer.Lines(new JsonObject
        {
            ["action"] = action, ["digest"] = digest.ToString(), ["approver"] = key.Account.ToString(),
            ["instruction"] = view.Instruction, ["state"] = view.State, ["answer"] = view.Answer,
        }, $"{done} by {key.Account}; the instruction is {view.State}");
    }

    private static string Words(ApprovalView waiting) =>
        $"{waiting.Tool}({string.Join(", ", waiting.Args.Select(arg => $"{arg.Key}: {arg.Value}"))})";

    private static IEnumerable<string> Describe(ApprovalView waiting) =>
    [
        $"action {waiting.Action}",
        Terminal.Visible($"  {waiting.Agent} wants {Words(waiting)}"),
        $"  asked by {waiting.Instructor}, rule {waiting.Rule}, policy {waiting.PolicyRoot}",
        $"  until {ProposalVerbs.Time(waiting.Deadline)}; approvers {string.Join(", ", waiting.Approvers)}"
            + (waiting.Approved.Count > 0 ? $"; approved by {string.Join(", ", waiting.Approved)}" : ""),
    ];
}
