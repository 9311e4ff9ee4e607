using DecentralizedAi.Domain.Budgets;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Policy.Limits;

namespace DecentralizedAi.Domain.Chain;

/// <summary>What a vault will answer to a spend: the checks of <c>AgentVault.spend</c>, in its order.</summary>
public static class SpendForecast
{
    private const byte Called = 1;

    /// <summary>Whether an account signed a digest.</summary>
    public delegate bool SignatureCheck(Address account, Bytes32 digest, ReadOnlyMemory<byte> signature);

    /// <summary>
    /// The error that the spend reverts with, or null: then the vault transfers, and only the token or a called payee
    /// can still refuse. A balance that is too small is told as <c>ERC20InsufficientBalance</c>, the error of most
    /// tokens.
    /// </summary>
    public static ContractRevert? Of(SpendOrder order, VaultMoment at, SignatureCheck signed) =>
        Misdirected(order, at) ?? Unleased(order, at) ?? Unlogged(at) ?? Frozen(order, at) ?? Limited(order, at)
        ?? Unapproved(order, at, signed) ?? Unfunded(order, at);

    /// <summary>The budget after a spend that was allowed.</summary>
    public static VaultBudget After(SpendOrder order, VaultMoment at)
    {
        var budget = at.Assets[order.Asset];
        return budget with
        {
            Bucket = budget.Bucket.Spend(at.Time, order.Amount).Bucket, Balance = budget.Balance - order.Amount,
        };
    }

    /// <summary>What the approver signs for an order with an approval.</summary>
    public static Bytes32 ApprovalDigest(SpendOrder order, SpendApproval approval, VaultMoment at) =>
        new TypedData.Approval(StreamId.For(at.Domain.ChainId, at.Domain.Ledger, UInt256.Of(at.Agent)),
            ActionId.Of(order.Action), approval.Call, order.Asset, order.Amount, order.To, at.PolicyRoot,
            approval.Deadline).Digest(at.Domain);

    private static ContractRevert? Misdirected(SpendOrder order, VaultMoment at)
    {
        var now = UInt256.Of((UInt128)at.Time * 1000);
        if (now > UInt256.Of(order.NotAfter))
            return Error("AgentVaultExpired", order.NotAfter, now);
        if (order.Number != at.NextNumber)
            return Error("AgentVaultWrongNumber", order.Number, at.NextNumber);
        if (order.Amount.IsZero)
            return Error("AgentVaultZeroAmount");
        return order.To.IsZero || order.To == order.Vault || order.To == order.Asset
            ? Error("AgentVaultBadPayee", order.To)
            : null;
    }

    private static ContractRevert? Unleased(SpendOrder order, VaultMoment at)
    {
        var spender = at.Spender;
        if (!at.Active)
            return Error("ActionLedgerAgentNotActive", at.Agent);
        if (spender.Operator == 0)
            return Error("ActionLedgerNotSpender", spender.Key);
        if (spender.Operator != at.Operator)
            return Error("ActionLedgerForeignOperator", at.Agent, at.Operator, spender.Operator);
        if (!spender.Hosting)
            return Error("ActionLedgerNotHosting", at.Operator, spender.Node);
        if (at.Lease.Node != spender.Node)
            return Error("ActionLedgerNotHolder", at.Agent, spender.Node, at.Lease.Node);
        return at.Lease.Epoch != order.Epoch
            ? Error("ActionLedgerWrongEpoch", at.Agent, order.Epoch, at.Lease.Epoch)
            : null;
    }

    private static ContractRevert? Unlogged(VaultMoment at)
    {
        var (node, log, constants) = (at.Spender.Node, at.Log, at.Constants);
        if (log.Retired)
            return Error("ActionLedgerNodeRetired", node);
        if (log.Number == 0)
            return Error("ActionLedgerNeverLogged", node);
        if (at.Time > (UInt128)log.Time + constants.MaxLogAge)
            return Error("ActionLedgerLogTooOld", node, log.Time, at.Time, constants.MaxLogAge);
        return log.Unlogged >= constants.MaxUnlogged
            ? Error("ActionLedgerTooManyUnlogged", node, log.Unlogged, constants.MaxUnlogged)
            : null;
    }

    private static ContractRevert? Frozen(SpendOrder order, VaultMoment at)
    {
        FreezeTarget[] targets =
        [
            FreezeTarget.Agent(UInt256.Of(at.Agent)), FreezeTarget.Operator(UInt256.Of(at.Operator)),
            FreezeTarget.Payee(order.To),
        ];
        foreach (var target in targets)
        {
            if (at.Frozen.Contains(target))
                return Error("AgentVaultFrozen", target.What, target.Id);
        }
        return null;
    }

    private static ContractRevert? Limited(SpendOrder order, VaultMoment at)
    {
        if (!at.Assets.TryGetValue(order.Asset, out var budget))
            return Error("AgentVaultNotListed", order.Asset);
        var (asset, amount, limit) = (order.Asset, order.Amount, budget.Limit);
        var leaf = new Payee(order.To, null, order.Mode).Leaf;
        if (order.Mode > Called || !PayeeTree.Proves(limit.PayeesRoot, leaf, order.PayeeProof))
            return Error("AgentVaultNotPayee", asset, order.To, order.Mode);
        var bucket = budget.Bucket.Settle(at.Time);
        return bucket.Covers(amount) switch
        {
            BucketAnswer.PerAction => Error("AgentVaultPerAction", asset, amount, limit.PerAction),
            BucketAnswer.Lifetime => Error("AgentVaultLifetime", asset, amount,
                limit.Lifetime.SaturatingSubtract(bucket.Spent)),
            BucketAnswer.Burst => Error("AgentVaultBurst", asset, amount, bucket.WholeLevel),
            _ => null,
        };
    }

    private static ContractRevert? Unapproved(SpendOrder order, VaultMoment at, SignatureCheck signed)
    {
        var limit = at.Assets[order.Asset].Limit;
        if (order.Amount <= limit.AskAbove)
            return null;
        if (order.Approval is not { Signature.IsEmpty: false } approval)
            return Error("AgentVaultApprovalNeeded", order.Asset, order.Amount, limit.AskAbove, limit.AskBy);
        if (at.Time > approval.Deadline)
            return Error("AgentVaultApprovalExpired", approval.Deadline, at.Time);
        var digest = ApprovalDigest(order, approval, at);
        if (at.UsedApprovals.Contains(digest))
            return Error("AgentVaultApprovalUsed", digest);
        return signed(limit.AskBy, digest, approval.Signature)
            ? null
            : Error("AgentVaultApprovalInvalid", limit.AskBy, digest);
    }

    private static ContractRevert? Unfunded(SpendOrder order, VaultMoment at)
    {
        var balance = at.Assets[order.Asset].Balance;
        return balance < order.Amount
            ? Error("ERC20InsufficientBalance", order.Vault, balance, order.Amount)
            : null;
    }

    private static ContractRevert Error(string name, params object[] arguments) => new(name,
        [.. arguments.Select(argument => FormattableString.Invariant($"{argument}"))]);
}
