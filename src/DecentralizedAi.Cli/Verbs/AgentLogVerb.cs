using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DecentralizedAi.Cli.Nodes;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>The chain of leaves of one agent, with the ids of its actions.</summary>
internal static class AgentLogVerb
{
    private static readonly Option<int?> Last = new("--last")
    {
        Description = "The newest N leaves, from 1; without it all", HelpName = "N",
    };

    /// <param name="name">The argument that names the agent.</param>
    public static Command Make(Argument<string> name) => Verb.Make("agent.log",
        "Its chain of leaves, with the ids of its actions", (call, cancellation) => RunAsync(call, name, cancellation),
        name, Last);

    /// <summary>When a leaf was made: to the millisecond for programs, to the second for people.</summary>
    public static Cell LeafTime(LeafView leaf, VerbCall call) =>
        Moments.Cell(DateTimeOffset.Parse(leaf.Time, CultureInfo.InvariantCulture), call.Clock.GetUtcNow())
            with { Text = leaf.Time };

    /// <summary>What was decided; a no stands out.</summary>
    public static Cell Verdict(LeafView leaf) => new(leaf.Verdict == "None" ? "" : leaf.Verdict, leaf.Verdict switch
    {
        "Allowed" or "AllowedAfterApproval" or "Done" => Tone.Good,
        "DeniedByRule" or "DeniedBySilence" or "OverBudget" or "Frozen" or "PolicyStaleOrInvalid" or "Failed" =>
            Tone.Bad,
        "None" => Tone.Plain,
        _ => Tone.Open,
    });

    /// <summary>Its id, as <c>dai why</c> takes it; empty where the leaf is of no action.</summary>
    public static Cell Action(LeafView leaf) => new(Bytes32.Parse(leaf.Action).IsZero ? "" : leaf.Action);

    private static async Task<Answer> RunAsync(VerbCall call, Argument<string> name, CancellationToken cancellation)
    {
        if (call.Value(Last) is < 1)
            throw CliException.Usage("DAI-1204", $"{call.Value(Last)} is no number of leaves", "--last",
                "choose a number from 1");
        using var node = call.OpenNode();
        var leaves = await ReadAsync(node, call.Required(name), call.Value(Last), cancellation);
        var rows = new Listing(new("leaf", Number: true), new("time"), new("kind"), new("verdict"), new("rule"),
            new("hash", Fit.Middle), new("action", Fit.Below));
        foreach (var leaf in leaves)
            rows.Add(new(leaf.Seq.ToString(CultureInfo.InvariantCulture)), LeafTime(leaf, call), new(leaf.Kind),
                Verdict(leaf), new(leaf.Rule ?? ""), new(leaf.Hash), Action(leaf));
        return Answer.Of(
            new JsonObject { ["leaves"] = JsonSerializer.SerializeToNode(leaves, JsonSerializerOptions.Web) }, rows,
            "no leaves");
    }

    // A node gives a page at a time, and the length of a silent agent's log is not known.
    private static async Task<List<LeafView>> ReadAsync(
        NodeClient node, string name, int? last, CancellationToken cancellation)
    {
        var agent = await node.AgentAsync(name, cancellation);
        var from = last is { } some && agent.Answers && agent.Leaves > (ulong)some
            ? agent.Leaves - (ulong)some + 1
            : 1;
        var leaves = new List<LeafView>();
        while (await node.LogAsync(name, from, cancellation) is { Count: > 0 } page)
        {
            leaves.AddRange(page);
            from = page[^1].Seq + 1;
            if (agent.Answers && from > agent.Leaves)
                break;
        }
        return [.. leaves.TakeLast(last ?? int.MaxValue)];
    }
}
