using System.Collections.Concurrent;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;

namespace DecentralizedAi.Node.Hosting;

/// <summary>
/// Policy documents as they are read, and what the feed has to know of them: of each payee it proves that it is not
/// frozen, so that an endpoint cannot hide a denial, and it finds the logs of each event.
/// </summary>
internal sealed class PolicyDocuments(IDocumentSource source) : IDocumentSource
{
    private readonly ConcurrentDictionary<Address, byte> _payees = new();
    private readonly ConcurrentDictionary<LogSource, byte> _events = new();

    /// <summary>Payees of every document that was in force since this node started.</summary>
    public IReadOnlyCollection<Address> Payees => [.. _payees.Keys];

    /// <summary>Events of every document that was in force since this node started.</summary>
    public IReadOnlySet<LogSource> Events => _events.Keys.ToHashSet();

    public async Task<byte[]?> ReadAsync(Bytes32 root, CancellationToken cancellation)
    {
        var bytes = await source.ReadAsync(root, cancellation);
        if (bytes is null || PolicySnapshot.Compile(bytes) is not CompileAnswer.Compiled compiled)
            return bytes;
        foreach (var listened in compiled.Snapshot.Document.Events.Values)
            _events.TryAdd(new LogSource(listened.Contract, listened.Topic), 0);
        foreach (var payee in compiled.Snapshot.Limits.Limits.SelectMany(limit => limit.Payees.Payees))
            _payees.TryAdd(payee.Address, 0);
        return bytes;
    }
}
