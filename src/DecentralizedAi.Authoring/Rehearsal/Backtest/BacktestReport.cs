using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Values;

namespace DecentralizedAi.Authoring.Rehearsal.Backtest;

/// <summary>What a proposed policy would have decided otherwise: canonical, so that the same log and the same policy
/// give the same bytes and hash everywhere.</summary>
/// <param name="Block">Hash of the block that the log was proven against.</param>
/// <param name="Skipped">Decisions that could not be made again, by what they are.</param>
public sealed record BacktestReport(
    PolicyBacktest Backtest, Bytes32 Block, ImmutableSortedDictionary<string, int> Skipped)
{
    public const string Schema = "dai.backtest/1";

    private IEnumerable<ChangedAction> Further => Backtest.Changed
        .Where(changed => PolicyBacktest.ReachOf(changed.Now) > changed.Action.Reach);

    private IEnumerable<ChangedAction> LessFar => Backtest.Changed
        .Where(changed => PolicyBacktest.ReachOf(changed.Now) < changed.Action.Reach);

    /// <summary>keccak256 of the UTF-8 of <see cref="ToCanonical"/>.</summary>
    public Bytes32 Hash => Keccak256.Hash(ToCanonical());

    /// <summary>The report as RFC 8785 writes it.</summary>
    public string ToCanonical() => JcsValue.Members(
        ("schema", JcsValue.Of(Schema)),
        ("policy", JcsValue.Of(Backtest.Policy.Root.ToString())),
        ("agent", JcsValue.Of(Backtest.Policy.Agent)),
        ("chain", JcsValue.Of("eip155:" + Backtest.Policy.Chain.ToString(CultureInfo.InvariantCulture))),
        ("block", JcsValue.Of(Block.ToString())),
        ("levels", JcsValue.Of("proposed")),
        ("same", JcsValue.Of(Backtest.Same)),
        ("skipped", JcsValue.Members([.. Skipped.Select(skip => (skip.Key, JcsValue.Of(skip.Value)))])),
        ("further", Sums(Further)),
        ("lessFar", Sums(LessFar)),
        ("changed", new JcsValue.List([.. Backtest.Changed.Select(Changed)]))).ToJson();

    /// <summary>Lines to read aloud: what would have got further, what less far, each with its money.</summary>
    public IEnumerable<string> ToLines()
    {
        var all = Backtest.Same + Backtest.Changed.Length;
        yield return string.Create(CultureInfo.InvariantCulture,
            $"{all} recorded decisions of '{Backtest.Policy.Agent}' made again: "
            + $"{Backtest.Same} end as they did, {Further.Count()} would get further, {LessFar.Count()} less far.");
        yield return "its own budgets, as if it had been in force from the first of them: full then, growing by its "
            + "own rates; tokens as they were.";
        foreach (var (why, count) in Skipped)
            yield return string.Create(CultureInfo.InvariantCulture, $"not made again: {count} ({why})");
        foreach (var line in Money("would have left besides", Further).Concat(Money("would have stayed", LessFar)))
            yield return line;
        foreach (var changed in Backtest.Changed)
            yield return $"{Was(changed.Action.Reach)}{By(changed.Action.Rule)}, "
                + $"{Would(PolicyBacktest.ReachOf(changed.Now))}{By(changed.Now.Rule)}: {changed.Action.Call} "
                + (changed.Why is null ? "" : $"({changed.Why}) ") + $"[{changed.Action.Action}]";
        yield return $"report {Hash}";
    }

    /// <summary>The members of <c>dai policy backtest --json</c>.</summary>
    public JsonObject ToJson() => new()
    {
        ["ok"] = true,
        ["root"] = Backtest.Policy.Root.ToString(),
        ["actions"] = Backtest.Same + Backtest.Changed.Length,
        ["changed"] = Backtest.Changed.Length,
        ["hash"] = Hash.ToString(),
        ["report"] = JsonNode.Parse(ToCanonical()),
    };

    private JcsValue Changed(ChangedAction changed)
    {
        var written = JcsValue.Members(
            ("seq", JcsValue.Of(changed.Action.Seq.ToString(CultureInfo.InvariantCulture))),
            ("leaf", JcsValue.Of(changed.Action.Leaf.ToString())),
            ("action", JcsValue.Of(changed.Action.Action.ToString())),
            ("tool", JcsValue.Of(changed.Action.Call.Tool)),
            ("then", Said(changed.Action.Reach, changed.Action.Rule)),
            ("now", Said(PolicyBacktest.ReachOf(changed.Now), changed.Now.Rule)));
        if (changed.Why is { } why)
            written.Values.Add("why", JcsValue.Of(why));
        if (Paid(changed) is var (asset, units))
        {
            written.Values.Add("asset", JcsValue.Of(asset.ToLower()));
            written.Values.Add("amount", JcsValue.Of(units.ToString()));
        }
        return written;
    }

    private static JcsValue Said(Reach reach, string? rule) =>
        JcsValue.Members(("verdict", JcsValue.Of(Word(reach))), ("rule", JcsValue.OrNull(rule)));

    private JcsValue Sums(IEnumerable<ChangedAction> changed)
    {
        var all = changed.ToArray();
        return JcsValue.Members(("count", JcsValue.Of(all.Length)), ("money", JcsValue.Members(
            [.. Sum(all).Select(sum => (sum.Key.ToLower(), JcsValue.Of(sum.Value.ToString())))])));
    }

    private IEnumerable<string> Money(string words, IEnumerable<ChangedAction> changed) =>
        Sum(changed).Select(sum => $"  {words}: {Amount(sum.Key, sum.Value)}");

    private string Amount(Address asset, UInt256 units) =>
        Backtest.Policy.Document.Money.Values.FirstOrDefault(budget => budget.Asset == asset) is { } budget
            ? $"{AmountText.Write(units, budget.Decimals)} {budget.Name}"
            : $"{units} units of {asset}";

    private SortedDictionary<Address, UInt256> Sum(IEnumerable<ChangedAction> changed)
    {
        var sums = new SortedDictionary<Address, UInt256>();
        foreach (var one in changed)
        {
            if (Paid(one) is var (asset, units))
                sums[asset] = sums.GetValueOrDefault(asset).SaturatingAdd(units);
        }
        return sums;
    }

    // A refused call of money has no amount in its leaf; the proposed policy says what it would have paid.
    private (Address Asset, UInt256 Units)? Paid(ChangedAction changed) => changed.Action.Money is { } money ? money
        : Backtest.Policy.MoneyOf(changed.Action.Call) is { } payment ? (payment.Asset, payment.Units)
        : null;

    private static string By(string? rule) => rule is null ? "" : $" (rule '{rule}')";

    private static string Was(Reach reach) => reach == Reach.Approval ? "waited for approval" : $"was {Word(reach)}";

    private static string Would(Reach reach) =>
        reach == Reach.Approval ? "would wait for approval" : $"would be {Word(reach)}";

    private static string Word(Reach reach) => reach.ToString().ToLowerInvariant();
}
