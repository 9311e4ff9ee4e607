using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Chain.Writing;

/// <summary>A transaction that a person or a deployment asks for.</summary>
/// <param name="To">Null creates a contract.</param>
/// <param name="Gas">0 asks the chain first and adds a fifth; then a revert costs nothing.</param>
public sealed record Outgoing(Address? To, byte[] Data, ulong Gas = 0, UInt256 Value = default);

/// <summary>Sends transactions of one key in order and waits for their receipts.</summary>
/// <remarks>For people and deployments. A node's keys have a persistent queue of their own instead.</remarks>
public sealed class TransactionSender : IDisposable
{
    private readonly ChainWriter _writer;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly HeadWatch _heads;

    public TransactionSender(ChainWriter writer, TimeProvider clock)
    {
        (_writer, _clock) = (writer, clock);
        _heads = new HeadWatch(writer.Endpoint, clock, TimeSpan.FromMilliseconds(100));
    }

    public Address Account => _writer.Account;

    /// <summary>The lowest nonce that can still be used.</summary>
    public Task<ulong> NextNonceAsync(CancellationToken cancellation) => _writer.NextNonceAsync(cancellation);

    /// <summary>How long a transaction may wait for its block. Default 60 s.</summary>
    public TimeSpan MinedWithin { get; init; } = TimeSpan.FromSeconds(60);

    /// <exception cref="ContractRevertedException">The contract refused.</exception>
    /// <exception cref="ChainException">DAI-4120 the pool refused it; DAI-4121 it was not mined in time.</exception>
    public async Task<TransactionReceipt> SendAsync(Outgoing outgoing, CancellationToken cancellation) =>
        (await SendAllAsync([outgoing], cancellation).ConfigureAwait(false))[0];

    /// <summary>Sends all with consecutive nonces, then waits for all: they share a block where they fit.</summary>
    /// <remarks>With more than one, each names its gas: a later one may need what an earlier one does.</remarks>
    /// <exception cref="ContractRevertedException">One was refused; those before it stand.</exception>
    /// <exception cref="ChainException">DAI-4120 the pool refused one; DAI-4121 one was not mined in time.</exception>
    public async Task<IReadOnlyList<TransactionReceipt>> SendAllAsync(
        IReadOnlyList<Outgoing> all, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var nonce = await _writer.NextNonceAsync(cancellation).ConfigureAwait(false);
            var fees = await _writer.FeesAsync(cancellation).ConfigureAwait(false);
            var sent = new List<(Outgoing Outgoing, SignedTransaction Signed)>();
            foreach (var outgoing in all)
            {
                var signed = await SignAsync(outgoing, nonce++, fees, cancellation).ConfigureAwait(false);
                Accept(await _writer.SendAsync(signed.Raw, cancellation).ConfigureAwait(false), signed);
                sent.Add((outgoing, signed));
            }
            var receipts = new List<TransactionReceipt>();
            foreach (var (outgoing, signed) in sent)
                receipts.Add(await MinedAsync(outgoing, signed, cancellation).ConfigureAwait(false));
            return receipts;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Signs what waits again with other fees, the same call at the same nonce: one is mined.</summary>
    /// <exception cref="ChainException">DAI-4120 the pool refused it; the first still waits.</exception>
    public async Task ReplaceAsync(WaitingTransaction waiting, TransactionFees fees, CancellationToken cancellation)
    {
        var signed = _writer.Sign(waiting.Draft with { Fees = fees });
        // A nonce that was used meanwhile is what was wanted.
        if (await _writer.SendAsync(signed.Raw, cancellation).ConfigureAwait(false) is var answer
            and not SendAnswer.NonceTooLow)
            Accept(answer, signed);
    }

    public void Dispose() => _turn.Dispose();

    private async Task<SignedTransaction> SignAsync(
        Outgoing outgoing, ulong nonce, TransactionFees fees, CancellationToken cancellation)
    {
        var gas = outgoing.Gas;
        if (gas == 0)
        {
            var estimate = await _writer.EstimateAsync(outgoing.To, outgoing.Data, outgoing.Value, cancellation)
                .ConfigureAwait(false);
            gas = estimate + estimate / 5;
        }
        return _writer.Sign(new TransactionDraft(outgoing.To, outgoing.Data, gas, nonce, fees, outgoing.Value));
    }

    private static void Accept(SendAnswer answer, SignedTransaction signed)
    {
        var reason = answer switch
        {
            SendAnswer.Refused refused => refused.Reason,
            SendAnswer.NonceTooLow => "its nonce is used: another program sends with the same key",
            // Unanswered: it may be in the pool; the receipt tells.
            _ => null,
        };
        if (reason is not null)
            throw new ChainException("DAI-4120", $"the chain did not take transaction {signed.Hash}: {reason}");
    }

    private async Task<TransactionReceipt> MinedAsync(
        Outgoing outgoing, SignedTransaction signed, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(MinedWithin, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            await foreach (var _ in _heads.WatchAsync(either.Token).ConfigureAwait(false))
            {
                if (await TryReceiptAsync(signed, either.Token).ConfigureAwait(false) is { } receipt)
                    return receipt.Succeeded
                        ? receipt
                        : throw new ContractRevertedException(outgoing.To,
                            receipt.Revert ?? new ContractRevert("Unknown", []), signed.Hash);
                await _writer.SendAsync(signed.Raw, either.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ChainException("DAI-4121", $"transaction {signed.Hash} was not mined within "
                + $"{MinedWithin.TotalSeconds:0} s; check that the chain makes blocks");
        }
        throw new OperationCanceledException(cancellation);
    }

    private async Task<TransactionReceipt?> TryReceiptAsync(SignedTransaction signed, CancellationToken cancellation)
    {
        try
        {
            return await _writer.ReceiptAsync(signed.Hash, cancellation).ConfigureAwait(false);
        }
        catch (RpcUnreachableException)
        {
            return null;
        }
    }
}
