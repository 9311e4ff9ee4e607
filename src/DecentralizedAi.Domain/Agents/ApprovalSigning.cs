using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Domain.Agents;

/// <summary>What an approver signs, from a waiting action as it was shown.</summary>
public static class ApprovalSigning
{
    /// <summary>The yes, good until the latest deadline that may be signed.</summary>
    /// <exception cref="FormatException">A value of the view is not of its type.</exception>
    public static TypedData.Approval Yes(ApprovalView waiting) => new(
        StreamId.Of(Bytes32.Parse(waiting.Stream)), ActionId.Of(Bytes32.Parse(waiting.Action)),
        Bytes32.Parse(waiting.Call), Address.Parse(waiting.Asset), UInt256.Parse(waiting.Amount),
        Address.Parse(waiting.To), Bytes32.Parse(waiting.PolicyRoot), waiting.Deadline);

    /// <summary>The no.</summary>
    /// <exception cref="FormatException">A value of the view is not of its type.</exception>
    public static TypedData.Denial No(ApprovalView waiting, string reason) => new(
        StreamId.Of(Bytes32.Parse(waiting.Stream)), ActionId.Of(Bytes32.Parse(waiting.Action)),
        Bytes32.Parse(waiting.Call), reason, waiting.Deadline);
}
