using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Chain.Dao;

/// <summary>What rules a DAO that has no Governor of ours.</summary>
public enum AuthorityKind
{
    /// <summary>Neither of those we know: it calls what it decides in its own way.</summary>
    Other,

    /// <summary>An OpenZeppelin <c>TimelockController</c>.</summary>
    Timelock,

    /// <summary>A Safe: some of its owners sign.</summary>
    Safe,
}

/// <summary>An existing account that is the authority.</summary>
/// <param name="Delay">Seconds from schedule to execution; 0 where it is no timelock.</param>
/// <param name="Threshold">Owners who have to sign; 0 where it is no Safe.</param>
public sealed record AdoptedAuthority(Address Account, AuthorityKind Kind, ulong Delay, ulong Threshold)
{
    /// <summary>Tells the kinds apart by what they answer.</summary>
    public static async Task<AdoptedAuthority> ReadAsync(
        RpcEndpoint rpc, Address account, CancellationToken cancellation)
    {
        if (await NumberAsync(rpc, account, "getThreshold()", cancellation).ConfigureAwait(false) is { } threshold
            && await NumberAsync(rpc, account, "nonce()", cancellation).ConfigureAwait(false) is not null)
            return new AdoptedAuthority(account, AuthorityKind.Safe, 0, threshold);
        return await NumberAsync(rpc, account, "getMinDelay()", cancellation).ConfigureAwait(false) is { } delay
            ? new AdoptedAuthority(account, AuthorityKind.Timelock, delay, 0)
            : new AdoptedAuthority(account, AuthorityKind.Other, 0, 0);
    }

    private static async Task<ulong?> NumberAsync(
        RpcEndpoint rpc, Address account, string function, CancellationToken cancellation)
    {
        var selector = Hex.Encode(Keccak256.Hash(function).ToArray().AsSpan(0, 4));
        var request = new { to = account.ToLower(), data = selector };
        try
        {
            var answer = await rpc.CallAsync(new RpcCall("eth_call", request, "latest"), cancellation)
                .ConfigureAwait(false);
            return Bytes32.TryParse(answer.GetString(), out var word) && UInt256.OfWord(word) is var number
                && number <= UInt256.Of(ulong.MaxValue) ? number.ToUInt64() : null;
        }
        catch (RpcRefusedException)
        {
            return null;
        }
    }
}
