using System.Net;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Authoring.Configuration;

/// <summary>What a node and the command line need to know, checked. Paths are absolute.</summary>
public sealed record DaiConfiguration(
    ChainConfiguration Chain, NodeConfiguration Node, ClusterConfiguration Cluster, StoreConfiguration Store,
    ModelConfiguration Model, PluginConfiguration Plugins, LogConfiguration Log)
{
    /// <summary>Every key with its value and who said it, in the order of <see cref="KnownKeys"/>.</summary>
    public required IReadOnlyDictionary<string, WrittenValue> Written { get; init; }
}

/// <param name="Rpc">Endpoints, at least one.</param>
/// <param name="Quorum">How many of them must agree.</param>
/// <param name="Manifest">File <c>dao.json</c>.</param>
/// <param name="Every">Time between two looks at the head; null = as the chain goes.</param>
/// <param name="MaxFee">Most that is offered for a unit of gas, in gwei; null = whatever the market asks.</param>
public sealed record ChainConfiguration(
    IReadOnlyList<Uri> Rpc, int Quorum, string Manifest, TimeSpan? Every, int? MaxFee)
{
    /// <summary>The same in wei, above every fee where nothing bounds it.</summary>
    public UInt256 MostFee => MaxFee is { } gwei ? UInt256.Of((UInt128)gwei * 1_000_000_000) : UInt256.MaxValue;
}

/// <param name="Listen">Loopback; port 0 = any free one.</param>
/// <param name="Token">File with the bearer token.</param>
public sealed record NodeConfiguration(string Operator, string Keys, IPEndPoint Listen, string Token);

/// <param name="Host">Name or address by which the other nodes reach this one.</param>
/// <param name="Port">0 = any free one.</param>
/// <param name="Bind"><c>host:port</c> on which it listens; null = host and port.</param>
/// <param name="Seeds"><c>host:port</c>, in the order in which they are tried.</param>
/// <param name="Tls">Null on loopback only.</param>
public sealed record ClusterConfiguration(
    string Host, int Port, string? Bind, IReadOnlyList<string> Seeds, TlsConfiguration? Tls);

/// <param name="PasswordVariable">Environment variable with the password of the certificate file.</param>
public sealed record TlsConfiguration(string Authority, string Certificate, string PasswordVariable);

/// <param name="Path">The SQLite file; null with PostgreSQL.</param>
/// <param name="ConnectionVariable">Environment variable with the connection string; null with SQLite.</param>
public sealed record StoreConfiguration(string? Path, string? ConnectionVariable);

/// <param name="Sequences">Answers that it writes at once; fewer where they need too much memory.</param>
/// <param name="GpuLayers">Null = as many as fit.</param>
public sealed record ModelConfiguration(string Default, int Threads, int Sequences, int? GpuLayers);

/// <param name="InProcess">A plugin that was voted to run within the node's process does; else it has one of its own.
/// </param>
public sealed record PluginConfiguration(bool InProcess);

/// <param name="CheckpointEvery">Time between checkpoints.</param>
/// <param name="CheckpointLeaves">Leaves that make a checkpoint due at once.</param>
/// <param name="Json">What the node says of itself is an object a line.</param>
public sealed record LogConfiguration(TimeSpan CheckpointEvery, int CheckpointLeaves, bool Json);
