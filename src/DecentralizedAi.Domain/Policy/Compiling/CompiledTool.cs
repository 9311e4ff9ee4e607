using System.Collections.Immutable;
using System.Numerics;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Conditions;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Policy.Compiling;

/// <summary>A tool with the rules that speak for it.</summary>
/// <param name="rules">Forbids, asks, permits, each ascending by id: the order of their bits.</param>
/// <param name="when">What the rules ask for.</param>
/// <param name="unless">What their exceptions ask for; hardly any rule has one.</param>
/// <param name="signs">Of both, in this order.</param>
internal sealed class CompiledTool(
    Bytes32 policy, ToolSignature signature, RuleLine[] rules, Dimension[] when, Dimension[] unless,
    DimensionSign[] signs, AssetTable assets)
{
    private readonly ulong _all = BitsOf(rules, _ => true);
    private readonly ulong _excepted = BitsOf(rules, rule => rule.Unless is not null);
    private CompiledRule[]? _rules;

    public ToolSignature Signature { get; } = signature;

    /// <summary>Those of the signature, without the way through it.</summary>
    public ImmutableArray<ArgumentSignature> Arguments { get; } = signature.Arguments;

    public AssetTable Assets { get; } = assets;
    public bool IsMoney { get; } = signature.Effect == ToolEffect.Money;
    public ulong Forbids { get; } = BitsOf(rules, rule => rule.Kind == RuleKind.Forbid);
    public ulong Asks { get; } = BitsOf(rules, rule => rule.Kind == RuleKind.Ask);
    public ulong Permits { get; } = BitsOf(rules, rule => rule.Kind == RuleKind.Permit);

    /// <summary>Index of <c>to</c> and <c>amount</c> of a money tool.</summary>
    public int To { get; } = signature.IndexOf("to");
    public int Amount { get; } = signature.IndexOf("amount");

    public ToolAnswers Answers { get; } = new(policy, signature, rules);

    /// <summary>The rules one by one, in the order of their bits; made when somebody wants to look at them.</summary>
    public ReadOnlySpan<CompiledRule> Rules => _rules ??= Single();

    /// <summary>The rules that match a call, by their bits.</summary>
    public ulong Matching(in CallView call)
    {
        var matching = _all;
        foreach (var dimension in when)
        {
            matching &= dimension.Passing(call);
            if (matching == 0)
                return 0;
        }
        return unless.Length == 0 ? matching : matching & ~Escaping(call);
    }

    /// <summary>How many look-ups <see cref="Matching(in CallView, Span{ulong})"/> makes.</summary>
    public int Dimensions => signs.Length;

    /// <summary>The same with what each dimension says, by its index.</summary>
    public ulong Matching(in CallView call, Span<ulong> passing)
    {
        var (matching, escaping) = (_all, _excepted);
        for (var i = 0; i < when.Length; i++)
            matching &= passing[i] = when[i].Passing(call);
        for (var i = 0; i < unless.Length; i++)
            escaping &= passing[when.Length + i] = unless[i].Passing(call);
        return matching & ~escaping;
    }

    private ulong Escaping(in CallView call)
    {
        // What has no exception never escapes by one.
        var escaping = _excepted;
        foreach (var dimension in unless)
            escaping &= dimension.Passing(call);
        return escaping;
    }

    private CompiledRule[] Single()
    {
        var values = new List<(string, string)>();
        return [.. rules.Select((rule, i) => new CompiledRule(rule, i, Signature, signs, values, Assets))];
    }

    /// <summary>The rule of smallest id among bits of one kind.</summary>
    public static int First(ulong bits) => BitOperations.TrailingZeroCount(bits);

    private static ulong BitsOf(RuleLine[] rules, Func<RuleLine, bool> wanted)
    {
        var bits = 0UL;
        for (var i = 0; i < rules.Length; i++)
        {
            if (wanted(rules[i]))
                bits |= 1UL << i;
        }
        return bits;
    }
}
