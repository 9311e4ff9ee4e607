using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Bundles.Verification;

/// <summary>Decides recorded calls with the rules that nodes decide by; compiles each policy once.</summary>
public sealed class PolicyJudge : IPolicyJudge
{
    private readonly Dictionary<string, PolicySnapshot?> _compiled = [];

    public PolicyJudgement? Judge(string canonical, JcsValue.Map call, JcsValue.Map facts)
    {
        if (Compile(canonical) is not { } policy || Read(call, facts) is not { } recorded)
            return null;
        var decision = PolicyRules.Decide(recorded.Call, policy, recorded.Facts);
        var approval = decision as Decision.Approval;
        return new PolicyJudgement(Verdict(decision), decision.Rule, approval is null ? [] : [.. approval.Approvers],
            approval?.Within ?? 0, Money(policy, recorded.Call));
    }

    private PolicySnapshot? Compile(string canonical)
    {
        if (!_compiled.TryGetValue(canonical, out var policy))
        {
            var answer = PolicySnapshot.Compile(System.Text.Encoding.UTF8.GetBytes(canonical));
            policy = (answer as CompileAnswer.Compiled)?.Snapshot;
            _compiled.Add(canonical, policy);
        }
        return policy;
    }

    private static (ToolCall Call, Facts Facts)? Read(JcsValue.Map call, JcsValue.Map facts)
    {
        try
        {
            return RecordedFacts.Read(FactsReading.Read(call, facts));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static PolicyVerdict Verdict(Decision decision) => decision switch
    {
        Decision.Allowed => PolicyVerdict.Allowed,
        Decision.Approval => PolicyVerdict.Approval,
        Decision.Denied { Reason: DenialReason.Rule } => PolicyVerdict.DeniedByRule,
        Decision.Denied { Reason: DenialReason.Silence } => PolicyVerdict.DeniedBySilence,
        _ => PolicyVerdict.OverBudget,
    };

    private static PolicyMoney? Money(PolicySnapshot policy, ToolCall call) =>
        !policy.Document.Tools.TryGetValue(call.Tool, out var tool) || tool.Effect != ToolEffect.Money ? null
        : policy.MoneyOf(call) is { } payment ? new PolicyMoney(payment.Asset, payment.Units)
        : default(PolicyMoney);
}
