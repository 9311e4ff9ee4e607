using System.Collections;
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
        ? new AgentMoment(Now, snapshot, node, spender, tools, compositions, new FreshSalts(), limits)
        : null;

    /// <summary>Drawn when the first document asks for one: most looks lead to none.</summary>
    private sealed class FreshSalts : IReadOnlyList<Bytes32>
    {
        private Bytes32[]? _drawn;

        public int Count => AgentMoment.SaltCount;

        public Bytes32 this[int index] => (_drawn ??= Draw())[index];

        public IEnumerator<Bytes32> GetEnumerator() => (_drawn ??= Draw()).AsEnumerable().GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        private static Bytes32[] Draw()
        {
            var random = RandomNumberGenerator.GetBytes(32 * AgentMoment.SaltCount);
            return [.. Enumerable.Range(0, AgentMoment.SaltCount).Select(i => Bytes32.Of(random.AsSpan(32 * i, 32)))];
        }
    }
}

/// <summary>What every agent of a node is told.</summary>
internal abstract record Stir;

/// <summary>Told to everybody who may have waited: the law, or the chain, moved.</summary>
internal sealed record LawMoved : Stir
{
    public static LawMoved Now { get; } = new();
}
