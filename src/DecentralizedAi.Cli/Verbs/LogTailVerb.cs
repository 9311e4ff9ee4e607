using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DecentralizedAi.Cli.Nodes;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Domain.Agents;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>Leaves as they come.</summary>
internal static class LogTailVerb
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly Option<string?> Agent = new("--agent")
    {
        Description = "One agent; without it all agents", HelpName = "NAME",
    };

    private static readonly Option<int> Last = new("--last")
    {
        Description = "How many of the leaves that are there come first, from 0", HelpName = "N",
        DefaultValueFactory = _ => 10,
    };

    public static Command Make() =>
        Verb.Make("log.tail", "Shows leaves as they come, until Ctrl-C; JSON Lines with --json", RunAsync, Agent, Last);

    private static async Task<Answer> RunAsync(VerbCall call, CancellationToken cancellation)
    {
        if (call.Value(Last) < 0)
            throw CliException.Usage("DAI-1204", $"{call.Value(Last)} is no number of leaves", "--last",
                "choose a number from 0");
        var next = new Dictionary<string, ulong>(StringComparer.Ordinal);
        try
        {
            while (true)
            {
                await LookAsync(call, next, cancellation);
                await Task.Delay(Pause, call.Clock, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Ctrl-C is how this ends.
            return Answer.Given;
        }
    }

    private static async Task LookAsync(
        VerbCall call, Dictionary<string, ulong> next, CancellationToken cancellation)
    {
        // Any node knows every leaf, and the one of before may have gone.
        using var node = call.OpenNode();
        try
        {
            foreach (var agent in await AgentsAsync(call, node, cancellation))
            {
                // How long the log of a silent one is, and so where its last leaves begin, is not known.
                if (!agent.Answers && !next.ContainsKey(agent.Name))
                    throw NodeException.Silent(agent.Problem!);
                var from = next.TryGetValue(agent.Name, out var known) ? known : First(agent, call.Value(Last));
                next[agent.Name] = await ShowAsync(call, node, agent.Name, from, cancellation);
            }
        }
        catch (NodeException silent) when (!silent.Refused && (silent.Status is not null || next.Count > 0))
        {
            call.Terminal.Say($"{silent.Code} {silent.Message}; it is asked again");
        }
    }

    private static async Task<IReadOnlyList<AgentView>> AgentsAsync(
        VerbCall call, NodeClient node, CancellationToken cancellation) => call.Value(Agent) is { } name
        ? [await node.AgentAsync(name, cancellation)]
        : await node.AgentsAsync(cancellation);

    // It is now, or it is told how old by the line's place.
    private static Cell Time(LeafView leaf) => new(leaf.Time, Seen: DateTimeOffset.Parse(
        leaf.Time, CultureInfo.InvariantCulture).UtcDateTime.ToString("HH:mm:ss'Z'", CultureInfo.InvariantCulture));

    private static ulong First(AgentView agent, int last) =>
        agent.Leaves > (ulong)last ? agent.Leaves - (ulong)last + 1 : 1;

    /// <returns>The number of the leaf that comes next.</returns>
    private static async Task<ulong> ShowAsync(
        VerbCall call, NodeClient node, string agent, ulong from, CancellationToken cancellation)
    {
        foreach (var leaf in await node.LogAsync(agent, from, cancellation))
        {
            if (call.Terminal.Json)
            {
                var facts = JsonSerializer.SerializeToNode(leaf, JsonSerializerOptions.Web)!.AsObject();
                facts.Insert(0, "agent", agent);
                call.Terminal.Give(Verb.SchemaOf("log.tail"), new Answer(facts, _ => { }));
            }
            else
            {
                var row = new Listing(new("", Least: 10), new("", Number: true, Least: 5), new("", Least: 9),
                    new("", Least: 11), new("", Least: 12), new("", Least: 12), new("", Fit.Below));
                row.Add(new(agent), new(leaf.Seq.ToString(CultureInfo.InvariantCulture)), Time(leaf), new(leaf.Kind),
                    AgentLogVerb.Verdict(leaf), new(leaf.Rule ?? ""), AgentLogVerb.Action(leaf));
                call.Terminal.Page.More(row);
            }
            from = leaf.Seq + 1;
        }
        return from;
    }
}
