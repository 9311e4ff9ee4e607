using System.Collections.Immutable;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Policy;

/// <summary>Why a call is denied.</summary>
public enum DenialReason : byte
{
    /// <summary>A rule forbids it.</summary>
    Rule,

    /// <summary>No rule permits it, or it does not fit the tool's signature.</summary>
    Silence,

    /// <summary>A budget does not cover it.</summary>
    Budget,
}

/// <summary>What a policy says to a call. Closed: allowed, approval or denied.</summary>
public abstract record Decision
{
    private Decision(Bytes32 policy, string? rule) => (Policy, Rule) = (policy, rule);

    /// <summary>Root of the document that decided.</summary>
    public Bytes32 Policy { get; }

    /// <summary>Id of the rule cited; null when none decided.</summary>
    public string? Rule { get; }

    /// <summary>The rule's word in a leaf: the hash of its id, or 0.</summary>
    public Bytes32 RuleWord => Ledger.RuleWord.Of(Rule);

    /// <summary><c>allowed</c>, <c>approval</c> or <c>denied</c>.</summary>
    public string Verdict => this switch
    {
        Allowed => "allowed",
        Approval => "approval",
        _ => "denied",
    };

    /// <summary>The call may run once its costs are reserved.</summary>
    public sealed record Allowed : Decision
    {
        internal Allowed(Bytes32 policy, string rule) : base(policy, rule)
        {
        }
    }

    /// <summary>All approvers must sign in time; then the call is decided again.</summary>
    public sealed record Approval : Decision
    {
        internal Approval(Bytes32 policy, string rule, ImmutableArray<Address> approvers, uint within)
            : base(policy, rule) => (Approvers, Within) = (approvers, within);

        /// <summary>Ascending, each once.</summary>
        public ImmutableArray<Address> Approvers { get; }

        /// <summary>Seconds, 1 to 2^32 - 1: approvals are accepted while now is below request + within.</summary>
        public uint Within { get; }
    }

    /// <summary>The call does not run.</summary>
    public sealed record Denied : Decision
    {
        internal Denied(Bytes32 policy, string? rule, DenialReason reason, string why)
            : base(policy, rule) => (Reason, Why) = (reason, why);

        public DenialReason Reason { get; }

        /// <summary>One sentence for people, without the call's own figures (for these see
        /// <see cref="Explaining.PolicyExplainer.Why"/>); safe to publish.</summary>
        public string Why { get; }
    }
}
