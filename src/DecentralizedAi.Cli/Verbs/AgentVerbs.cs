using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using DecentralizedAi.Cli.Development;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>Agents as their nodes serve them.</summary>
internal static class AgentVerbs
{
    private static readonly Argument<string> Name = new("AGENT") { Description = "Its name in the registry" };
    private static readonly Argument<string> Text = new("TEXT") { Description = "What it is asked" };

    private static readonly Option<bool> Wait = new("--wait")
    {
        Description = "Wait until it is answered or waits for an approval (at most five minutes)",
    };

    private static readonly Option<string?> Id = new("--id")
    {
        Description = "32 bytes that name the request: the same name is the same instruction", HelpName = "HEX32",
    };

    public static Command Noun() => Verb.Noun("agent", "What agents are asked and what they did",
        Verb.Make("agent.list", "All agents of the operator", ListAsync),
        Verb.Make("agent.show", "One agent", ShowAsync, Name),
        Verb.Make("agent.run", "Asks an agent for something", RunAsync, Name, Text, Wait, Common.As, Id),
        AgentLogVerb.Make(Name),
        FreezeVerbs.Freeze("agent.freeze", "Stops an agent at once (guardian)", AgentTargetAsync),
        FreezeVerbs.Unfreeze("agent.unfreeze", "Proposes to lift the freeze of an agent", AgentTargetAsync),
        EnrolVerb.Make());

    private static async Task<Answer> ListAsync(VerbCall call, CancellationToken cancellation)
    {
        using var node = call.OpenNode();
        var agents = await node.AgentsAsync(cancellation);
        var rows = new Listing(new("agent"), new("state"), new("open", Number: true), new("waiting", Number: true),
            new("leaves", Number: true), new("served by", Fit.Middle), new("problem", Fit.Wrap));
        foreach (var agent in agents)
            rows.Add(new(agent.Name), State(agent), Known(agent, Figure(agent.Open)),
                Known(agent, Figure(agent.Waiting)), Known(agent, Figure(agent.Leaves)), new(agent.Node),
                new(agent.Problem ?? ""));
        return Answer.Of(
            new JsonObject { ["agents"] = JsonSerializer.SerializeToNode(agents, JsonSerializerOptions.Web) }, rows,
            "no agents");
    }

    private static async Task<Answer> ShowAsync(VerbCall call, CancellationToken cancellation)
    {
        using var node = call.OpenNode();
        var agent = await node.AgentAsync(call.Required(Name), cancellation);
        var budgets = new Listing(new("budget"), new("usable now", Number: true), new("of", Number: true),
            new("spent", Number: true), new("reserved", Number: true));
        foreach (var budget in agent.Budgets)
            budgets.Add(new(budget.Name), new(Whole(budget.Level, budget)), new(Whole(budget.Burst, budget)),
                new(Whole(budget.Spent, budget)), new(Whole(budget.Reserved, budget)));
        return new Answer(Members(agent), page =>
        {
            page.WriteLine(Terminal.Visible($"{agent.Name} (agent {agent.Id}), operator {agent.Operator}"));
            page.Pairs(
            [
                ("state", State(agent)),
                .. agent.Problem is { } problem ? [("problem", new Cell(problem))] : Array.Empty<(string, Cell)>(),
                ("served by", new($"{agent.Node}, lease epoch {agent.Epoch}"
                    + (agent.Held ? "" : " (not held: no money moves)"))),
                ("policy", new(agent.PolicyRoot)),
                ("composition", new(agent.Composition)),
                ("vault", new(agent.Vault)),
                ("leaves", Known(agent, Figure(agent.Leaves))),
                ("head", Known(agent, agent.Head)),
                ("actions", Known(agent, $"{agent.Open} open, {agent.Waiting} waiting for an approval")),
            ]);
            if (agent.Answers)
            {
                page.WriteLine();
                page.Draw(budgets, "no budgets");
            }
        });
    }

    // Of an agent that does not answer a node says what the registries do.
    private static Cell Known(AgentView agent, string said) => new(agent.Answers ? said : "not known");

    private static Cell State(AgentView agent) => agent.Frozen ? new("frozen", Tone.Open)
        : agent.Problem is null ? new("well", Tone.Good) : new("RED", Tone.Bad);

    private static string Whole(string units, BudgetView budget) =>
        Amounts.Whole(UInt256.Parse(units), budget.Decimals);

    private static string Figure(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    private static async Task<Answer> RunAsync(VerbCall call, CancellationToken cancellation)
    {
        var name = call.Required(Name);
        var nonce = call.Value(Id) is { } id ? Bytes32.Parse(id) : Bytes32.Of(RandomNumberGenerator.GetBytes(32));
        var wait = TimeSpan.FromSeconds(call.Value(Wait) ? 300 : 30);
        if (call.Preview($"ask {name}, as {call.Value(Common.As) ?? "the operator"}: {call.Required(Text)}",
                $"  under the id {nonce}; it acts within its policy") is { } preview)
            return preview;
        using var node = call.OpenNode();
        var signature = call.Value(Common.As) is null
            ? null
            : await SignAsync(call, name, call.Required(Text), nonce, cancellation);
        var view = await node.InstructAsync(
            new Instruct(name, call.Required(Text), nonce, signature), wait, cancellation);
        var facts = new JsonObject
        {
            ["instruction"] = view.Instruction,
            ["state"] = view.State,
            ["actions"] = new JsonArray([.. view.Actions.Select(Facts)]),
            ["answer"] = view.Answer,
        };
        return new Answer(facts, writer => Describe(writer, view), ExitOf(view));
    }

    private static async Task<SignedInstruction> SignAsync(
        VerbCall call, string name, string text, Bytes32 nonce, CancellationToken cancellation)
    {
        var key = call.Key("manager");
        using var dao = call.OpenDao();
        var agent = await dao.AgentAsync(name, cancellation);
        var deadline = (ulong)call.Clock.GetUtcNow().ToUnixTimeSeconds() + 600;
        var digest = new TypedData.Instruction(dao.StreamOf(agent.Id), text, nonce, deadline).Digest(dao.Domain);
        return new SignedInstruction(key.Account, deadline, key.Sign(digest));
    }

    private static async Task<FreezeTarget> AgentTargetAsync(
        DaoServices dao, string name, CancellationToken cancellation) =>
        FreezeTarget.Agent(UInt256.Of((await dao.AgentAsync(name, cancellation)).Id));

    private static JsonNode Facts(ActionView action) => new JsonObject
    {
        ["id"] = action.Id,
        ["tool"] = action.Tool,
        ["args"] = JsonSerializer.SerializeToNode(action.Args, JsonSerializerOptions.Web),
        ["verdict"] = action.Verdict,
        ["rule"] = action.Rule,
        ["reason"] = action.Reason,
        ["outcome"] = action.Outcome,
        ["tx"] = action.Tx,
        ["leaf"] = action.Leaf,
    };

    private static void Describe(Page writer, InstructionView view)
    {
        foreach (var action in view.Actions)
        {
            var args = string.Join(", ", action.Args.Select(arg => $"{arg.Key}: {arg.Value}"));
            writer.WriteLine(Terminal.Visible($"{action.Tool}({args})"));
            writer.WriteLine(
                $"  {action.Verdict}{(action.Rule is { } rule ? $" by rule {rule}" : "")}, {action.Outcome}"
                + (action.Tx is { } tx ? $", transaction {tx}" : ""));
            if (action.Reason.Length > 0)
                writer.WriteLine(Terminal.Visible($"  {action.Reason}"));
            if (action is { Outcome: "failed" or "unknown", Result: { } result })
                writer.WriteLine(Terminal.Visible($"  {result}"));
            writer.WriteLine($"  action {action.Id}");
        }
        writer.WriteLine(view.Answer is { } answer ? Terminal.Visible(answer) : $"({view.State})");
    }

    private static ExitCode ExitOf(InstructionView view) => view switch
    {
        { State: "waiting" } => ExitCode.Waiting,
        // Each action before it expired by a vote and was asked again.
        { Actions: [.., { Verdict: "denied" }] } when view.Actions.SkipLast(1).All(one => one.Outcome == "expired") =>
            ExitCode.Refused,
        { State: "answered", Actions: [.., { Outcome: "expired" }] } => ExitCode.TimedOut,
        { Actions: [.., { Outcome: "unknown" }] } => ExitCode.Unknown,
        { State: not "answered" } => ExitCode.TimedOut,
        _ => ExitCode.Ok,
    };

    private static JsonObject Members(AgentView agent) =>
        JsonSerializer.SerializeToNode(agent, JsonSerializerOptions.Web)!.AsObject();
}
