using System.Collections.Concurrent;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Testing.Chain;

/// <summary>Transactions of one account of a <see cref="FakeChain"/>. The bytes are the hash, known to all writers.
/// </summary>
internal sealed class FakeWriter(FakeChain chain, Address account) : IChainWriter
{
    private static readonly ConcurrentDictionary<Bytes32, FakeTransaction> Signed = new();

    public Address Account => account;

    public SignedTransaction Sign(TransactionDraft draft)
    {
        var hash = Keccak256.Hash(
            $"{account} {draft.To} {draft.Nonce} {draft.Fees.MaxFee} {Hex.Encode(draft.Data.Span)}");
        Signed[hash] = new FakeTransaction(hash, draft);
        return new SignedTransaction(hash, hash.ToArray());
    }

    public Task<SendAnswer> SendAsync(ReadOnlyMemory<byte> raw, CancellationToken cancellation) =>
        Task.FromResult(chain.Send(account, Signed[Bytes32.Of(raw.Span)]));

    public Task<TransactionReceipt?> ReceiptAsync(Bytes32 hash, CancellationToken cancellation) =>
        chain.Silent
        ? Task.FromException<TransactionReceipt?>(new IOException("the RPC does not answer"))
        : Task.FromResult(chain.Receipt(hash));

    public Task<CallAnswer> CallAsync(Address to, ReadOnlyMemory<byte> data, CancellationToken cancellation) =>
        Task.FromResult<CallAnswer>(new CallAnswer.Returned(ReadOnlyMemory<byte>.Empty));
}
