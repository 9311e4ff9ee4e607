using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Conditions;
using DecentralizedAi.Domain.Policy.Values;

namespace DecentralizedAi.Domain.Policy.Compiling;

/// <summary>How a dimension looks at a call.</summary>
internal enum Look : byte
{
    /// <summary>At an address, hash, integer or date as one of a set.</summary>
    Number,
    Port,

    /// <summary>At a text, cid, member or part of a url as one of a set.</summary>
    Text,
    Scheme,
    Instructor,

    /// <summary>At a host as one of a set, or below one of the names of a set.</summary>
    Host,

    /// <summary>At the beginning of a text, path or query.</summary>
    Beginning,

    /// <summary>At the bounds of an amount, an integer or a date.</summary>
    Bounds,

    /// <summary>At the number of UTF-8 bytes of a text.</summary>
    Length,

    /// <summary>At where an argument came from.</summary>
    Labels,

    /// <summary>At whether the turn has read anything foreign.</summary>
    Turn,
    Day,
    Minute,
    Instant,
}

/// <summary>
/// One side from which the rules of a tool look at a call: all their conditions of one sort on one attribute. A single
/// look-up says for every rule whether they hold, so that the cost of a decision does not follow the number of rules.
/// Dimensions and what they look into stand side by side in the data of their tool: a decision reads few places of
/// memory, and most of its time is waiting for them.
/// </summary>
/// <param name="Part">What of an argument is looked at.</param>
/// <param name="Slot">Index of the argument, or -1.</param>
/// <param name="At">Where in the data of the tool its own begins.</param>
/// <param name="Count">How many values, assets or rows of spans it has there.</param>
/// <param name="First">The ordinal of the first value; of minutes the words of a row.</param>
/// <param name="Absent">Where in the data stands what passes when the call lacks the argument, or a port; 0 where it
/// lacks none.</param>
/// <param name="Others">What passes for a value that no rule names; of a turn, when it has read anything foreign.
/// </param>
internal readonly record struct Dimension(
    Look Look, AttributeKind Part, int Slot, int At, int Count, int First, int Absent, ulong Others)
{
    /// <summary>Words of the data that it takes itself.</summary>
    public const int Words = 4;

    /// <summary>The bits of the rules that this dimension does not rule out; those without a condition here are among
    /// them, and so may be bits that no rule has.</summary>
    public ulong Passing(in CallView call, CompiledTool tool)
    {
        ReadOnlySpan<ulong> data = tool.Data;
        if (Absent != 0 && IsAbsent(call))
            return data[Absent];
        switch (Look)
        {
            case Look.Number:
                return OfOrdinal(tool.Values.Numbers.Find(call.Values[Slot].Number), data);
            case Look.Host:
                return OfHost(call.Values[Slot].Url.Host, tool.Values.Hosts, data);
            case Look.Bounds:
                ref readonly var value = ref call.Values[Slot];
                return new Lanes(data[(int)data[At + value.Asset]..]).At(value.Number);
            case Look.Minute:
                return OfMinute(ClockText.MinuteOfDay(call.Second), data);
            case Look.Turn:
                return call.Facts.Turn.IsClean ? ulong.MaxValue : Others;
            case Look.Labels:
                return data[At + call.Labels(tool.Arguments[Slot].Name).Ordinal];
            case Look.Instructor:
                return OfOrdinal(tool.Values.Texts.Find(call.Facts.Instructor.Text), data);
            default:
                return OfRare(call, tool.Values, data);
        }
    }

    // By itself, so that what is asked often needs no more of the stack than it uses.
    private ulong OfRare(in CallView call, DocumentValues values, ReadOnlySpan<ulong> data) => Look switch
    {
        Look.Port => OfOrdinal(values.Numbers.Find(UInt256.Of((ulong)call.Values[Slot].Url.Port)), data),
        Look.Text => OfOrdinal(values.Texts.Find(ArgumentValue.Part(call.Values[Slot], Part)), data),
        Look.Scheme => OfOrdinal(values.Hosts.Find(call.Values[Slot].Url.Scheme), data),
        Look.Beginning => OfBeginning(ArgumentValue.Part(call.Values[Slot], Part), values.Texts, data),
        Look.Length => new Lanes(data[At..]).At(
            (ulong)System.Text.Encoding.UTF8.GetByteCount(ArgumentValue.Part(call.Values[Slot], Part))),
        Look.Day => data[At + ClockText.DayOfWeek(call.Second)],
        _ => new Lanes(data[At..]).At((ulong)(call.Second - ClockText.FirstSecond)),
    };

    private bool IsAbsent(in CallView call) =>
        !call.Has(Slot) || (Part == AttributeKind.Port && call.Values[Slot].Url.Port == UrlText.NoPort);

    private ulong OfOrdinal(int ordinal, ReadOnlySpan<ulong> data)
    {
        var i = ordinal - First;
        return (uint)i < (uint)Count ? data[At + i] : Others;
    }

    private ulong OfMinute(int minute, ReadOnlySpan<ulong> data)
    {
        // A rule lets pass what any of its spans has.
        var passing = 0UL;
        for (var i = 0; i < Count; i++)
            passing |= new MinuteLanes(data.Slice(At + i * First, First)).At(minute);
        return passing;
    }

    // Behind the values stands how many lengths the beginnings have, then these, ascending.
    private ulong OfBeginning(ReadOnlySpan<char> text, TextTable texts, ReadOnlySpan<ulong> data)
    {
        var passing = Others;
        var lengths = data.Slice(At + Count + 1, (int)data[At + Count]);
        foreach (var length in lengths)
        {
            if ((int)length > text.Length)
                break;
            passing |= OfOrdinal(texts.Find(text[..(int)length]), data);
        }
        return passing;
    }

    // Of each name what passes for itself, then what passes for all below it.
    private ulong OfHost(ReadOnlySpan<char> host, TextTable hosts, ReadOnlySpan<ulong> data)
    {
        var passing = Others;
        if (hosts.MayHave(host.Length))
            passing |= OfName(hosts.Find(host), isBelow: 0, data);
        // Few names have few lengths: whether a name of that length is an ending of this host is one comparison.
        for (var lengths = hosts.Lengths; lengths != 0; lengths &= lengths - 1)
        {
            var length = System.Numerics.BitOperations.TrailingZeroCount(lengths);
            if (length == TextTable.LongLength)
                return passing | OfLongHost(host, hosts, data);
            if (length < host.Length && host[^(length + 1)] == '.')
                passing |= OfName(hosts.Find(host[^length..]), isBelow: 1, data);
        }
        return passing;
    }

    private ulong OfLongHost(ReadOnlySpan<char> host, TextTable hosts, ReadOnlySpan<ulong> data)
    {
        var passing = Others;
        for (var point = host.IndexOf('.'); point >= 0; point = host.IndexOf('.'))
        {
            host = host[(point + 1)..];
            if (host.Length >= TextTable.LongLength)
                passing |= OfName(hosts.Find(host), isBelow: 1, data);
        }
        return passing;
    }

    private ulong OfName(int ordinal, int isBelow, ReadOnlySpan<ulong> data)
    {
        var i = ordinal - First;
        return (uint)i < (uint)Count ? data[At + 2 * i + isBelow] : Others;
    }
}
