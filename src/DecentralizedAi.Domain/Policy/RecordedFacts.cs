using System.Globalization;
using DecentralizedAi.Domain.Budgets;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Policy;

/// <summary>Calls and facts as documents of the log write them, and back, so that a decision can be made again.
/// </summary>
public static class RecordedFacts
{
    /// <summary>What a leaf's facts word is the hash of.</summary>
    public static FactsDocument Write(ToolCall call, Facts facts) => new(
        Write(call),
        facts.Instructor.Text,
        checked((ulong)facts.Time.ToUnixTimeSeconds()),
        Names(facts.Turn),
        facts.Labels.ToDictionary(labels => labels.Key, labels => Names(labels.Value)),
        facts.Costs,
        facts.Levels.ToDictionary(level => level.Key, level => new LevelFact(level.Value.Level, level.Value.Spent)));

    /// <summary>A call as documents write it.</summary>
    public static CallDocument Write(ToolCall call) =>
        new(call.Tool, call.Arguments.ToDictionary(argument => argument.Name, argument => argument.Value));

    /// <summary>The call and the facts of a document.</summary>
    /// <exception cref="FormatException">An instructor, label, time or resource that does not exist.</exception>
    public static (ToolCall Call, Facts Facts) Read(FactsDocument document)
    {
        foreach (var resource in document.Costs.Keys)
        {
            if (ResourceNames.Parse(resource) == ResourceKind.None)
                throw new FormatException($"'{resource}' is no resource");
        }
        return (ToolCall.Of(document.Call.Tool, document.Call.Args), new Facts
        {
            Instructor = Instructor.Parse(document.Instructor),
            Time = Time(document.TimeSeconds),
            Turn = Labels(document.Turn),
            Labels = document.Labels.ToDictionary(labels => labels.Key, labels => Labels(labels.Value)),
            Costs = document.Costs,
            Levels = document.Levels.ToDictionary(
                level => level.Key, level => new BudgetLevel(level.Value.Level, level.Value.Spent)),
        });
    }

    /// <summary>Labels by their written names.</summary>
    /// <exception cref="FormatException">A label that does not exist.</exception>
    public static LabelSet Labels(IEnumerable<string> names)
    {
        var labels = default(LabelSet);
        foreach (var name in names)
        {
            labels = LabelNames.TryParse(name, out var label)
                ? labels.With(label)
                : throw new FormatException($"'{name}' is no label (dao, instruction, chain, foreign)");
        }
        return labels;
    }

    private static DateTimeOffset Time(ulong seconds) => seconds <= (ulong)Values.ClockText.LastSecond
        ? DateTimeOffset.FromUnixTimeSeconds((long)seconds)
        : throw new FormatException(
            $"{seconds.ToString(CultureInfo.InvariantCulture)} s lie behind the year 9999");

    private static IReadOnlyList<string> Names(LabelSet labels) => [.. labels.Members().Select(LabelNames.Write)];
}
