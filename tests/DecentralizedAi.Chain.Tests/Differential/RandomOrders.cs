using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Chain.Tests.Differential;

/// <summary>Spends as an honest node asks for them, and with one or more things wrong.</summary>
internal sealed class RandomOrders(SpendStage stage, SpendWorld world, Random random)
{
    private readonly EthereumKey _stranger = EthereumKey.Of(Keccak256.Hash("stranger").ToArray());
    private SpendOrder? _approved;

    public EthereumKey Key()
    {
        var holder = stage.Nodes.FirstOrDefault(n => n.Anchor.Account == world.Lease.Node);
        if (holder is not null && random.Next(20) > 0)
            return holder.Spender;
        return random.Next(4) is var one and < 3 ? stage.Nodes[one].Spender : _stranger;
    }

    public SpendOrder Order(EthereumKey key)
    {
        var at = world.At(key);
        // An approval is shown again, with the next number: the signature names none.
        if (_approved is not null && random.Next(12) == 0)
            return _approved with { Number = at.NextNumber, Epoch = world.Lease.Epoch };
        var asset = at.Assets.Count > 0 && random.Next(15) > 0
            ? at.Assets.Keys.ElementAt(random.Next(at.Assets.Count))
            : stage.Assets[random.Next(stage.Assets.Count)];
        var to = Payee(asset);
        var found = world.Listed.TryGetValue(asset, out var listed) ? listed.Payees.Find(to) : null;
        var order = new SpendOrder(stage.Vault, world.Lease.Epoch + (ulong)(random.Next(25) == 0 ? 1 : 0),
            at.NextNumber + (ulong)(random.Next(25) == 0 ? 1 : 0), Keccak256.Hash($"opened {random.Next()}"),
            Keccak256.Hash($"action {random.Next()}"), default, asset, to, Amount(at, asset), NotAfter(at.Time),
            random.Next(25) == 0 ? (byte)random.Next(3) : (byte)0,
            found is { } payee && random.Next(25) > 0 ? payee.Proof : [Keccak256.Hash("wrong")], null);
        // Signing is slow, so mostly where it is asked for.
        var asked = at.Assets.TryGetValue(asset, out var budget) && order.Amount > budget.Limit.AskAbove;
        return random.Next(asked ? 8 : 40) == 0 == asked ? order : Approved(order, at);
    }

    /// <summary>One unit of the asset of which the most may leave, to a payee, with nothing wrong.</summary>
    public SpendOrder One(EthereumKey key)
    {
        var at = world.At(key);
        var (asset, (_, payees)) = world.Listed.MaxBy(
            one => UInt256.Min(one.Value.Limit.Burst, one.Value.Limit.Lifetime));
        var (payee, proof) = payees.Find(payees.Payees[0].Address)!.Value;
        return Approved(new SpendOrder(stage.Vault, world.Lease.Epoch, at.NextNumber, Keccak256.Hash("opened"),
            Keccak256.Hash($"action {at.NextNumber}"), default, asset, payee.Address, UInt256.One, ulong.MaxValue, 0,
            proof, null), at);
    }

    /// <summary>The vault took it.</summary>
    public void Paid(SpendOrder order) => _approved = order.Approval is null ? _approved : order;

    private Address Payee(Address asset)
    {
        if (random.Next(30) == 0)
            return random.Next(3) switch { 0 => default, 1 => stage.Vault, _ => asset };
        return world.Listed.TryGetValue(asset, out var listed) && random.Next(15) > 0
            ? listed.Payees.Payees[random.Next(listed.Payees.Payees.Length)].Address
            : RandomLimits.Payees[random.Next(RandomLimits.Payees.Length)];
    }

    // At a bound, one above it, or somewhere.
    private UInt256 Amount(VaultMoment at, Address asset)
    {
        if (!at.Assets.TryGetValue(asset, out var budget) || random.Next(30) == 0)
            return UInt256.Of((ulong)random.Next(3));
        var bucket = budget.Bucket.Settle(at.Time);
        UInt256[] bounds =
        [
            bucket.WholeLevel, budget.Limit.PerAction, budget.Limit.Lifetime.SaturatingSubtract(bucket.Spent),
            budget.Balance, budget.Limit.AskAbove, UInt256.Of((ulong)random.Next(1, 40)),
            UInt256.Of((ulong)random.Next(1, 40)), UInt256.Of((ulong)random.Next(1, 900)),
        ];
        return bounds[random.Next(bounds.Length)].SaturatingAdd(UInt256.Of((ulong)(random.Next(3) == 0 ? 1 : 0)));
    }

    private ulong NotAfter(ulong now) => random.Next(15) switch
    {
        0 => now * 1000, 1 => now * 1000 - 1, _ => ulong.MaxValue,
    };

    private SpendOrder Approved(SpendOrder order, VaultMoment at)
    {
        var deadline = at.Time + (ulong)random.Next(-2, 100);
        var approval = new SpendApproval(Keccak256.Hash("call"), random.Next(10) == 0 ? at.Time : deadline, default);
        var signed = random.Next(12) == 0 ? order with { Amount = order.Amount.SaturatingAdd(UInt256.One) } : order;
        var signer = random.Next(12) == 0 ? _stranger : world.Approver;
        return order with
        {
            Approval = approval with { Signature = signer.Sign(SpendForecast.ApprovalDigest(signed, approval, at)) },
        };
    }
}
