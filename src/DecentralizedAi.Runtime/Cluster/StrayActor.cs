using System.Net.Sockets;
using Akka.Actor;
using Akka.Cluster;

namespace DecentralizedAi.Runtime.Cluster;

/// <summary>
/// Notices that this node is in no cluster, or in a small one beside the others: it founded one, or the two parted and
/// each put the other out, as after a cut in one direction that was noticed of one member before the next. Akka never
/// merges the two and asks to be let in by the same connections whatever becomes of them, so the actors end; started
/// again, the node joins the others.
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
            _alone = heard.Seeds > heard.Members ? _alone + 1 : 0;
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
        var members = cluster.State.Members;
        if (cluster.SelfMember.Status is MemberStatus.Leaving or MemberStatus.Exiting or MemberStatus.Down)
            return;
        var up = cluster.SelfMember.Status is MemberStatus.Up;
        IReadOnlyList<string> absent =
            up ? [.. _others.Except(members.Select(one => $"{one.Address.Host}:{one.Address.Port}"))] : _others;
        var looks = up ? absent.Count > members.Count
            : members.Count == 1 || (members.Count == 0 && ++_outside > _patience);
        if (looks)
            HearAsync(up ? members.Count : 0, absent).PipeTo(Self);
        else
            _alone = 0;
    }

    private async Task<Heard> HearAsync(int members, IReadOnlyList<string> seeds)
    {
        var listen = await Task.WhenAll(seeds.Select(ListensAsync)).ConfigureAwait(false);
        return new Heard(members, listen.Count(one => one));
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

    /// <param name="Members">Of its own cluster; 0 while that serves nobody.</param>
    /// <param name="Seeds">That listen and are none of them.</param>
    private sealed record Heard(int Members, int Seeds);
}
