using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Bundles.Verification;

/// <summary>What a policy says about a call.</summary>
public enum PolicyVerdict
{
    Allowed,
    Approval,
    DeniedByRule,
    DeniedBySilence,
    OverBudget,
}

/// <summary>Asset and amount of a money call in the token's units; both 0 where the policy has no such budget.
/// </summary>
public readonly record struct PolicyMoney(Address Asset, UInt256 Amount);

/// <param name="Verdict">The verdict.</param>
/// <param name="Rule">The rule cited; null by silence.</param>
/// <param name="Approvers">All that must sign, where approval is required.</param>
/// <param name="WithinSeconds">The shortest <c>within</c>, where approval is required.</param>
/// <param name="Money">Of a call of a money tool; else null.</param>
public sealed record PolicyJudgement(
    PolicyVerdict Verdict, string? Rule, IReadOnlyList<Address> Approvers, ulong WithinSeconds, PolicyMoney? Money);

/// <summary>Decides a recorded call again.</summary>
public interface IPolicyJudge
{
    /// <param name="canonical">The policy's canonical text.</param>
    /// <param name="call"><c>{tool, args}</c> of a facts document.</param>
    /// <param name="facts"><c>facts</c> of that document.</param>
    /// <returns>Null where the policy does not compile or the facts have another form.</returns>
    PolicyJudgement? Judge(string canonical, JcsValue.Map call, JcsValue.Map facts);
}
