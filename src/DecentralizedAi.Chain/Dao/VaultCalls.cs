using DecentralizedAi.Domain.Chain;
using Nethereum.Contracts;
using static DecentralizedAi.Chain.Abi.AgentVaultAbi;

namespace DecentralizedAi.Chain.Dao;

/// <summary>Calls of a vault as bytes.</summary>
public sealed class VaultCalls : IVaultCalls
{
    /// <summary>Covers a token transfer, a called payee and an ERC-1271 approver.</summary>
    public ulong SpendGas => 900_000;

    public byte[] Spend(SpendOrder order) => new SpendFunction
    {
        S = new SpendStruct
        {
            Number = order.Number, Epoch = order.Epoch, Asset = order.Asset.ToLower(), To = order.To.ToLower(),
            Mode = order.Mode, Amount = order.Amount.ToBig(), Opened = order.Opened.ToArray(),
            Action = order.Action.ToArray(), Purpose = order.Purpose.ToArray(), NotAfter = order.NotAfter,
            PayeeProof = [.. order.PayeeProof.Select(p => p.ToArray())],
            Approval = order.Approval is { } approval
                ? new ApprovalStruct
                {
                    Call = approval.Call.ToArray(), Deadline = approval.Deadline,
                    Signature = approval.Signature.ToArray(),
                }
                : new ApprovalStruct { Call = new byte[32] },
        },
    }.GetCallData();
}
