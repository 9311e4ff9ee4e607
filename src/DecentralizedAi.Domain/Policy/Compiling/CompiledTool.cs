using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using DecentralizedAi.Domain.Policy.Conditions;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Policy.Compiling;

/// <summary>A tool with the rules that speak for it.</summary>
/// <param name="rules">Forbids, asks, permits, each ascending by id: the order of their bits.</param>
/// <param name="data">Its dimensions, first those of what the rules ask for, then those of their exceptions, of which
/// hardly any rule has one; then what they look into.</param>
/// <param name="when">How many are of the first kind.</param>
/// <param name="signs">Of all dimensions.</param>
internal sealed class CompiledTool(
    ToolSignature signature, RuleLine[] rules, ToolAnswers answers, ulong[] data, int when, DimensionSign[] signs,
    DocumentValues values)
{
    private readonly ulong _all = BitsOf(rules, _ => true);
    private readonly ulong _excepted = BitsOf(rules, rule => rule.Unless is not null);
    private readonly Decision?[] _made = answers.Made;
    private readonly int _dimensions = signs.Length;
    private CompiledRule[]? _rules;

    public ToolSignature Signature { get; } = signature;

    /// <summary>Those of the signature, without the way through it.</summary>
    public ImmutableArray<ArgumentSignature> Arguments { get; } = signature.Arguments;

    public AssetTable Assets { get; } = values.Assets;

    /// <summary>The values that the rules of the document name.</summary>
    public DocumentValues Values { get; } = values;

    public ulong[] Data { get; } = data;

    public bool IsMoney { get; } = signature.Effect == ToolEffect.Money;
    public ulong Forbids { get; } = BitsOf(rules, rule => rule.Kind == RuleKind.Forbid);
    public ulong Asks { get; } = BitsOf(rules, rule => rule.Kind == RuleKind.Ask);

    /// <summary>Index of <c>to</c> and <c>amount</c> of a money tool.</summary>
    public int To { get; } = signature.IndexOf("to");
    public int Amount { get; } = signature.IndexOf("amount");

    public ToolAnswers Answers { get; } = answers;

    /// <summary>What a rule says when it decides alone.</summary>
    public Decision Of(int rule) => _made[rule] ?? Answers.Of(rule);

    /// <summary>The rules one by one, in the order of their bits; made when somebody wants to look at them.</summary>
    public ReadOnlySpan<CompiledRule> Rules => _rules ??= Single();

    /// <summary>The rules that match a call, by their bits.</summary>
    public ulong Matching(in CallView call) => Matching(call, All);

    /// <summary>The same.</summary>
    /// <param name="dimensions"><see cref="All"/>, asked for before the call was read: memory answers meanwhile.
    /// </param>
    public ulong Matching(in CallView call, ReadOnlySpan<Dimension> dimensions)
    {
        var matching = _all;
        foreach (ref readonly var dimension in dimensions[..when])
        {
            matching &= dimension.Passing(call, this);
            if (matching == 0)
                return 0;
        }
        return _excepted == 0 ? matching : matching & ~Escaping(call);
    }

    /// <summary>How many look-ups <see cref="Matching(in CallView, Span{ulong})"/> makes.</summary>
    public int Dimensions => _dimensions;

    /// <summary>The same with what each dimension says, by its index.</summary>
    public ulong Matching(in CallView call, Span<ulong> passing)
    {
        var all = All;
        var (matching, escaping) = (_all, _excepted);
        for (var i = 0; i < all.Length; i++)
        {
            passing[i] = all[i].Passing(call, this);
            if (i < when)
                matching &= passing[i];
            else
                escaping &= passing[i];
        }
        return matching & ~escaping;
    }

    /// <summary>All dimensions.</summary>
    public ReadOnlySpan<Dimension> All =>
        MemoryMarshal.Cast<ulong, Dimension>(Data.AsSpan(0, _dimensions * Dimension.Words));

    private ulong Escaping(in CallView call)
    {
        // What has no exception never escapes by one.
        var escaping = _excepted;
        foreach (ref readonly var dimension in All[when..])
            escaping &= dimension.Passing(call, this);
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
