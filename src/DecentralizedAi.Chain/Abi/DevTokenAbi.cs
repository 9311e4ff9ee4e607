using System.Numerics;
using Nethereum.ABI.FunctionEncoding.Attributes;
using Nethereum.Contracts;

namespace DecentralizedAi.Chain.Abi;

/// <summary>Calls of a token; the mint is of the development token alone.</summary>
internal static class DevTokenAbi
{
    [Function("mint")]
    internal sealed class MintFunction : FunctionMessage
    {
        [Parameter("address", "to", 1)] public string To { get; set; } = "";
        [Parameter("uint256", "amount", 2)] public BigInteger Amount { get; set; }
    }

    [Function("transfer", "bool")]
    internal sealed class TransferFunction : FunctionMessage
    {
        [Parameter("address", "to", 1)] public string To { get; set; } = "";
        [Parameter("uint256", "value", 2)] public BigInteger Value { get; set; }
    }

    [Function("balanceOf", "uint256")]
    internal sealed class BalanceOfFunction : FunctionMessage
    {
        [Parameter("address", "account", 1)] public string Account { get; set; } = "";
    }

    [Function("symbol", "string")]
    internal sealed class SymbolFunction : FunctionMessage;

    [Function("decimals", "uint8")]
    internal sealed class DecimalsFunction : FunctionMessage;
}
