using System.Collections.Immutable;
using System.Globalization;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Conditions;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Policy.Values;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Authoring.Rehearsal.Diff;

/// <summary>Finds the axes on which calls of one tool differ for two documents.</summary>
internal sealed class AxisBuilder(ToolView before, ToolView after, string tool)
{
    private const string StrangeAccount = "0x00000000000000000000000000000000000000e2";

    private static readonly Facts Plain = new()
    {
        Instructor = Instructor.Operator, Time = DateTimeOffset.UnixEpoch, Turn = LabelSet.Of(Label.Instruction),
    };

    private readonly ImmutableArray<(RulePart? Before, RulePart? After)> _changed = Changed(before, after);

    /// <summary>More changed parts than there are bits: what the last ones do stays in doubt.</summary>
    public bool IsCut => _changed.Length > 128;

    private bool IsMoney => before.Signature?.Effect == ToolEffect.Money || after.Signature?.Effect == ToolEffect.Money;

    /// <summary>Arguments of money last: what budgets tell apart then multiplies the fewest states.</summary>
    public IEnumerable<CallAxis> Axes()
    {
        yield return Axis(".instructor", Instructors());
        yield return Axis(".time", TimeSamples.Of(On(".time"))
            .Select(second => second.ToString(CultureInfo.InvariantCulture)));
        yield return Axis(".turn", ["clean", "foreign"]);
        var names = (before.Signature?.Arguments ?? []).Concat(after.Signature?.Arguments ?? [])
            .Select(argument => argument.Name).Distinct().Order(StringComparer.Ordinal);
        foreach (var name in names.OrderBy(name => IsMoney && name is "to" or "amount"))
            yield return Argument(name);
    }

    // A part that only one document has always holds in the other.
    private static ImmutableArray<(RulePart?, RulePart?)> Changed(ToolView before, ToolView after) =>
    [
        .. from old in before.Rules
           let now = after.Rule(old.Rule.Id)
           where now is not null
           from key in old.Parts.Concat(now.Parts).Select(part => part.Key).Distinct()
           from pair in Pairs(old[key], now[key])
           select pair,
    ];

    private static IEnumerable<(RulePart?, RulePart?)> Pairs(RulePart? old, RulePart? now) =>
        old is null || now is null ? [(old, now)]
        : old.Axis != now.Axis ? [(old, null), (null, now)]
        : old.SameAs(now) && !old.Lists.Any() ? []
        : [(old, now)];

    private IEnumerable<string> Instructors() => On(".instructor").SelectMany(line => line.Values)
        .Where(value => value != "any").Prepend(Instructor.Operator.Text).Append(StrangeAccount).Distinct();

    private ConditionLine[] On(string axis) =>
        [.. Parts(axis).SelectMany(part => part.Line.Conditions)];

    private IEnumerable<RulePart> Parts(string axis) => before.Rules.Concat(after.Rules)
        .SelectMany(rule => rule.Parts).Where(part => part.Axis == axis);

    private CallAxis Axis(string name, IEnumerable<string> values) =>
        new(name, Classes(name, values.Select(value => new AxisValue(value, default))));

    private CallAxis Argument(string name)
    {
        var lines = Parts(name).SelectMany(part => part.Line.Conditions, (part, line) => (part.Line.Attribute, line))
            .ToArray();
        var signatures = new[] { before.Signature, after.Signature }
            .Select(signature => signature?.Arguments.FirstOrDefault(argument => argument.Name == name))
            .OfType<ArgumentSignature>().DistinctBy(argument => argument.Written).ToArray();
        var samples = new ValueSamples(before.Policy.Document, after.Policy.Document, lines);
        var values = signatures.SelectMany(signature => signature.Type == ArgumentType.Url
            ? UrlSamples.Of(lines, url => Tell(name, new(url, LabelSet.Of(Label.Instruction))))
            : samples.Of(signature, IsMoney));
        var labels = Labels([.. lines.Select(line => line.line).Where(line => line.Operator == "from")]);
        // Absent first: where it makes no difference, an example is shorter without.
        return new(name, Classes(name, values.Distinct()
            .SelectMany(_ => labels, (value, set) => new AxisValue(value, set))
            .Prepend(new(null, default))));
    }

    private static LabelSet[] Labels(IReadOnlyCollection<ConditionLine> lines) =>
    [
        .. Enumerable.Range(1, 15)
            .Select(bits => LabelSet.Of([.. Each.Where(label => (bits & 1 << (int)label - 1) != 0)]))
            .OrderBy(set => set.Count).ThenBy(set => set == LabelSet.Of(Label.Instruction) ? 0 : 1)
            .DistinctBy(set => string.Join(' ', lines.Select(line =>
                RecordedFacts.Labels(line.Values) is var named && set.IsSubsetOf(named) ? "all"
                : set.Overlaps(named) ? "one" : "none"))),
    ];

    private static readonly Label[] Each = [Label.Dao, Label.Instruction, Label.Chain, Label.Foreign];

    private ImmutableArray<AxisClass> Classes(string name, IEnumerable<AxisValue> values) =>
    [
        .. values.Select(value => Class(name, value))
            .Where(made => (made.Before | made.After) >> CallAxis.FitBit != 0)
            .DistinctBy(made => made with { Example = default }),
    ];

    // Each part for itself: a part of a url must not hide behind another that fails.
    private string Tell(string name, AxisValue value)
    {
        var probe = CallAxis.Put(new(ToolCall.Of(tool), Plain), name, value);
        return string.Concat(Parts(name).Select(part => Holds(part, probe) ? '1' : '0'))
            + before.Fits(name, probe.Call, probe.Facts) + after.Fits(name, probe.Call, probe.Facts);
    }

    private AxisClass Class(string name, AxisValue value)
    {
        var probe = CallAxis.Put(new(ToolCall.Of(tool), Plain), name, value);
        UInt128 flips = 0;
        for (var i = 0; i < Math.Min(_changed.Length, 128); i++)
        {
            var (old, now) = _changed[i];
            if ((old ?? now)!.Axis == name && Holds(old, probe) != Holds(now, probe))
                flips |= UInt128.One << i;
        }
        return new(value, Alive(before, name, probe), Alive(after, name, probe), flips, Money(name, value));
    }

    private static bool Holds(RulePart? part, Probe probe) =>
        part is null || part.Oracle.Holds(probe.Call, probe.Facts);

    private static UInt128 Alive(ToolView view, string axis, Probe probe)
    {
        if (axis[0] != '.' ? !view.Fits(axis, probe.Call, probe.Facts) : view.Signature is null)
            return 0;
        var alive = UInt128.One << CallAxis.FitBit;
        for (var i = 0; i < view.Rules.Length; i++)
        {
            if (view.Rules[i].Parts.All(part => part.Axis != axis || part.Oracle.Holds(probe.Call, probe.Facts)))
                alive |= UInt128.One << i;
        }
        return alive;
    }

    private string Money(string axis, AxisValue value)
    {
        if (!IsMoney || value.Value is null || axis is not ("to" or "amount"))
            return "";
        return string.Join(' ', new[] { before, after }.Select(view => axis == "to"
            ? MoneyFacts.OfPayee(view.Policy, value.Value) : MoneyFacts.OfAmount(view.Policy, value.Value)));
    }
}

/// <summary>What budgets tell apart in payees and amounts.</summary>
internal static class MoneyFacts
{
    public static string OfPayee(PolicySnapshot policy, string payee) =>
        Address.TryParse(payee, out var address)
            ? string.Join(',', policy.Document.Money.Values.Where(budget => Pays(policy, budget, address))
                .Select(budget => budget.Name))
            : "none";

    public static string OfAmount(PolicySnapshot policy, string amount)
    {
        if (Read(policy, amount) is not var (budget, units))
            return "none";
        var limits = budget.Limits;
        var above = budget.Ask is { } ask && units > ask.Above.Units;
        return $"{budget.Name} {units.IsZero} {units > limits.PerAction} {units > limits.Lifetime} {above}";
    }

    public static bool Pays(PolicySnapshot policy, MoneyBudget budget, Address payee) =>
        policy.Document.Lists[budget.Payees].Any(entry => entry.Value == payee.ToLower());

    /// <summary>The budget and the units of a written amount; null where the policy has no such asset.</summary>
    public static (MoneyBudget Budget, UInt256 Units)? Read(PolicySnapshot policy, string amount)
    {
        var space = amount.IndexOf(' ');
        return space > 0 && policy.Document.Money.TryGetValue(amount[(space + 1)..], out var budget)
            && AmountText.TryUnits(amount.AsSpan(0, space), budget.Decimals, out var units)
            ? (budget, units)
            : null;
    }
}
