using System.Collections.Immutable;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Authoring.Rehearsal.Diff;

/// <summary>One thing about a call that may vary on its own.</summary>
/// <param name="Value">Of an argument: its text, null when absent. Else the written instructor, second or turn.</param>
/// <param name="Labels">Of an argument's value.</param>
internal readonly record struct AxisValue(string? Value, LabelSet Labels);

/// <summary>What all rules of both documents make of one value of an axis; values that agree are the same to them.
/// </summary>
/// <param name="Before">Bit i: rule i of the old document may still match; the last bit: the call may fit.</param>
/// <param name="After">The same of the new one.</param>
/// <param name="Flips">Bit for each changed part that says something else than before.</param>
/// <param name="Money">What budgets tell apart; empty on axes that budgets do not look at.</param>
internal sealed record AxisClass(AxisValue Example, UInt128 Before, UInt128 After, UInt128 Flips, string Money);

/// <summary>An axis with one value for every way in which the two documents can tell values apart.</summary>
/// <param name="Name">An argument's name, or <c>.instructor</c>, <c>.time</c>, <c>.turn</c>.</param>
internal sealed record CallAxis(string Name, ImmutableArray<AxisClass> Classes)
{
    /// <summary>The bit for "fits the signature", above those of at most 64 rules.</summary>
    public const int FitBit = 64;

    /// <summary>Puts a value of the axis into a call.</summary>
    public static Probe Put(Probe probe, string name, AxisValue value) => name switch
    {
        ".instructor" => probe with { Facts = probe.Facts with { Instructor = Instructor.Parse(value.Value!) } },
        ".time" => probe with
        {
            Facts = probe.Facts with
            {
                Time = DateTimeOffset.FromUnixTimeSeconds(
                    long.Parse(value.Value!, System.Globalization.CultureInfo.InvariantCulture)),
            },
        },
        ".turn" => probe with
        {
            Facts = probe.Facts with { Turn = LabelSet.Of(value.Value == "clean" ? Label.Instruction : Label.Foreign) },
        },
        _ when value.Value is null => probe,
        _ => probe with
        {
            Call = ToolCall.Of(probe.Call.Tool, [.. probe.Call.Arguments, new ToolArgument(name, value.Value)]),
            Facts = probe.Facts with
            {
                Labels = probe.Facts.Labels.Append(new(name, value.Labels)).ToDictionary(),
            },
        },
    };
}

/// <summary>A call with facts, to be decided under both documents.</summary>
internal sealed record Probe(ToolCall Call, Facts Facts);
