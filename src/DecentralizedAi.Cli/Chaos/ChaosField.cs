using System.Collections.Concurrent;
using DecentralizedAi.Cli.Chaos.Load;
using DecentralizedAi.Cli.Development;
using DecentralizedAi.Cli.Nodes;
using DecentralizedAi.Domain.Agents;

namespace DecentralizedAi.Cli.Chaos;

/// <summary>The local DAO under chaos: its nodes as processes that come and go.</summary>
internal sealed class ChaosField(
    DevelopmentDao dao, IReadOnlyList<Target> targets, ulong finality, AskBook book, TextWriter say,
    TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);
    private readonly ConcurrentDictionary<(int Node, string Address), NodeClient> _clients = new();
    private readonly long _started = clock.GetTimestamp();

    /// <summary>Payees of the policies.</summary>
    public static IReadOnlyList<string> Vendors { get; } = ["Hosting", "Design", "Legal"];

    public DevelopmentDao Dao { get; } = dao;
    public IReadOnlyList<Target> Targets { get; } = targets;

    /// <summary>Blocks on top of one that make it final.</summary>
    public ulong Finality { get; } = finality;

    public AskBook Book { get; } = book;
    public TimeProvider Clock { get; } = clock;

    /// <summary>Progress for people, with the seconds since the start.</summary>
    public void Say(string what)
    {
        lock (say)
            say.WriteLine($"{Clock.GetElapsedTime(_started).TotalSeconds,7:0.0} s  {what}");
    }

    /// <summary>A client of some node that runs; null where none does.</summary>
    /// <param name="except">Is not asked.</param>
    public NodeClient? Client(Random random, int? except = null)
    {
        var ready = Dao.Nodes.Where(node => node.Index != except)
            .Select(node => Client(node.Index)).OfType<NodeClient>().ToList();
        return ready.Count == 0 ? null : ready[random.Next(ready.Count)];
    }

    /// <summary>A client of a node; null while it is starting.</summary>
    // A node that starts again listens elsewhere, so a client is of one start.
    public NodeClient? Client(int index) => Dao.Nodes[index] is { Alive: true } node && node.Card() is { } card
        ? _clients.GetOrAdd((index, card.Http), _ => Dao.Client(index, card))
        : null;

    /// <summary>The node that serves an agent, as another one sees it; null where nobody knows.</summary>
    public async Task<int?> HomeOfAsync(string agent, CancellationToken cancellation)
    {
        foreach (var node in Dao.Nodes)
        {
            if (Client(node.Index) is not { } client || await AnswerAsync(
                token => client.AgentAsync(agent, token), cancellation) is not { } view)
                continue;
            var home = Enumerable.Range(0, Dao.Nodes.Count)
                .Where(index => Dao.Keys.Node(index).Anchor.Account.ToString() == view.Node).ToList();
            if (home.Count == 1)
                return home[0];
        }
        return null;
    }

    /// <summary>Starts whoever has ended, and waits until every node is ready and sees all others.</summary>
    /// <exception cref="NodeException">DAI-1022: not within <paramref name="patience"/>.</exception>
    public async Task HealAsync(TimeSpan patience, CancellationToken cancellation)
    {
        var started = Clock.GetTimestamp();
        var missing = "";
        while (Clock.GetElapsedTime(started) < patience)
        {
            foreach (var node in Dao.Nodes.Where(node => !node.Alive).ToList())
                Dao.RestartNode(node.Index);
            missing = "";
            for (var index = 0; index < Dao.Nodes.Count && missing.Length == 0; index++)
                missing = await LackAsync(index, cancellation) is { } lack ? $"node {index}: {lack}" : "";
            if (missing.Length == 0)
                return;
            await Task.Delay(Look, Clock, cancellation);
        }
        throw new NodeException("DAI-1022", $"the cluster was not whole again within {patience.TotalSeconds:0} s: "
            + missing, null) { Fix = "read node.log of that node in the folder of the run" };
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values)
            client.Dispose();
    }

    private async Task<string?> LackAsync(int index, CancellationToken cancellation)
    {
        if (Client(index) is not { } client)
            return "it is starting";
        if (await AnswerAsync(client.StatusAsync, cancellation) is not { } view)
            return "it does not answer";
        return !view.Ready ? string.Join("; ", view.Problems.DefaultIfEmpty("it is not ready"))
            : view.Members.Count(member => member.State == "Up") < Dao.Nodes.Count ? "it does not see all others"
            : null;
    }

    /// <summary>Null where the node does not answer in time, or answers that it cannot.</summary>
    private async Task<T?> AnswerAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellation)
        where T : class
    {
        using var slow = new CancellationTokenSource(Patience, Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(slow.Token, cancellation);
        try
        {
            return await ask(either.Token);
        }
        catch (NodeException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }
}
