using System.Collections.Frozen;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Documents;

namespace DecentralizedAi.Domain.Policy.Conditions;

/// <summary>An address, hash, integer or date is one of a set.</summary>
internal sealed class NumbersTest(ConditionLine line, int slot, FrozenSet<UInt256> numbers) : Test(line)
{
    public override bool Holds(in CallView call) => numbers.Contains(call.Values[slot].Number);
}

/// <summary>A number lies in an interval; an amount also has to be of the asset.</summary>
/// <param name="asset">Index of the asset, or -1 for a plain number.</param>
internal sealed class BoundTest(ConditionLine line, int slot, Interval interval, int asset) : Test(line)
{
    public override bool Holds(in CallView call)
    {
        ref readonly var value = ref call.Values[slot];
        return (asset < 0 || value.Asset == asset) && interval.Contains(value.Number);
    }
}

/// <summary>A text, cid, member or part of a url is one of a set.</summary>
internal sealed class TextsTest : Test
{
    private readonly int _slot;
    private readonly AttributeKind _kind;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _texts;

    public TextsTest(ConditionLine line, int slot, AttributeKind kind) : base(line)
    {
        (_slot, _kind) = (slot, kind);
        // Values are written in lower case; a call may write scheme and host in any.
        var comparer = kind is AttributeKind.Scheme or AttributeKind.Host
            ? StringComparer.OrdinalIgnoreCase
            : StringComparer.Ordinal;
        _texts = line.Values.ToFrozenSet(comparer).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public override bool Holds(in CallView call) =>
        _texts.Contains(ArgumentValue.Part(call.Values[_slot], _kind));
}

/// <summary>A host is one of a set, or ends in a name below which all are meant.</summary>
internal sealed class HostsTest : Test
{
    private readonly int _slot;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _hosts;
    private readonly string[] _endings;

    public HostsTest(ConditionLine line, int slot) : base(line)
    {
        _slot = slot;
        _hosts = line.Values.Where(value => value[0] != '*').ToFrozenSet(StringComparer.OrdinalIgnoreCase)
            .GetAlternateLookup<ReadOnlySpan<char>>();
        _endings = [.. line.Values.Where(value => value[0] == '*').Select(value => value[1..])];
    }

    public override bool Holds(in CallView call)
    {
        var host = call.Values[_slot].Url.Host;
        if (_hosts.Contains(host))
            return true;
        foreach (var ending in _endings)
        {
            // The ending starts with a point and a host never does, so at least one label stands before it.
            if (host.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }
}

/// <summary>A port is one of a set.</summary>
internal sealed class PortsTest(ConditionLine line, int slot, FrozenSet<int> ports) : Test(line)
{
    public override bool Holds(in CallView call) => ports.Contains(call.Values[slot].Url.Port);
}

/// <summary>A text, path or query starts with these code units.</summary>
internal sealed class PrefixTest(ConditionLine line, int slot, AttributeKind kind) : Test(line)
{
    private readonly string _prefix = line.Values[0];

    public override bool Holds(in CallView call) =>
        ArgumentValue.Part(call.Values[slot], kind).StartsWith(_prefix, StringComparison.Ordinal);
}

/// <summary>A text has at most so many UTF-8 bytes.</summary>
internal sealed class LengthTest(ConditionLine line, int slot, AttributeKind kind, int most) : Test(line)
{
    public override bool Holds(in CallView call) =>
        System.Text.Encoding.UTF8.GetByteCount(ArgumentValue.Part(call.Values[slot], kind)) <= most;
}

/// <summary>Where a value came from: all of its labels, or one, are among these.</summary>
internal sealed class LabelsTest(ConditionLine line, string argument, LabelSet labels, bool all) : Test(line)
{
    public override bool Holds(in CallView call)
    {
        var found = call.Labels(argument);
        return all ? found.IsSubsetOf(labels) : found.Overlaps(labels);
    }
}
