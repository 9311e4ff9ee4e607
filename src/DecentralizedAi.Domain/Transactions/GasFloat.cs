using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Transactions;

/// <summary>The coins that a node's key pays gas with.</summary>
public static class GasFloat
{
    /// <summary>What to do about an account that cannot pay for the next transaction; null when it can.</summary>
    /// <param name="gas">Gas that the transaction may use.</param>
    public static string? Fault(GovernancePair pair, Address key, ulong gas) =>
        pair.Head.Accounts.TryGetValue(key, out var account)
        && pair.Fees.MaxFee.SaturatingMultiply(gas) is var needed && account.Balance < needed
            ? Fault(key, account.Balance, needed)
            : null;

    /// <summary>The same, where what is needed is known.</summary>
    public static string Fault(Address key, UInt256 balance, UInt256 needed) =>
        $"DAI-3304 the gas float of key {key} is {balance} wei and the next transaction may cost {needed} wei, so "
        + "what it would send waits; send coins to the key, and the rest goes on by itself";
}
