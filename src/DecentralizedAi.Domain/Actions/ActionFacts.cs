using System.Collections.Immutable;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Budgets;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Actions;

/// <summary>Step 3: what a decision is made from.</summary>
internal static class ActionFacts
{
    private const string PayeeArgument = "to";

    /// <summary>
    /// The call with its labels. An address gains <c>dao</c> only from the payees of the asset paid, and only in a
    /// clean turn.
    /// </summary>
    public static ActionCall Label(ResolvedCall resolved, LabelSet turn, PolicySnapshot? policy)
    {
        var call = ToolCall.Of(
            resolved.Tool, resolved.Arguments.Select(a => new ToolArgument(a.Name, a.Value)).ToArray());
        var money = Money(call, policy);
        var labels = resolved.Arguments.ToImmutableSortedDictionary(
            a => a.Name, a => LabelSet.Of([.. a.Labels]), StringComparer.Ordinal);
        if (money is not null && turn.IsClean && policy!.Limits.PayeeOf(money.Asset, money.To) is not null)
            labels = labels.SetItem(PayeeArgument, labels[PayeeArgument].With(Policy.Label.Dao));
        return new ActionCall(call, labels, turn, Effect(call, policy?.Document), money);
    }

    /// <summary>The same call as another document reads it: its effect and its money; labels never change.</summary>
    public static ActionCall Under(ActionCall call, PolicySnapshot? policy) =>
        call with { Effect = Effect(call.Call, policy?.Document), Money = Money(call.Call, policy) };

    /// <summary>What a call would move under a policy, or null when it is no money or does not fit.</summary>
    private static MoneyPart? Money(ToolCall call, PolicySnapshot? policy) => policy?.MoneyOf(call) is { } money
        ? new MoneyPart(money.Asset, money.Units, money.Payee)
        : null;

    /// <summary>Facts as the state's budgets stand under a policy.</summary>
    public static Facts Of(
        AgentState state, ActionCall call, string instructor, AgentMoment moment, PolicyDocument? policy) => new()
        {
            Instructor = Instructor.Parse(instructor),
            Time = DateTimeOffset.FromUnixTimeSeconds((long)moment.Seconds),
            Turn = call.Turn,
            Labels = call.Labels,
            Costs = Costs(state, call, moment).ToImmutableDictionary(c => c.Key, c => UInt256.Of(c.Value)),
            Levels = policy is null ? ImmutableDictionary<string, BudgetLevel>.Empty : Levels(state, moment, policy),
        };

    /// <summary>What an allowed call has to hold: its money, and the most its tool may use.</summary>
    public static ImmutableArray<Reservation> Wanted(AgentState state, ActionCall call, AgentMoment moment)
    {
        var wanted = ImmutableArray.CreateBuilder<Reservation>();
        if (call.Money is { } money)
            wanted.Add(new Reservation(BudgetKey.Of(money.Asset), money.Amount));
        foreach (var (name, most) in Costs(state, call, moment).OrderBy(c => c.Key, StringComparer.Ordinal))
            wanted.Add(new Reservation(BudgetKey.Of(ResourceNames.Parse(name)), UInt256.Of(most)));
        return wanted.ToImmutable();
    }

    private static ImmutableDictionary<string, ulong> Costs(AgentState state, ActionCall call, AgentMoment moment) =>
        moment.Tool(state.Identity.Agent, call.Call.Tool)?.Costs ?? ImmutableDictionary<string, ulong>.Empty;

    /// <summary>What every budget of a document has left, by its name.</summary>
    public static ImmutableDictionary<string, BudgetLevel> Levels(
        AgentState state, AgentMoment moment, PolicyDocument policy)
    {
        var levels = ImmutableDictionary.CreateBuilder<string, BudgetLevel>();
        foreach (var budget in policy.Money.Values)
            if (state.Budgets.Listed(BudgetKey.Of(budget.Asset), moment.Seconds) is { } bucket)
                levels[budget.Name] = WithVault(state, moment, budget.Asset, new(bucket.WholeLevel, bucket.Spent));
        foreach (var budget in policy.Resources.Values)
            if (state.Budgets.Listed(BudgetKey.Of(budget.Kind), moment.Seconds) is { } bucket)
                levels[ResourceNames.Write(budget.Kind)] = new(bucket.WholeLevel, bucket.Spent);
        return levels.ToImmutable();
    }

    // The vault's count is the one that pays: a spend that this log does not know narrows the budget too.
    private static BudgetLevel WithVault(AgentState state, AgentMoment moment, Address asset, BudgetLevel own) =>
        moment.Agent(state.Identity.Agent)?.Levels.TryGetValue(asset, out var vault) == true
            ? new BudgetLevel(
                UInt256.Min(own.Level, vault.Level), own.Spent > vault.Spent ? own.Spent : vault.Spent)
            : own;

    public static LeafEffect Effect(ToolCall call, PolicyDocument? policy) =>
        policy?.Tools.TryGetValue(call.Tool, out var signature) == true
            ? (LeafEffect)(byte)signature.Effect
            : LeafEffect.None;
}
