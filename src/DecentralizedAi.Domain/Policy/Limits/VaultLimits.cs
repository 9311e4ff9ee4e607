using System.Collections.Immutable;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Documents;

namespace DecentralizedAi.Domain.Policy.Limits;

/// <summary>What a vault enforces of one budget.</summary>
/// <param name="Name">The asset's name in the document.</param>
/// <param name="Decimals">As the document says; compare with the token's own.</param>
public sealed record VaultLimit(string Name, int Decimals, AssetLimit Limit, PayeeTree Payees);

/// <summary>A payee's mode and the path from its leaf to the root.</summary>
public readonly record struct PayeePath(byte Mode, ImmutableArray<Bytes32> Path);

/// <summary>What a document compiles to for the vault.</summary>
public sealed class VaultLimits
{
    private static readonly Bytes32 Tag = Keccak256.Hash("dai.limits.1");

    private VaultLimits(ImmutableArray<VaultLimit> limits)
    {
        Limits = limits;
        Hash = HashOf(limits.Select(limit => limit.Limit));
    }

    /// <summary>Ascending by asset.</summary>
    public ImmutableArray<VaultLimit> Limits { get; }

    /// <summary>What is published with the root.</summary>
    public IReadOnlyList<AssetLimit> Published => [.. Limits.Select(limit => limit.Limit)];

    /// <summary>The fold over all limits; 0 when there are none.</summary>
    public Bytes32 Hash { get; }

    /// <summary>The fold that is published with a policy root.</summary>
    /// <param name="limits">Ascending by asset.</param>
    public static Bytes32 HashOf(IEnumerable<AssetLimit> limits) => limits.Aggregate(Bytes32.Zero, Fold);

    /// <summary>The limits of a document.</summary>
    public static VaultLimits Of(PolicyDocument document) => new([.. document.Money.Values
        .Select(budget => Of(budget, PayeeTree.Of(document.Lists[budget.Payees])))
        .OrderBy(limit => limit.Limit.Asset)]);

    /// <summary>The limit of an asset, or null.</summary>
    public VaultLimit? Of(Address asset) => Limits.FirstOrDefault(limit => limit.Limit.Asset == asset);

    /// <summary>What a vault wants to know of a payee of an asset; null when it is not paid.</summary>
    public PayeePath? PayeeOf(Address asset, Address payee) =>
        Of(asset)?.Payees.Find(payee) is { } found ? new(found.Payee.Mode, found.Proof) : null;

    private static VaultLimit Of(MoneyBudget budget, PayeeTree payees)
    {
        var limits = budget.Limits;
        return new(budget.Name, budget.Decimals, new(
            budget.Asset, limits.PerAction, limits.Burst, limits.Rate, limits.Lifetime, payees.Root,
            budget.Ask?.Above.Units ?? UInt256.MaxUInt128, budget.Ask?.By ?? Address.Zero), payees);
    }

    private static Bytes32 Fold(Bytes32 before, AssetLimit limit)
    {
        Span<Bytes32> words =
        [
            Tag, before, limit.Asset.Word, limit.PerAction.ToWord(), limit.Burst.ToWord(), limit.Rate.ToWord(),
            limit.Lifetime.ToWord(), limit.PayeesRoot, limit.AskAbove.ToWord(), limit.AskBy.Word,
        ];
        var bytes = new byte[32 * words.Length];
        for (var i = 0; i < words.Length; i++)
            words[i].CopyTo(bytes.AsSpan(32 * i));
        return Keccak256.Hash(bytes);
    }
}
