using System.Globalization;
using System.Text.RegularExpressions;

namespace DecentralizedAi.Node.Tests;

/// <summary>A page in Prometheus' text format as a strict reader sees it, with the rules of <c>promtool check
/// metrics</c> that can be told from a page.</summary>
internal sealed partial class MetricsPage
{
    private readonly List<string> _faults = [];
    private readonly HashSet<string> _seen = [];
    private readonly HashSet<string> _helped = [];

    public string Text { get; private init; } = "";
    public IReadOnlyList<string> Faults => _faults;
    public Dictionary<string, string> Types { get; } = [];
    public List<(string Name, string Labels, double Value)> Samples { get; } = [];

    public double Value(string name) => Samples.Single(sample => sample.Name == name).Value;

    public static MetricsPage Read(string text)
    {
        var page = new MetricsPage { Text = text };
        if (!text.EndsWith('\n'))
            page._faults.Add("the last line has no newline");
        foreach (var line in text.TrimEnd('\n').Split('\n'))
            page.Take(line);
        page.CheckHistograms();
        return page;
    }

    private void Take(string line)
    {
        if (line.StartsWith("# HELP ", StringComparison.Ordinal))
        {
            var name = line.Split(' ')[2];
            if (Types.ContainsKey(name))
                _faults.Add($"HELP after TYPE of {name}");
            if (!_helped.Add(name) || line.Split(' ').Length < 4)
                _faults.Add($"HELP of {name} is there twice or empty");
        }
        else if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
        {
            var (name, type) = (line.Split(' ')[2], line.Split(' ')[3]);
            if (!_helped.Contains(name))
                _faults.Add($"no HELP of {name}");
            if (!Types.TryAdd(name, type))
                _faults.Add($"TYPE of {name} is there twice");
            if (type == "counter" != name.EndsWith("_total", StringComparison.Ordinal))
                _faults.Add($"{name} is a {type}: a counter ends with _total, and nothing else does");
        }
        else if (Sample().Match(line) is { Success: true } sample
            && double.TryParse(sample.Groups["value"].Value.Replace("+Inf", "Infinity", StringComparison.Ordinal),
                NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
        {
            Take(sample.Groups["name"].Value, sample.Groups["labels"].Value, value);
        }
        else
        {
            _faults.Add($"'{line}' is no sample");
        }
    }

    private void Take(string name, string labels, double value)
    {
        if (!_seen.Add(name + labels))
            _faults.Add($"{name}{labels} is there twice");
        if (!Types.ContainsKey(name) && !Types.ContainsKey(Family(name)))
            _faults.Add($"no TYPE of {name}");
        // All lines of a family stand together.
        if (Samples.Count > 0 && Family(Samples[^1].Name) != Family(name)
            && Samples.Exists(sample => Family(sample.Name) == Family(name)))
            _faults.Add($"the lines of {Family(name)} are apart");
        Samples.Add((name, labels, value));
    }

    private void CheckHistograms()
    {
        foreach (var name in Types.Where(type => type.Value == "histogram").Select(type => type.Key))
            foreach (var series in Samples.Where(sample => sample.Name == name + "_bucket")
                .GroupBy(sample => Le().Replace(sample.Labels, "")))
            {
                var counts = series.Select(sample => sample.Value).ToList();
                if (counts.Zip(counts.Skip(1), (one, next) => one > next).Any(falls => falls))
                    _faults.Add($"a bucket of {name} falls");
                if (!series.Last().Labels.Contains("le=\"+Inf\"", StringComparison.Ordinal))
                    _faults.Add($"{name} has no last bucket");
                var labels = series.Key == "{}" ? "" : series.Key;
                if (Samples.Where(sample => sample.Name == name + "_count" && sample.Labels == labels)
                    .Select(sample => sample.Value).SingleOrDefault(-1) != counts[^1])
                    _faults.Add($"the count of {name} is not that of its last bucket");
            }
    }

    private static string Family(string name) => Suffix().Replace(name, "");

    private const string Label = "[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\\n]|\\\\[\"\\\\n])*\"";

    [GeneratedRegex($$"""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(?<labels>\{{{Label}}(?:,{{Label}})*\})? (?<value>\S+)$""")]
    private static partial Regex Sample();

    [GeneratedRegex(""",?le="[^"]*"$|,?le="[^"]*"(?=\})""")]
    private static partial Regex Le();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex Suffix();
}
