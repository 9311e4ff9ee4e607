using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Chain;

/// <summary>Documents by the keccak256 of their bytes, from anywhere.</summary>
public interface IDocumentSource
{
    /// <summary>Bytes that hash to <paramref name="root"/>, or null where the source has none.</summary>
    Task<byte[]?> ReadAsync(Bytes32 root, CancellationToken cancellation);
}
