using System.Net.Sockets;
using Akka.Actor;
using Akka.Cluster;

namespace DecentralizedAi.Runtime.Cluster;

/// <summary>
/// Notices that this node is in no cluster, or founded one of its own beside one that is there: nobody lets it in or
/// joins it, and yet another seed listens. Akka never merges the two and asks to be let in by the same connections
/// whatever becomes of them, so the actors end; started again, the node joins the others.
/// </summary>
internal sealed class StrayActor : ReceiveActor, IWithTimers
{
    private const int Looks = 10;

    private readonly IReadOnlyList<string> _others;
    private readonly TimeSpan _every;
    private readonly int _patience;
    private int _outside;
    private int _alone;

    public StrayActor(RuntimeOptions options, TaskCompletionSource strayed)
    {
        _others = [.. options.Others];
        _every = options.StrayAfter / Looks;
        _patience = (int)Math.Ceiling(options.SeedPatience / _every);
        Receive<Look>(_ => LookAround());
        Receive<Heard>(heard =>
        {
            _alone = heard.Somebody ? _alone + 1 : 0;
            if (_alone < Looks)
                return;
            strayed.TrySetResult();
            Context.System.Terminate();
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(Look), Look.Now, _every);

    private void LookAround()
    {
        var cluster = Akka.Cluster.Cluster.Get(Context.System);
        if (cluster.SelfMember.Status is MemberStatus.Up)
            Context.Stop(Self);
        else if (cluster.State.Members.Count == 1 || (cluster.State.Members.Count == 0 && ++_outside > _patience))
            HearAsync().PipeTo(Self);
        else
            _alone = 0;
    }

    private async Task<Heard> HearAsync()
    {
        foreach (var other in _others)
            if (await ListensAsync(other).ConfigureAwait(false))
                return new Heard(true);
        return new Heard(false);
    }

    private async Task<bool> ListensAsync(string seed)
    {
        var (host, port) = RuntimeOptions.Split(seed);
        return await PortProbe.ConnectAsync(host, port, _every).ConfigureAwait(false) == SocketError.Success;
    }

    private sealed record Look
    {
        public static Look Now { get; } = new();
    }

    /// <param name="Somebody">Another seed listens.</param>
    private sealed record Heard(bool Somebody);
}
