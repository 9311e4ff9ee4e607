using System.Collections.Concurrent;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;

namespace DecentralizedAi.Node.Hosting;

/// <summary>
/// Policy documents as they are read, and the payees they name: the feed proves of each that it is not frozen, so that
/// an endpoint cannot hide a denial.
/// </summary>
internal sealed class PolicyDocuments(IDocumentSource source) : IDocumentSource
{
    private readonly ConcurrentDictionary<Address, byte> _payees = new();

    /// <summary>Payees of every document that was in force since this node started.</summary>
    public IReadOnlyCollection<Address> Payees => [.. _payees.Keys];

    public async Task<byte[]?> ReadAsync(Bytes32 root, CancellationToken cancellation)
    {
        var bytes = await source.ReadAsync(root, cancellation);
        if (bytes is not null && PolicySnapshot.Compile(bytes) is CompileAnswer.Compiled compiled)
            foreach (var payee in compiled.Snapshot.Limits.Limits.SelectMany(limit => limit.Payees.Payees))
                _payees.TryAdd(payee.Address, 0);
        return bytes;
    }
}
