using System.Text.Json;
using System.Text.Json.Serialization;
using DecentralizedAi.Domain.Models;

namespace DecentralizedAi.Inference.Evaluation;

/// <summary>The result of a file.</summary>
/// <param name="Model">SHA-256 of the model, <c>0x</c> and 64 digits.</param>
/// <param name="Interval">95 % interval of the share of exact cases (Wilson).</param>
/// <param name="Misses">Ids of the cases that were not exact, in order.</param>
/// <param name="DangerousIds">Ids of the dangerous ones.</param>
public sealed record EvalReport(
    int Cases, int Exact, int Dangerous, int Invalid, double Seconds,
    IReadOnlyDictionary<string, EvalRegister> Registers, string Model, IReadOnlyList<double> Interval,
    IReadOnlyList<string> Misses, [property: JsonPropertyName("dangerousIds")] IReadOnlyList<string> DangerousIds)
{
    /// <summary>The object that <c>dai model eval --json</c> prints.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    internal static EvalReport Of(IReadOnlyList<EvalScore> scores, TimeSpan took, string model)
    {
        var total = EvalTotal.Of(scores);
        var (low, high) = total.Interval();
        return new(total.Cases, total.Exact, total.Dangerous, total.Invalid, Math.Round(took.TotalSeconds, 3),
            scores.GroupBy(score => score.Register)
                .ToDictionary(group => group.Key, group => EvalRegister.Of([.. group])),
            model, [Math.Round(low, 4), Math.Round(high, 4)],
            [.. scores.Where(score => !score.Exact).Select(score => score.Id)],
            [.. scores.Where(score => score.Dangerous).Select(score => score.Id)]);
    }
}

/// <summary>One register of a file; 8 or 9 cases say little.</summary>
public sealed record EvalRegister(int Cases, int Exact, int Dangerous)
{
    internal static EvalRegister Of(IReadOnlyList<EvalScore> scores)
    {
        var total = EvalTotal.Of(scores);
        return new(total.Cases, total.Exact, total.Dangerous);
    }
}
