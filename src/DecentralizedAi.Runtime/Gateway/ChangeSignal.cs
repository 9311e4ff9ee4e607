using Akka.Actor;
using Akka.Cluster;
using DecentralizedAi.Domain.Agents;

namespace DecentralizedAi.Runtime.Gateway;

/// <summary>
/// The changes of one node, however many at once as one. Agents of other nodes change without a word here, so in
/// company what it tells is not all.
/// </summary>
internal sealed class ChangeSignal : IChangeSignal
{
    private static readonly TimeSpan Alone = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan InCompany = TimeSpan.FromMilliseconds(400);

    private readonly Akka.Cluster.Cluster _cluster;
    private TaskCompletionSource? _next;

    public ChangeSignal(ActorSystem system)
    {
        _cluster = Akka.Cluster.Cluster.Get(system);
        system.ActorOf(Props.Create(() => new ChangeEar(Raise)), "changes");
    }

    public Task Next => LazyInitializer.EnsureInitialized(ref _next, Pending).Task;

    public TimeSpan Blind => _cluster.State.Members.Count > 1 ? InCompany : Alone;

    // Most changes are heard by nobody.
    private void Raise() => Interlocked.Exchange(ref _next, null)?.TrySetResult();

    private static TaskCompletionSource Pending() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
