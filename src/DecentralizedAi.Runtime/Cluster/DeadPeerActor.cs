using System.Net.Sockets;
using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using Akka.Remote;

namespace DecentralizedAi.Runtime.Cluster;

/// <summary>
/// Notices at once that a member's process is gone: its connection ended and its port refuses new ones, which no
/// process does that is only slow, stopped or cut off. Who hears the majority puts it out without waiting for
/// heartbeats, and so does the other of two on one host; whatever is silent is left to those.
/// </summary>
/// <remarks>
/// Where a firewall refuses in the place of a living node, that node is put out as after a partition: journal and
/// leases fence what it does from then on, and it joins again.
/// </remarks>
internal sealed class DeadPeerActor : ReceiveActor, IWithTimers
{
    // A dying process closes its sockets one after the other: 20 ms to 1.3 s, then heartbeats will tell.
    private const int Looks = 7;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly HashSet<UniqueAddress> _looking = [];

    public DeadPeerActor()
    {
        Receive<DisassociatedEvent>(lost => Suspect(lost.RemoteAddress));
        Receive<Look>(look => HearAsync(look, Others(look.Peer)).PipeTo(Self));
        Receive<Heard>(Judge);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(DisassociatedEvent));

    private void Suspect(Address address)
    {
        if (_cluster.State.Members.FirstOrDefault(member => member.Address.Equals(address)) is
            { Status: not (MemberStatus.Down or MemberStatus.Removed) } member
            && !member.UniqueAddress.Equals(_cluster.SelfUniqueAddress) && _looking.Add(member.UniqueAddress))
            Self.Tell(new Look(member.UniqueAddress, 1));
    }

    private void Judge(Heard heard)
    {
        var (peer, number) = heard.Look;
        if (!heard.Refused && number < Looks)
        {
            Timers.StartSingleTimer(peer, new Look(peer, number + 1), FirstPause * (1 << (number - 1)));
            return;
        }
        _looking.Remove(peer);
        if (!heard.Refused || !MayPutOut(peer, heard.Others))
            return;
        _log.Warning("the process of member {0} is gone: its port refuses connections; it is put out", peer.Address);
        // A quarantined member counts as unreachable at once, without which a downed one is not removed.
        ((RemoteActorRefProvider)((ExtendedActorSystem)Context.System).Provider).Quarantine(peer.Address, peer.Uid);
        _cluster.Down(peer.Address);
    }

    // This node hears itself, and the dead one counts among all. Of two the one that is left is no majority: it goes by
    // the refusal alone where both are on one host, whose own kernel refused and knows.
    private bool MayPutOut(UniqueAddress peer, int heard) => Others(peer).Count is var others and > 0
        ? 2 * (heard + 1) > others + 2
        : peer.Address.Host == _cluster.SelfAddress.Host;

    private List<Address> Others(UniqueAddress peer) =>
    [
        .. _cluster.State.Members.Select(member => member.UniqueAddress)
            .Where(other => !other.Equals(peer) && !other.Equals(_cluster.SelfUniqueAddress))
            .Select(other => other.Address),
    ];

    private static async Task<Heard> HearAsync(Look look, IReadOnlyList<Address> others)
    {
        if (await KnockAsync(look.Peer.Address).ConfigureAwait(false) != SocketError.ConnectionRefused)
            return new Heard(look, false, 0);
        var heard = await Task.WhenAll(others.Select(KnockAsync)).ConfigureAwait(false);
        return new Heard(look, true, heard.Count(answer => answer == SocketError.Success));
    }

    private static Task<SocketError> KnockAsync(Address address) =>
        PortProbe.ConnectAsync(address.Host!, address.Port!.Value, Patience);

    private sealed record Look(UniqueAddress Peer, int Number);

    /// <param name="Refused">The peer's port refused a connection.</param>
    /// <param name="Others">Of the other members, how many accepted one.</param>
    private sealed record Heard(Look Look, bool Refused, int Others);
}
