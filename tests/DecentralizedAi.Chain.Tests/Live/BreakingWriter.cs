using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Chain.Tests.Live;

/// <summary>A writer around another one; something may happen at each of its steps.</summary>
internal sealed class BreakingWriter(IChainWriter inner) : IChainWriter
{
    public Action BeforeSign { get; set; } = () => { };
    public Action AfterSign { get; set; } = () => { };
    public Action BeforeSend { get; set; } = () => { };
    public Action AfterSend { get; set; } = () => { };

    public Address Account => inner.Account;

    public SignedTransaction Sign(TransactionDraft draft)
    {
        BeforeSign();
        var signed = inner.Sign(draft);
        AfterSign();
        return signed;
    }

    public async Task<SendAnswer> SendAsync(ReadOnlyMemory<byte> raw, CancellationToken cancellation)
    {
        BeforeSend();
        var answer = await inner.SendAsync(raw, cancellation);
        AfterSend();
        return answer;
    }

    public Task<TransactionReceipt?> ReceiptAsync(Bytes32 hash, CancellationToken cancellation) =>
        inner.ReceiptAsync(hash, cancellation);

    public Task<CallAnswer> CallAsync(Address to, ReadOnlyMemory<byte> data, CancellationToken cancellation) =>
        inner.CallAsync(to, data, cancellation);
}
