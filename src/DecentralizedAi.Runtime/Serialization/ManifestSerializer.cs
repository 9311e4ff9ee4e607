using Akka.Actor;
using Akka.Serialization;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Transactions;
using DecentralizedAi.Runtime.Agents;
using Google.Protobuf;
using A = DecentralizedAi.Runtime.Protos.Agent;
using M = DecentralizedAi.Runtime.Protos.Messages;
using Q = DecentralizedAi.Runtime.Protos.Queue;
using S = DecentralizedAi.Runtime.Protos.Snapshot;

namespace DecentralizedAi.Runtime.Serialization;

/// <summary>
/// Everything that is stored or crosses the wire, each under a name of its own. A name that is not here is neither
/// written nor read, whatever the bytes ask for.
/// </summary>
public sealed class ManifestSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public override int Identifier => 7331;

    public override string Manifest(object o) => o switch
    {
        Incarnated => "incarnated.v1",
        ThoughtBegun => "thought-begun.v1",
        ThoughtEnded => "thought-ended.v1",
        TakenOver => "taken-over.v1",
        Governed => "governed.v1",
        Instructed => "instructed.v1",
        Opened => "opened.v1",
        Refused => "refused.v1",
        Awaited => "awaited.v1",
        Approved => "approved.v1",
        Expired => "expired.v1",
        Denied => "denied.v1",
        Closed => "closed.v1",
        Answered => "answered.v1",
        Found => "found.v1",
        CallQueued => "call-queued.v1",
        AttemptSigned => "attempt-signed.v1",
        CallDisplaced => "call-displaced.v1",
        CallTakenBack => "call-taken-back.v1",
        CallSettled => "call-settled.v1",
        AgentState => "agent-state.v1",
        QueueState => "queue-state.v1",
        AgentEnvelope => "to-agent.v1",
        AgentReply => "from-agent.v1",
        _ => throw new UnknownManifestException($"{o.GetType().FullName} has no manifest"),
    };

    public override byte[] ToBinary(object obj) => Message(obj).ToByteArray();

    public override object FromBinary(byte[] bytes, string manifest) => manifest switch
    {
        "incarnated.v1" => AgentWire.Read(A.Incarnated.Parser.ParseFrom(bytes)),
        "thought-begun.v1" => AgentWire.Read(A.ThoughtBegun.Parser.ParseFrom(bytes)),
        "thought-ended.v1" => AgentWire.Read(A.ThoughtEnded.Parser.ParseFrom(bytes)),
        "taken-over.v1" => AgentWire.ReadTakenOver(A.LawChanged.Parser.ParseFrom(bytes)),
        "governed.v1" => AgentWire.ReadGoverned(A.LawChanged.Parser.ParseFrom(bytes)),
        "instructed.v1" => AgentWire.Read(A.Instructed.Parser.ParseFrom(bytes)),
        "opened.v1" => AgentWire.Read(A.Opened.Parser.ParseFrom(bytes)),
        "refused.v1" => AgentWire.Read(A.Refused.Parser.ParseFrom(bytes)),
        "awaited.v1" => AgentWire.Read(A.Awaited.Parser.ParseFrom(bytes)),
        "approved.v1" => AgentWire.Read(A.Approved.Parser.ParseFrom(bytes)),
        "expired.v1" => AgentWire.Read(A.Expired.Parser.ParseFrom(bytes)),
        "denied.v1" => AgentWire.Read(A.Denied.Parser.ParseFrom(bytes)),
        "closed.v1" => AgentWire.Read(A.Closed.Parser.ParseFrom(bytes)),
        "answered.v1" => AgentWire.Read(A.Answered.Parser.ParseFrom(bytes)),
        "found.v1" => AgentWire.Read(A.Found.Parser.ParseFrom(bytes)),
        "call-queued.v1" => QueueWire.Read(Q.CallQueued.Parser.ParseFrom(bytes)),
        "attempt-signed.v1" => QueueWire.Read(Q.AttemptSigned.Parser.ParseFrom(bytes)),
        "call-displaced.v1" => QueueWire.Read(Q.CallDisplaced.Parser.ParseFrom(bytes)),
        "call-taken-back.v1" => QueueWire.Read(Q.CallTakenBack.Parser.ParseFrom(bytes)),
        "call-settled.v1" => QueueWire.Read(Q.CallSettled.Parser.ParseFrom(bytes)),
        "agent-state.v1" => StateWire.Read(S.AgentState.Parser.ParseFrom(bytes)),
        "queue-state.v1" => QueueStateWire.Read(Q.QueueState.Parser.ParseFrom(bytes)),
        "to-agent.v1" => MessageWire.Read(M.ToAgent.Parser.ParseFrom(bytes)),
        "from-agent.v1" => MessageWire.Read(M.FromAgent.Parser.ParseFrom(bytes)),
        _ => throw new UnknownManifestException($"manifest '{manifest}' is unknown; nothing is built from its bytes"),
    };

    private static IMessage Message(object o) => o switch
    {
        Incarnated e => AgentWire.Write(e),
        ThoughtBegun e => AgentWire.Write(e),
        ThoughtEnded e => AgentWire.Write(e),
        TakenOver e => AgentWire.Write(e),
        Governed e => AgentWire.Write(e),
        Instructed e => AgentWire.Write(e),
        Opened e => AgentWire.Write(e),
        Refused e => AgentWire.Write(e),
        Awaited e => AgentWire.Write(e),
        Approved e => AgentWire.Write(e),
        Expired e => AgentWire.Write(e),
        Denied e => AgentWire.Write(e),
        Closed e => AgentWire.Write(e),
        Answered e => AgentWire.Write(e),
        Found e => AgentWire.Write(e),
        CallQueued e => QueueWire.Write(e),
        AttemptSigned e => QueueWire.Write(e),
        CallDisplaced e => QueueWire.Write(e),
        CallTakenBack e => QueueWire.Write(e),
        CallSettled e => QueueWire.Write(e),
        AgentState s => StateWire.Write(s),
        QueueState s => QueueStateWire.Write(s),
        AgentEnvelope e => MessageWire.Write(e),
        AgentReply e => MessageWire.Write(e),
        _ => throw new UnknownManifestException($"{o.GetType().FullName} has no wire form"),
    };
}
