using System.Globalization;
using Akka.Cluster.Sharding;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Runtime.Agents;

namespace DecentralizedAi.Runtime.Cluster;

/// <summary>Places agents by the shard that the ledger contract computes, so that one lease covers one shard.</summary>
internal sealed class AgentExtractor : IMessageExtractor
{
    public const string TypeName = "agent";

    public string? EntityId(object message) => message is AgentEnvelope envelope
        ? envelope.Agent.ToString(CultureInfo.InvariantCulture)
        : null;

    public object? EntityMessage(object message) => (message as AgentEnvelope)?.Message;

    public string? ShardId(object message) => message is AgentEnvelope envelope ? Shard(envelope.Agent) : null;

    public string ShardId(string entityId, object? messageHint = null) =>
        Shard(ulong.Parse(entityId, CultureInfo.InvariantCulture));

    private static string Shard(ulong agent) =>
        Domain.Ledger.Shard.For(UInt256.Of(agent)).ToString();
}
