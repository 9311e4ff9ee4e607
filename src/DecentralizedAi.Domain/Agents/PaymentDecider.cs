using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Transactions;

namespace DecentralizedAi.Domain.Agents;

/// <summary>Step 6 for money: what the vault is asked.</summary>
public static class PaymentDecider
{
    /// <summary>Id of the payment's transaction: another lease makes another one, of the same spend number.</summary>
    public static Bytes32 Id(ActionState action, ulong epoch) => WordHash.Of(action.Id.Value, Word.Of(epoch));

    /// <summary>The end of a payment's transaction that the vault's receipts prove; null while they prove none.
    /// </summary>
    /// <param name="final">The vault at the final block.</param>
    public static CallEnd.Mined? Proven(AgentGovernance final, Bytes32 id)
    {
        for (var number = final.SpendCount; final.Spend(number) is { } spend; number--)
            if (WordHash.Of(spend.Action, Word.Of(spend.Epoch)) == id)
                return new CallEnd.Mined(spend.Transaction, spend.Block);
        return null;
    }

    /// <summary>The order, or null when the policy in force does not list the payee any more.</summary>
    public static SpendOrder? Order(ActionState action, ulong epoch, AgentMoment moment)
    {
        if (action.Call.Money is not { } money
            || moment.Governance.Policy(action.PolicyRoot)?.Limits.PayeeOf(money.Asset, money.To) is not { } payee)
            return null;
        var approval = action.Approvals.IsEmpty ? null : action.Approvals[^1];
        return new SpendOrder(action.Vault, epoch, action.SpendNumber, action.Decision, action.Id.Value, default,
            money.Asset, money.To, money.Amount, action.NotAfter, payee.Mode, payee.Path,
            approval is null ? null : new SpendApproval(action.Body, approval.Deadline, approval.Signature));
    }
}
