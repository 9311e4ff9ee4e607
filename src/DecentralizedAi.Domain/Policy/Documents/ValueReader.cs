using System.Collections.Immutable;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Values;

namespace DecentralizedAi.Domain.Policy.Documents;

/// <summary>Reads single values outside of conditions.</summary>
internal sealed class ValueReader(Reading reading)
{
    /// <summary>Seconds of the periods of a rate, as the canonical form writes them.</summary>
    public static ImmutableArray<string> Periods { get; } = ["1", "60", "3600", "86400", "604800"];

    private static readonly string[] PeriodNames = ["second", "minute", "hour", "day", "week"];

    /// <summary>0 for an unknown period.</summary>
    public static uint SecondsOf(string period)
    {
        var index = Array.IndexOf(PeriodNames, period);
        return index < 0 ? 0 : (uint)UInt256.Parse(Periods[index]).ToUInt64();
    }

    /// <summary>The name of a period of so many seconds, or null.</summary>
    public static string? PeriodName(uint seconds)
    {
        var index = Periods.IndexOf(UInt256.Of(seconds).ToString());
        return index < 0 ? null : PeriodNames[index];
    }

    public Address? Address(PolicyNode node)
    {
        if (reading.Scalar(node, "an address") is not { } text)
            return null;
        if (Encoding.Address.TryParse(text, out var address))
            return address;
        reading.Fault("address", node, "0x and 40 digits, all lower case or with a right EIP-55 checksum");
        return null;
    }

    /// <summary>An address that somebody can sign for.</summary>
    public Address? Approver(PolicyNode node)
    {
        var address = Address(node);
        if (address is { IsZero: true })
            reading.Fault("address", node, "an approver: nobody signs for the zero address");
        return address;
    }

    public Bytes32? Hash(PolicyNode node)
    {
        if (reading.Scalar(node, "a hash") is not { } text)
            return null;
        if (Bytes32.TryParse(text, out var hash))
            return hash;
        reading.Fault("hash", node, "0x and 64 hexadecimal digits");
        return null;
    }

    public uint? Duration(PolicyNode node)
    {
        if (reading.Scalar(node, "a duration") is not { } text)
            return null;
        if (ClockText.TryDuration(text, out var seconds))
            return seconds;
        reading.Fault("duration", node, "N and s, m, h or d: 1 to 2^32 - 1 seconds");
        return null;
    }

    /// <summary>The entries of a list; null when it is unknown (a fault) or could not be read.</summary>
    public ImmutableArray<ListEntry>? ListOf(PolicyNode node, string name)
    {
        if (reading.Lists.TryGetValue(name, out var entries))
            return entries;
        reading.Fault("list", node, "the name of a list of this document", reading.Lists.Keys);
        return null;
    }
}
