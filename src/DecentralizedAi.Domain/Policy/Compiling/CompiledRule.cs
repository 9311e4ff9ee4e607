using System.Collections.Frozen;
using System.Collections.Immutable;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Conditions;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Policy.Compiling;

/// <summary>A rule compiled for one tool, defaults included.</summary>
internal sealed class CompiledRule(
    RuleLine line, AttributeTest[] when, AttributeTest? unless, int written, Decision decision)
{
    public RuleLine Line { get; } = line;
    public ReadOnlySpan<AttributeTest> When => when;
    public AttributeTest? Unless { get; } = unless;

    /// <summary>How many of <see cref="When"/> are written; the rest are the defaults for money.</summary>
    public int Written { get; } = written;

    /// <summary>What the rule says when it decides alone; made once.</summary>
    public Decision Decision { get; } = decision;

    public bool Matches(in CallView call)
    {
        foreach (var test in when)
        {
            if (!test.Holds(call))
                return false;
        }
        return Unless is null || !Unless.Holds(call);
    }
}

/// <summary>A tool with the rules that speak for it, each kind ascending by id.</summary>
internal sealed class CompiledTool(
    ToolSignature signature, CompiledRule[] forbids, CompiledRule[] asks, CompiledRule[] permits)
{
    public ToolSignature Signature { get; } = signature;
    public ReadOnlySpan<CompiledRule> Forbids => forbids;
    public ReadOnlySpan<CompiledRule> Asks => asks;
    public ReadOnlySpan<CompiledRule> Permits => permits;

    /// <summary>Index of <c>to</c> and <c>amount</c> of a money tool.</summary>
    public int To { get; } = signature.IndexOf("to");
    public int Amount { get; } = signature.IndexOf("amount");
}

/// <summary>A money budget with its payees as a set.</summary>
internal sealed class CompiledBudget(
    MoneyBudget line, ImmutableSortedDictionary<string, ImmutableArray<ListEntry>> lists)
{
    public MoneyBudget Line { get; } = line;
    public Budgets.BucketLimits Limits { get; } = line.Limits;

    /// <summary>Words of the payees' addresses.</summary>
    public FrozenSet<UInt256> Payees { get; } = lists[line.Payees]
        .Select(entry => UInt256.OfWord(Address.Parse(entry.Value).Word)).ToFrozenSet();
}
