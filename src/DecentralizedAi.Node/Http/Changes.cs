using System.Text.Json;
using DecentralizedAi.Domain.Agents;

namespace DecentralizedAi.Node.Http;

/// <summary>
/// Looks at the agents for all pages that listen, when the gateway says that something changed, once for all of them
/// and only while one does, and tells them which paths of the API would answer otherwise now. What they answer is not
/// told: whoever wants it asks.
/// </summary>
internal sealed class Changes(IAgentGateway gateway, TimeProvider clock)
{
    /// <summary>Most pages that may listen.</summary>
    public const int Most = 32;

    /// <summary>Between two looks at least, so that many changes at once are one.</summary>
    public static readonly TimeSpan Least = TimeSpan.FromMilliseconds(25);

    // Looking takes at most a fifth of the time, however many agents there are.
    private const int Rests = 4;

    private readonly Lock _gate = new();
    private readonly HashSet<Listener> _listeners = [];
    private CancellationTokenSource? _watching;

    /// <summary>A new listener, which is told what changes from now on; null when there are enough.</summary>
    public Listener? TryListen()
    {
        lock (_gate)
        {
            if (_listeners.Count >= Most)
                return null;
            var listener = new Listener(Leave);
            _listeners.Add(listener);
            if (_listeners.Count == 1)
                Watch(_watching = new CancellationTokenSource());
            return listener;
        }
    }

    private void Leave(Listener listener)
    {
        lock (_gate)
        {
            if (!_listeners.Remove(listener) || _listeners.Count > 0)
                return;
            _watching!.Cancel();
            _watching = null;
        }
    }

    // Apart from each other: an agent that is slow to answer holds up nothing but the agents.
    private void Watch(CancellationTokenSource watching)
    {
        var cancel = watching.Token;
        _ = Task.WhenAll(
            LookAsync(StatusAsync, cancel), LookAsync(AgentsAsync, cancel), LookAsync(ApprovalsAsync, cancel))
            .ContinueWith(_ => watching.Dispose(), CancellationToken.None, TaskContinuationOptions.None,
                TaskScheduler.Default);
    }

    /// <param name="read">What each path says, without what moves by itself.</param>
    private async Task LookAsync(
        Func<CancellationToken, Task<Dictionary<string, string>>> read, CancellationToken cancel)
    {
        Dictionary<string, string>? before = null;
        try
        {
            while (!cancel.IsCancellationRequested)
            {
                var next = gateway.Changes.Next;
                var began = clock.GetTimestamp();
                try
                {
                    var now = await read(cancel);
                    if (before is not null)
                        Tell([.. now.Keys.Union(before.Keys)
                            .Where(path => now.GetValueOrDefault(path) != before.GetValueOrDefault(path))]);
                    before = now;
                }
                catch (Exception) when (!cancel.IsCancellationRequested)
                {
                    // Whoever asks for it is told why; here the next look may succeed.
                }
                var rest = clock.GetElapsedTime(began) * Rests;
                await Task.Delay(rest > Least ? rest : Least, clock, cancel);
                await AnyAsync(next, cancel);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Nobody listens any more.
        }
    }

    // What nobody tells is looked for.
    private async Task AnyAsync(Task next, CancellationToken cancel)
    {
        try
        {
            await next.WaitAsync(gateway.Changes.Blind, clock, cancel);
        }
        catch (TimeoutException)
        {
            // Nothing was told.
        }
    }

    private void Tell(IReadOnlyCollection<string> names)
    {
        lock (_gate)
        {
            foreach (var listener in _listeners)
                listener.Tell(names);
        }
    }

    private async Task<Dictionary<string, string>> StatusAsync(CancellationToken cancel) => new()
    {
        ["/v1/status"] = Written(await gateway.StatusAsync(cancel) with { HeadAgeSeconds = 0 }),
    };

    private async Task<Dictionary<string, string>> ApprovalsAsync(CancellationToken cancel) => new()
    {
        ["/v1/approvals"] = Written(await gateway.ApprovalsAsync(cancel)),
    };

    // A budget that fills up again changes with every second; pages look at that at their own pace.
    private async Task<Dictionary<string, string>> AgentsAsync(CancellationToken cancel)
    {
        var agents = await gateway.AgentsAsync(cancel);
        var found = agents.ToDictionary(agent => $"/v1/agents/{agent.Name}", agent => Written(
            agent with { Budgets = [.. agent.Budgets.Select(budget => budget with { Level = "" })] }));
        found["/v1/agents"] = string.Join('\n', found.Values);
        return found;
    }

    private static string Written<T>(T view) => JsonSerializer.Serialize(view, NodeApi.Json);
}
