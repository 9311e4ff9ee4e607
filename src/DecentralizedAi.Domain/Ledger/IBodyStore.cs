using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Ledger;

/// <summary>
/// Facts, bodies and receipts of leaves under their salted hashes. Content-addressed: storing the same document
/// twice stores it once, and a hash never gets another content.
/// </summary>
public interface IBodyStore
{
    /// <summary>Durable when the task ends; all of them or none.</summary>
    Task PutAsync(IReadOnlyCollection<SaltedDocument> documents, CancellationToken cancellation);

    /// <summary>The document whose <see cref="SaltedDocument.Word"/> is <paramref name="word"/>, or null where it was
    /// never stored or is erased.</summary>
    Task<SaltedDocument?> GetAsync(Bytes32 word, CancellationToken cancellation);

    /// <summary>Those of <paramref name="words"/> that are there, by word.</summary>
    Task<IReadOnlyDictionary<Bytes32, SaltedDocument>> GetAsync(
        IReadOnlyCollection<Bytes32> words, CancellationToken cancellation);

    /// <summary>
    /// Erases salt and content for good: every proof stays valid, and the content cannot be guessed any more.
    /// </summary>
    /// <returns>Whether it was there.</returns>
    Task<bool> EraseAsync(Bytes32 word, CancellationToken cancellation);
}
