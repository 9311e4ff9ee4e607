using System.Numerics;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Conditions;

namespace DecentralizedAi.Domain.Policy.Compiling;

/// <summary>What passes by the ordinal of a value; values that no rule names let pass what has no condition.</summary>
/// <param name="first">The ordinal that <paramref name="passing"/> begins with.</param>
internal readonly struct OrdinalBits(int first, ulong[] passing, ulong others)
{
    public ulong Others => others;

    public ulong At(int ordinal)
    {
        var i = ordinal - first;
        return (uint)i < (uint)passing.Length ? passing[i] : others;
    }
}

/// <summary>An address, hash, integer or date as one of a set.</summary>
internal sealed class NumberSetDimension(int slot, NumberTable numbers, OrdinalBits bits) : Dimension
{
    public override ulong Passing(in CallView call) => bits.At(numbers.Find(call.Values[slot].Number));
}

/// <summary>A port as one of a set.</summary>
internal sealed class PortSetDimension(int slot, NumberTable numbers, OrdinalBits bits) : Dimension
{
    public override ulong Passing(in CallView call) =>
        bits.At(numbers.Find(UInt256.Of((UInt128)call.Values[slot].Url.Port)));
}

/// <summary>A text, cid, member or part of a url as one of a set.</summary>
internal sealed class TextSetDimension(int slot, AttributeKind kind, TextTable texts, OrdinalBits bits) : Dimension
{
    public override ulong Passing(in CallView call) =>
        bits.At(texts.Find(ArgumentValue.Part(call.Values[slot], kind)));
}

/// <summary>Who asked, as one of a set.</summary>
internal sealed class InstructorDimension(TextTable texts, OrdinalBits bits) : Dimension
{
    public override ulong Passing(in CallView call) => bits.At(texts.Find(call.Facts.Instructor.Text));
}

/// <summary>A host as one of a set, or below one of the names of a set.</summary>
/// <param name="exact">By host.</param>
/// <param name="below">By the name below which all hosts are meant.</param>
internal sealed class HostDimension(int slot, TextTable hosts, OrdinalBits exact, OrdinalBits below) : Dimension
{
    public override ulong Passing(in CallView call)
    {
        var host = call.Values[slot].Url.Host;
        var passing = exact.Others;
        if (hosts.MayHave(host.Length))
            passing |= exact.At(hosts.Find(host));
        // Few names have few lengths: whether a name of that length is an ending of this host is one comparison.
        for (var lengths = hosts.Lengths; lengths != 0; lengths &= lengths - 1)
        {
            var length = BitOperations.TrailingZeroCount(lengths);
            if (length == TextTable.LongLength)
                return passing | OfLong(host);
            if (length < host.Length && host[^(length + 1)] == '.')
                passing |= below.At(hosts.Find(host[^length..]));
        }
        return passing;
    }

    private ulong OfLong(ReadOnlySpan<char> host)
    {
        var passing = exact.Others;
        for (var point = host.IndexOf('.'); point >= 0; point = host.IndexOf('.'))
        {
            host = host[(point + 1)..];
            if (host.Length >= TextTable.LongLength)
                passing |= below.At(hosts.Find(host));
        }
        return passing;
    }
}

/// <summary>The beginning of a text, path or query.</summary>
/// <param name="lengths">The lengths that beginnings have, ascending.</param>
internal sealed class PrefixDimension(int slot, AttributeKind kind, TextTable texts, int[] lengths, OrdinalBits bits)
    : Dimension
{
    public override ulong Passing(in CallView call)
    {
        var text = ArgumentValue.Part(call.Values[slot], kind);
        var passing = bits.Others;
        foreach (var length in lengths)
        {
            if (length > text.Length)
                break;
            passing |= bits.At(texts.Find(text[..length]));
        }
        return passing;
    }
}
