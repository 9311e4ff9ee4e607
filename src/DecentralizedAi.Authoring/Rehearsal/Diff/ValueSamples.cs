using System.Globalization;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Conditions;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Policy.Values;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Authoring.Rehearsal.Diff;

/// <summary>Values of an argument of which one stands for every way in which two documents can tell values apart.
/// </summary>
/// <param name="lines">All conditions on the argument, of both documents.</param>
internal sealed class ValueSamples(
    PolicyDocument before, PolicyDocument after,
    IReadOnlyCollection<(PolicyAttribute Attribute, ConditionLine Line)> lines)
{
    private const string Stranger = "0x00000000000000000000000000000000000000e1";

    private IEnumerable<PolicyDocument> Documents => [before, after];

    /// <summary>Values of one signature, likely ones first; not all need fit it.</summary>
    public IEnumerable<string> Of(ArgumentSignature signature, bool isMoney) => signature.Type switch
    {
        ArgumentType.Address => Written().Concat(isMoney && signature.Name == "to" ? Payees() : [])
            .Append(Stranger).Distinct(),
        ArgumentType.Amount => Amounts(isMoney),
        ArgumentType.Integer => Around(Written().Select(text => UInt256.Parse(text)).Append(UInt256.One))
            .Select(number => number.ToString()),
        ArgumentType.Date => Dates(),
        ArgumentType.Hash => Written().Append("0x" + new string('e', 64)),
        ArgumentType.Cid => Written().Append("bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"),
        ArgumentType.Bool => ["true", "false"],
        ArgumentType.Enum => signature.Members,
        ArgumentType.Url => [],
        _ => TextSamples.Of([.. lines.Select(line => line.Line)], "hello", ""),
    };

    private IEnumerable<string> Written() => lines.Where(line => line.Line.Operator != "from")
        .SelectMany(line => line.Line.Values).Distinct();

    private IEnumerable<string> Payees() => Documents.SelectMany(document => document.Money.Values
        .SelectMany(budget => document.Lists[budget.Payees].Select(entry => entry.Value)));

    private IEnumerable<string> Dates() => Written()
        .SelectMany(text => ClockText.TryDate(text, out var day) ? (int[])[day - 1, day, day + 1] : [])
        .Append(739_620).Where(day => day >= 0 && day <= DateOnly.MaxValue.DayNumber).Distinct()
        .Select(day => DateOnly.FromDayNumber(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    private IEnumerable<string> Amounts(bool isMoney)
    {
        foreach (var budget in Documents.SelectMany(document => document.Money.Values))
        {
            var bounds = Written().Where(text => text.EndsWith(" " + budget.Name, StringComparison.Ordinal))
                .Select(text => Units(text[..text.IndexOf(' ')], budget.Decimals))
                .Concat(isMoney ? Bounds(budget) : []).Prepend(Units("1", budget.Decimals)).Append(UInt256.One);
            foreach (var units in Around(bounds).Where(units => units.FitsUInt128))
                yield return $"{AmountText.Write(units, budget.Decimals)} {budget.Name}";
        }
    }

    private IEnumerable<UInt256> Bounds(MoneyBudget budget)
    {
        foreach (var other in Documents.SelectMany(document => document.Money.Values)
            .Where(other => other.Name == budget.Name))
        {
            var limits = other.Limits;
            yield return limits.PerAction;
            yield return limits.Lifetime;
            if (other.Ask is { } ask)
                yield return ask.Above.Units;
        }
    }

    private static UInt256 Units(string number, int decimals) =>
        AmountText.TryUnits(number, decimals, out var units) ? units : UInt256.Zero;

    // The bounds first: they are the numbers that people voted on.
    private static IEnumerable<UInt256> Around(IEnumerable<UInt256> bounds)
    {
        var all = bounds.Distinct().ToArray();
        return all.Concat(all.Where(bound => !bound.IsZero).Select(bound => bound - UInt256.One))
            .Concat(all.Select(bound => bound.TryAdd(UInt256.One, out var more) ? more : bound))
            .Append(UInt256.Zero).Distinct();
    }
}

/// <summary>Urls, part by part.</summary>
internal static class UrlSamples
{
    private const int Most = 20_000;

    /// <param name="lines">All conditions on parts of the url, of both documents.</param>
    /// <param name="tell">What all conditions say to a url: of two urls that agree one is enough.</param>
    public static IReadOnlyList<string> Of(
        IReadOnlyCollection<(PolicyAttribute Attribute, ConditionLine Line)> lines, Func<string, string> tell)
    {
        var schemes = On(AttributeKind.Scheme).SelectMany(line => line.Values).Prepend("https").Append("gopher");
        var ports = On(AttributeKind.Port).SelectMany(line => line.Values).Append("").Append("1");
        var ends = Distinct(schemes.SelectMany(_ => ports.Prepend("").Distinct(), (scheme, port) => (scheme, port)),
            end => Write(end.scheme, "x.example", end.port, "/", ""), tell);
        var hosts = Distinct(Hosts(), host => Write("https", host, "", "/", ""), tell);
        var paths = Distinct(TextSamples.Of(On(AttributeKind.Path), "/"), path =>
            Write("https", "x.example", "", path, ""), tell);
        var queries = Distinct(TextSamples.Of(On(AttributeKind.Query), "", "q"), query =>
            Write("https", "x.example", "", "/", query), tell);
        return
        [
            .. (from end in ends from host in hosts from path in paths from query in queries
                select Write(end.scheme, host, end.port, path, query)).Take(Most),
        ];

        ConditionLine[] On(AttributeKind kind) =>
            [.. lines.Where(line => line.Attribute.Kind == kind).Select(line => line.Line)];

        IEnumerable<string> Hosts() => On(AttributeKind.Host).SelectMany(line => line.Values)
            .SelectMany(host => host[0] == '*' ? (string[])["a" + host[1..], host[2..]] : [host]).Append("x.example");
    }

    private static T[] Distinct<T>(IEnumerable<T> values, Func<T, string> url, Func<string, string> tell) =>
        [.. values.Distinct().DistinctBy(value => tell(url(value)))];

    private static string Write(string scheme, string host, string port, string path, string query) =>
        $"{scheme}://{host}{(port.Length == 0 ? "" : ":")}{port}{path}{(query.Length == 0 ? "" : "?")}{query}";
}
