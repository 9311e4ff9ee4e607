using System.Numerics;
using DecentralizedAi.Chain.Abi;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using Nethereum.Contracts;
using static DecentralizedAi.Chain.Abi.AgentVaultAbi;

namespace DecentralizedAi.Chain.Dao;

/// <summary>An asset of a vault now; amounts in its smallest unit.</summary>
/// <param name="Symbol">The token's own word for itself; text from the chain, not to be trusted.</param>
/// <param name="Level">What the bucket holds, settled to the head.</param>
/// <param name="Spent">Debits since the first listing.</param>
/// <param name="Balance">What the vault owns.</param>
public sealed record VaultAsset(
    AssetLimit Limit, string Symbol, byte Decimals, UInt256 Level, UInt256 Spent, UInt256 Balance);

/// <summary>A vault now.</summary>
/// <param name="NextNumber">Number of the next spend.</param>
public sealed record VaultView(Address Vault, ulong NextNumber, IReadOnlyList<VaultAsset> Assets);

/// <summary>The vaults that hold the agents' money.</summary>
public sealed class VaultService(ContractReader reader)
{
    /// <summary>The native coin where an asset is named.</summary>
    public static Address Native { get; } = Address.Parse("0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee");

    public async Task<VaultView> ShowAsync(Address vault, CancellationToken cancellation)
    {
        var next = await reader.ValueAsync<NextNumberFunction, ulong>(
            vault, new NextNumberFunction(), cancellation).ConfigureAwait(false);
        var assets = await reader.ValueAsync<AssetsFunction, List<string>>(
            vault, new AssetsFunction(), cancellation).ConfigureAwait(false);
        var views = new List<VaultAsset>();
        foreach (var asset in assets)
            views.Add(await AssetAsync(vault, Address.Parse(asset.ToLowerInvariant()), cancellation)
                .ConfigureAwait(false));
        return new VaultView(vault, next, views);
    }

    /// <summary>Moves the sender's tokens or native coins into a vault.</summary>
    /// <param name="amount">Smallest unit.</param>
    public Task<TransactionReceipt> FundAsync(
        TransactionSender by, Address vault, Address asset, UInt256 amount, CancellationToken cancellation) =>
        by.SendAsync(asset == Native
            ? new Outgoing(vault, [], Value: amount)
            : new Outgoing(asset, new DevTokenAbi.TransferFunction
            {
                To = vault.ToLower(), Value = amount.ToBig(),
            }.GetCallData()), cancellation);

    /// <summary>Makes development tokens. By their minter, on local chains.</summary>
    public Task<TransactionReceipt> MintAsync(
        TransactionSender minter, Address devToken, Address to, UInt256 amount, CancellationToken cancellation) =>
        minter.SendAsync(MintCall(devToken, to, amount) with { Gas = 0 }, cancellation);

    /// <summary>The same as a call among others; it names its gas.</summary>
    public static Outgoing MintCall(Address devToken, Address to, UInt256 amount) => new(
        devToken, new DevTokenAbi.MintFunction { To = to.ToLower(), Amount = amount.ToBig() }.GetCallData(),
        Gas: 150_000);

    public async Task<UInt256> BalanceAsync(Address asset, Address owner, CancellationToken cancellation)
    {
        if (asset == Native)
        {
            var call = new RpcCall("eth_getBalance", owner.ToLower(), "latest");
            var answer = await reader.Endpoint.CallAsync(call, cancellation).ConfigureAwait(false);
            return (answer.GetString() ?? "").ToWide();
        }
        return (await reader.ValueAsync<DevTokenAbi.BalanceOfFunction, BigInteger>(asset,
            new DevTokenAbi.BalanceOfFunction { Account = owner.ToLower() }, cancellation)
                .ConfigureAwait(false)).ToUInt256();
    }

    /// <summary>A token's own symbol and decimals.</summary>
    public async Task<(string Symbol, byte Decimals)> UnitAsync(Address asset, CancellationToken cancellation) =>
        asset == Native
            ? ("ETH", (byte)18)
            : (await reader.ValueAsync<DevTokenAbi.SymbolFunction, string>(
                    asset, new DevTokenAbi.SymbolFunction(), cancellation).ConfigureAwait(false),
                await reader.ValueAsync<DevTokenAbi.DecimalsFunction, byte>(
                    asset, new DevTokenAbi.DecimalsFunction(), cancellation).ConfigureAwait(false));

    private async Task<VaultAsset> AssetAsync(Address vault, Address asset, CancellationToken cancellation)
    {
        var limit = (await reader.ObjectAsync<LimitOfFunction, LimitOfOutput>(
            vault, new LimitOfFunction { Asset = asset.ToLower() }, cancellation).ConfigureAwait(false)).Value;
        var bucket = (await reader.ObjectAsync<BucketOfFunction, BucketOfOutput>(
            vault, new BucketOfFunction { Asset = asset.ToLower() }, cancellation).ConfigureAwait(false)).Value;
        var (symbol, decimals) = await UnitAsync(asset, cancellation).ConfigureAwait(false);
        var limits = new AssetLimit(asset, limit.PerAction.ToUInt256(), limit.Burst.ToUInt256(), limit.Rate.ToUInt256(),
            limit.Lifetime.ToUInt256(), Bytes32.Of(limit.PayeesRoot), limit.AskAbove.ToUInt256(),
            Address.Parse(limit.AskBy.ToLowerInvariant()));
        return new VaultAsset(limits, symbol, decimals, bucket.Level.ToUInt256() >> 64, bucket.Spent.ToUInt256(),
            await BalanceAsync(asset, vault, cancellation).ConfigureAwait(false));
    }
}
