using System.Globalization;
using System.Text;

namespace DecentralizedAi.Node.Metrics;

/// <summary>Metrics in Prometheus' text format, version 0.0.4.</summary>
internal sealed class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();

    public void Gauge(
        string name, string help, params IEnumerable<((string, string)[] Labels, double Value)> samples) =>
        Family(name, help, "gauge", samples);

    /// <param name="name">Ends with <c>_total</c>.</param>
    public void Counter(
        string name, string help, params IEnumerable<((string, string)[] Labels, double Value)> samples) =>
        Family(name, help, "counter", samples);

    public void Histograms(
        string name, string help, IEnumerable<((string, string)[] Labels, Histogram Histogram)> series)
    {
        Head(name, help, "histogram");
        foreach (var (labels, histogram) in series)
        {
            var (buckets, sum) = histogram.Read();
            foreach (var (bound, count) in buckets)
                Sample(name + "_bucket", [.. labels, ("le", Number(bound))], count);
            Sample(name + "_sum", labels, sum);
            Sample(name + "_count", labels, buckets[^1].Count);
        }
    }

    public override string ToString() => _text.ToString();

    private void Family(
        string name, string help, string type, IEnumerable<((string, string)[] Labels, double Value)> samples)
    {
        Head(name, help, type);
        foreach (var (labels, value) in samples)
            Sample(name, labels, value);
    }

    private void Head(string name, string help, string type) =>
        _text.Append($"# HELP {name} {help}\n# TYPE {name} {type}\n");

    private void Sample(string name, (string Name, string Value)[] labels, double value)
    {
        _text.Append(name);
        if (labels.Length > 0)
            _text.Append('{').AppendJoin(',', labels.Select(one => $"{one.Name}=\"{Escaped(one.Value)}\"")).Append('}');
        _text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Escaped(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Number(double value) => double.IsPositiveInfinity(value)
        ? "+Inf" : value.ToString("R", CultureInfo.InvariantCulture);
}
