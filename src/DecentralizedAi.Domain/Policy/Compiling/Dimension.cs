using DecentralizedAi.Domain.Policy.Conditions;
using DecentralizedAi.Domain.Policy.Values;

namespace DecentralizedAi.Domain.Policy.Compiling;

/// <summary>
/// One side from which the rules of a tool look at a call: all their conditions of one sort on one attribute. A single
/// look-up says for every rule whether they hold, so that the cost of a decision does not follow the number of rules.
/// </summary>
internal abstract class Dimension
{
    /// <summary>The bits of the rules that this dimension does not rule out; those without a condition here are among
    /// them, and so may be bits that no rule has.</summary>
    public abstract ulong Passing(in CallView call);
}

/// <summary>A dimension of an argument, or of a port, that a call may lack.</summary>
/// <param name="absent">What passes then.</param>
internal sealed class OptionalDimension(Dimension present, int slot, bool isPort, ulong absent) : Dimension
{
    public override ulong Passing(in CallView call) =>
        call.Has(slot) && !(isPort && call.Values[slot].Url.Port == UrlText.NoPort) ? present.Passing(call) : absent;
}

/// <summary>Where an argument came from.</summary>
/// <param name="passing">By the bits of a set of labels.</param>
internal sealed class LabelsDimension(string argument, ulong[] passing) : Dimension
{
    public override ulong Passing(in CallView call) => passing[call.Labels(argument).Ordinal];
}

/// <summary>Whether the turn has read anything foreign.</summary>
/// <param name="foreign">What passes then; a clean turn lets all pass.</param>
internal sealed class TurnDimension(ulong foreign) : Dimension
{
    public override ulong Passing(in CallView call) => call.Facts.Turn.IsClean ? ulong.MaxValue : foreign;
}

/// <summary>The day of the week.</summary>
/// <param name="passing">By day, 0 = Sunday.</param>
internal sealed class DaysDimension(ulong[] passing) : Dimension
{
    public override ulong Passing(in CallView call) => passing[ClockText.DayOfWeek(call.Second)];
}

/// <summary>The minute of the day.</summary>
/// <param name="spans">The only span of each rule, or its first.</param>
/// <param name="further">Further spans, each again of all rules; a rule lets pass what any of its spans has.</param>
internal sealed class HoursDimension(MinuteLanes spans, MinuteLanes[] further) : Dimension
{
    public override ulong Passing(in CallView call)
    {
        var minute = ClockText.MinuteOfDay(call.Second);
        var passing = spans.At(minute);
        foreach (var other in further)
            passing |= other.At(minute);
        return passing;
    }
}

/// <summary>The instant, as seconds of the calendar.</summary>
internal sealed class SpanDimension(Lanes lanes) : Dimension
{
    public override ulong Passing(in CallView call) => lanes.At((ulong)(call.Second - ClockText.FirstSecond));
}

/// <summary>The bounds of an amount, an integer or a date.</summary>
/// <param name="first">Of the first asset, or of what has none.</param>
/// <param name="others">Of the other assets, by their index.</param>
internal sealed class BoundsDimension(int slot, Lanes first, Lanes[] others) : Dimension
{
    public override ulong Passing(in CallView call)
    {
        ref readonly var value = ref call.Values[slot];
        return value.Asset == 0 ? first.At(value.Number) : others[value.Asset - 1].At(value.Number);
    }
}

/// <summary>The number of UTF-8 bytes of a text.</summary>
internal sealed class LengthDimension(int slot, AttributeKind kind, Lanes lanes) : Dimension
{
    public override ulong Passing(in CallView call) =>
        lanes.At((ulong)System.Text.Encoding.UTF8.GetByteCount(ArgumentValue.Part(call.Values[slot], kind)));
}
