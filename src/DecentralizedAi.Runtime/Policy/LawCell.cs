using System.Security.Cryptography;
using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Runtime.Policy;

/// <summary>The law as this node knows it: one reference, written by <see cref="PolicyActor"/>, read by all.</summary>
internal sealed class LawCell(
    Address node, Address spender, ToolCatalogue tools, IReadOnlyDictionary<Bytes32, HostedComposition> compositions,
    AgentLimits limits, TimeProvider time)
{
    private volatile GovernanceSnapshot? _snapshot;

    /// <summary>Null before the first proven head.</summary>
    public GovernanceSnapshot? Snapshot
    {
        get => _snapshot;
        set => _snapshot = value;
    }

    public ulong Now => (ulong)time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>All facts of this moment, with fresh salts; null before the first proven head.</summary>
    public AgentMoment? Moment() => _snapshot is { } snapshot
        ? new AgentMoment(Now, snapshot, node, spender, tools, compositions, Salts(), limits)
        : null;

    private static Bytes32[] Salts()
    {
        var random = RandomNumberGenerator.GetBytes(32 * AgentMoment.SaltCount);
        var salts = new Bytes32[AgentMoment.SaltCount];
        for (var i = 0; i < salts.Length; i++)
            salts[i] = Bytes32.Of(random.AsSpan(32 * i, 32));
        return salts;
    }
}

/// <summary>Told to everybody who may have waited: the law, or the chain, moved.</summary>
internal sealed record LawMoved
{
    public static LawMoved Now { get; } = new();
}
