using System.Collections.Concurrent;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Testing.Storage;

/// <summary>Bodies in memory.</summary>
public sealed class InMemoryBodyStore : IBodyStore
{
    private readonly ConcurrentDictionary<Bytes32, SaltedDocument> _documents = new();

    /// <summary>How many there are.</summary>
    public int Count => _documents.Count;

    public Task PutAsync(IReadOnlyCollection<SaltedDocument> documents, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        foreach (var document in documents)
            _documents.TryAdd(document.Word, document);
        return Task.CompletedTask;
    }

    public Task<SaltedDocument?> GetAsync(Bytes32 word, CancellationToken cancellation) =>
        Task.FromResult(_documents.GetValueOrDefault(word));

    public Task<IReadOnlyDictionary<Bytes32, SaltedDocument>> GetAsync(
        IReadOnlyCollection<Bytes32> words, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyDictionary<Bytes32, SaltedDocument>>(
            words.Where(_documents.ContainsKey).Distinct().ToDictionary(word => word, word => _documents[word]));

    public Task<bool> EraseAsync(Bytes32 word, CancellationToken cancellation) =>
        Task.FromResult(_documents.TryRemove(word, out _));
}
