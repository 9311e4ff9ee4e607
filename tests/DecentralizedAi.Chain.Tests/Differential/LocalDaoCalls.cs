using System.Collections.Immutable;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Policy.Limits;
using Nethereum.Contracts;
using static DecentralizedAi.Chain.Abi.AgentVaultAbi;
using static DecentralizedAi.Chain.Abi.PolicyRegistryAbi;

namespace DecentralizedAi.Chain.Tests.Differential;

/// <summary>Calls of those who rule a stage.</summary>
internal sealed class LocalDaoCalls(SpendStage stage)
{
    public PolicyService Policies { get; } = new(stage.Dao.Contracts, stage.Dao.Reader);
    public OperatorService Operators { get; } = new(stage.Dao.Contracts, stage.Dao.Reader);
    public AgentService Agents { get; } = new(stage.Dao.Contracts, stage.Dao.Reader);
    public LedgerService Ledger { get; } = new(stage.Dao.Contracts, stage.Dao.Reader);

    public SigningDomain Domain { get; } =
        new(UInt256.Of(stage.Dao.Contracts.ChainId), stage.Dao.Contracts.ActionLedger);

    public WorldCall ByAuthority(ProposalCall call) =>
        new(stage.Dao.Contracts.Authority, call.Target, call.Data.ToArray());

    public WorldCall Freeze(FreezeTarget target) => new(stage.Dao.Contracts.Authority,
        stage.Dao.Contracts.PolicyRegistry,
        new FreezeFunction { What = target.What, Id = target.Id.ToBig() }.GetCallData());

    public WorldCall Recover(Address asset, Address to, UInt256 amount) =>
        new(stage.Dao.Contracts.Authority, stage.Vault, new RecoverFunction
        {
            Asset = asset.ToLower(), To = to.ToLower(), Amount = amount.ToBig(),
        }.GetCallData());
}

/// <summary>Limits as a vote may publish them, with values near each other so that every bound is met.</summary>
internal static class RandomLimits
{
    public static readonly ImmutableArray<Address> Payees =
        [.. Enumerable.Range(1, 7).Select(i => Address.OfWord(UInt256.Of((ulong)i * 7919).ToWord()))];

    public static (AssetLimit Limit, PayeeTree Payees) Of(Random random, Address asset, Address approver)
    {
        var payees = PayeeTree.Of([.. Payees.Take(random.Next(1, Payees.Length))
            .Select(address => new ListEntry(address.ToLower(), null, false))]);
        var burst = (ulong)random.Next(1, 3000);
        var asks = random.Next(3) == 0;
        return (new AssetLimit(asset, UInt256.Of((ulong)random.Next((int)burst + 1)), UInt256.Of(burst),
            random.Next(4) == 0 ? UInt256.Zero : UInt256.Of((ulong)random.Next(1, 9)) << random.Next(56, 66),
            random.Next(2) == 0 ? UInt256.MaxUInt128 : UInt256.Of((ulong)random.Next(6000)), payees.Root,
            asks ? UInt256.Of((ulong)random.Next(800)) : UInt256.MaxUInt128, asks ? approver : default), payees);
    }
}
