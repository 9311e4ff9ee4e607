using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Authoring.Rehearsal.Diff;

/// <summary>One difference between two documents.</summary>
/// <param name="About">What it is about: <c>rule pay-vendors</c>, <c>list vendors</c>, <c>budget USDC</c>.</param>
/// <param name="Text">A sentence for voters.</param>
/// <param name="On">Which way it can move the verdict on a call: by it alone, as far as this call shows it. Sound
/// because verdicts are monotone: a permit more never tightens, a forbid more never loosens.</param>
internal sealed record PolicyChange(string About, string Text, Func<Meeting, Direction> On)
{
    /// <summary>What it counts as although no verdict shows it, and why; null = what no call shows is not there.
    /// </summary>
    public Doubt? Doubt { get; init; }
}

/// <summary>What verdicts cannot show.</summary>
/// <param name="Why">A clause for voters.</param>
/// <param name="Shown">Whether a call is an example of it; null = no call is.</param>
internal sealed record Doubt(Direction Direction, string Why, Func<Meeting, bool>? Shown = null)
{
    /// <summary>A limit of the vault binds whoever holds a node's key, whatever the rules let agents use of it.
    /// </summary>
    public static Doubt Vault(Direction direction) =>
        new(direction, "the vault's limit moves with it, for whoever holds the key of a node");

    public static Doubt Vault(bool loosens) => Vault(loosens ? Direction.Loosens : Direction.Tightens);
}

/// <summary>A call that both documents decide.</summary>
internal sealed class Meeting
{
    private readonly Dictionary<(bool, string), bool> _matches = [];

    public Meeting(Probe probe, ToolView before, ToolView after)
    {
        (Probe, Old, New) = (probe, before, after);
        Before = PolicyRules.Decide(probe.Call, before.Policy, probe.Facts);
        After = PolicyRules.Decide(probe.Call, after.Policy, probe.Facts);
        Verdict = Strictness.Compare(Before, After);
    }

    public Probe Probe { get; }

    /// <summary>What happened before, as a clause; null where it makes no difference.</summary>
    public string? Past { get; init; }
    public ToolView Old { get; }
    public ToolView New { get; }
    public Decision Before { get; }
    public Decision After { get; }

    /// <summary>How the verdict moves.</summary>
    public Direction Verdict { get; }

    /// <summary>What the old document lets the call pay; null for no money.</summary>
    public (MoneyBudget Budget, UInt256 Units)? MoneyBefore => Money(Old);

    public (MoneyBudget Budget, UInt256 Units)? MoneyAfter => Money(New);

    public bool Pays(ToolView view, MoneyBudget budget) =>
        Address.TryParse(Probe.Call["to"] ?? "", out var payee) && MoneyFacts.Pays(view.Policy, budget, payee);

    public bool Holds(RulePart? part) => part is null || part.Oracle.Holds(Probe.Call, Probe.Facts);

    /// <summary>Whether a rule of one of the documents matches.</summary>
    public bool Matches(bool isNew, string rule)
    {
        if (_matches.TryGetValue((isNew, rule), out var known))
            return known;
        var view = isNew ? New : Old;
        return _matches[(isNew, rule)] = view.Fits(Probe.Call, Probe.Facts)
            && view.Rule(rule) is { } found && found.Matches(Probe.Call, Probe.Facts);
    }

    private (MoneyBudget, UInt256)? Money(ToolView view) =>
        view.Signature is { Effect: ToolEffect.Money } && Probe.Call["amount"] is { } amount
            ? MoneyFacts.Read(view.Policy, amount)
            : null;
}

/// <summary>What a rule more or less does to verdicts.</summary>
internal static class Polarity
{
    public static Direction Gained(RuleKind kind) => kind switch
    {
        RuleKind.Permit => Direction.Loosens,
        RuleKind.Forbid => Direction.Tightens,
        _ => Direction.Both,
    };

    public static Direction Lost(RuleKind kind) => kind switch
    {
        RuleKind.Permit => Direction.Tightens,
        RuleKind.Forbid => Direction.Loosens,
        _ => Direction.Both,
    };

    /// <summary>What it does that a rule matches a call now and did not, or did and does not.</summary>
    public static Direction Of(RuleKind kind, bool before, bool after) =>
        before == after ? Direction.None : after ? Gained(kind) : Lost(kind);
}
