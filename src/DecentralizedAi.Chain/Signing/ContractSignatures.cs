using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Chain.Signing;

/// <summary>Signatures of accounts that are contracts (ERC-1271), asked at the head.</summary>
public sealed class ContractSignatures(RpcEndpoint endpoint)
{
    // isValidSignature(bytes32,bytes), and what it returns when the signature holds.
    private static readonly byte[] Magic = [0x16, 0x26, 0xba, 0x7e];

    /// <summary>Whether the account has code: then its signature is not an ECDSA one.</summary>
    public async Task<bool> IsContractAsync(Address account, CancellationToken cancellation)
    {
        var call = new RpcCall("eth_getCode", account.ToLower(), "latest");
        return (await endpoint.CallAsync(call, cancellation).ConfigureAwait(false)).GetString() is { Length: > 2 };
    }

    /// <summary>Whether the contract says that it signed the digest. A revert and any other answer is no.</summary>
    /// <exception cref="RpcUnreachableException">No answer.</exception>
    public async Task<bool> IsValidAsync(
        Address account, Bytes32 digest, ReadOnlyMemory<byte> signature, CancellationToken cancellation)
    {
        var padded = new byte[(signature.Length + 31) / 32 * 32];
        signature.Span.CopyTo(padded);
        byte[] data =
        [
            .. Magic, .. digest.ToArray(), .. UInt256.Of(64).ToWord().ToArray(),
            .. UInt256.Of((UInt128)signature.Length).ToWord().ToArray(), .. padded,
        ];
        var request = new { to = account.ToLower(), data = Hex.Encode(data) };
        try
        {
            var answer = await endpoint.CallAsync(new RpcCall("eth_call", request, "latest"), cancellation)
                .ConfigureAwait(false);
            return Bytes32.TryParse(answer.GetString(), out var word)
                && word.ToArray().AsSpan().SequenceEqual((ReadOnlySpan<byte>)[.. Magic, .. new byte[28]]);
        }
        catch (RpcRefusedException)
        {
            return false;
        }
    }
}
