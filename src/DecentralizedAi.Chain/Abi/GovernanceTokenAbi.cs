using System.Numerics;
using Nethereum.ABI.FunctionEncoding.Attributes;
using Nethereum.Contracts;

namespace DecentralizedAi.Chain.Abi;

/// <summary>Calls of the governance token.</summary>
internal static class GovernanceTokenAbi
{
    [Function("balanceOf", "uint256")]
    internal sealed class BalanceOfFunction : FunctionMessage
    {
        [Parameter("address", "account", 1)] public string Account { get; set; } = "";
    }

    [Function("delegates", "address")]
    internal sealed class DelegatesFunction : FunctionMessage
    {
        [Parameter("address", "account", 1)] public string Account { get; set; } = "";
    }

    [Function("getVotes", "uint256")]
    internal sealed class GetVotesFunction : FunctionMessage
    {
        [Parameter("address", "account", 1)] public string Account { get; set; } = "";
    }

    [Function("totalSupply", "uint256")]
    internal sealed class TotalSupplyFunction : FunctionMessage;

    [Function("delegate")]
    internal sealed class DelegateFunction : FunctionMessage
    {
        [Parameter("address", "delegatee", 1)] public string Delegatee { get; set; } = "";
    }

    [Function("name", "string")]
    internal sealed class NameFunction : FunctionMessage;

    [Function("symbol", "string")]
    internal sealed class SymbolFunction : FunctionMessage;

    [Function("decimals", "uint8")]
    internal sealed class DecimalsFunction : FunctionMessage;
}
