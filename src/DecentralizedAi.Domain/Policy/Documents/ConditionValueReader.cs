using System.Collections.Immutable;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Conditions;
using DecentralizedAi.Domain.Policy.Values;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Policy.Documents;

/// <summary>Reads the values of conditions in their canonical form.</summary>
internal sealed class ConditionValueReader(Reading reading)
{
    // A list that many rules name is checked once for each sort of attribute.
    private readonly Dictionary<
        (string List, AttributeKind Kind, ArgumentType? Type, ImmutableArray<string>? Members),
        ImmutableArray<string>> _lists = [];

    private static readonly string[] LabelWords = [.. LabelSet.All.Members().Select(LabelNames.Write)];

    /// <summary>A condition with one value.</summary>
    public ConditionLine? One(PolicyAttribute attribute, string @operator, PolicyNode node)
    {
        if (reading.Scalar(node, "one value") is not { } text)
            return null;
        var refusal = @operator switch
        {
            "max_length" => UInt256.TryParse(text, out _) ? null : new Refusal("integer", "a number of bytes"),
            "starts_with" => Prefix(attribute, text),
            _ => null,
        };
        var value = @operator is "max_length" or "starts_with" ? text : Value(attribute, text, false, out refusal);
        if (refusal is null)
            return new(@operator, [value], false);
        Refuse(node, refusal);
        return null;
    }

    /// <summary><c>in</c>: the name of a list, or a list of values.</summary>
    public ConditionLine? Set(PolicyAttribute attribute, PolicyNode node)
    {
        if (node is ScalarNode name)
            return Named(attribute, name);
        if (reading.FilledList(node, "values, or the name of a list") is not { } list)
            return null;
        if (list.Items is [ScalarNode only])
            return new("in", One(attribute, only) is { } one ? [one] : [], true);
        var values = new SortedSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < list.Items.Length; i++)
        {
            if (i == ListReader.MostEntries)
                reading.Fault("limit", list.Items[i], $"at most {ListReader.MostEntries} entries");
            if (reading.Scalar(list.Items[i], "a value") is not { } text)
                continue;
            var value = Value(attribute, text, true, out var refusal);
            if (refusal is not null)
                Refuse(list.Items[i], refusal);
            else if (!values.Add(value))
                reading.Fault("duplicate", list.Items[i], "each value once");
        }
        return new("in", [.. values], true);
    }

    private string? One(PolicyAttribute attribute, ScalarNode member)
    {
        var value = Value(attribute, member.Text, true, out var refusal);
        if (refusal is null)
            return value;
        Refuse(member, refusal);
        return null;
    }

    /// <summary><c>from</c>: labels.</summary>
    public ConditionLine? Labels(PolicyNode node)
    {
        if (reading.FilledList(node, "labels") is not { } list)
            return null;
        var labels = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var item in list.Items)
        {
            if (reading.Scalar(item, "a label") is not { } text)
                continue;
            if (!LabelNames.TryParse(text, out _))
                reading.Fault("label", item, string.Join(", ", LabelWords), LabelWords);
            else if (!labels.Add(text))
                reading.Fault("duplicate", item, "each label once");
        }
        return new("from", [.. labels], true);
    }

    private ConditionLine? Named(PolicyAttribute attribute, ScalarNode name)
    {
        if (new ValueReader(reading).ListOf(name, name.Text) is not { } entries)
            return null;
        var type = attribute.Kind == AttributeKind.Argument ? attribute.Type : null;
        var key = (name.Text, attribute.Kind, type?.Type, type?.Members);
        if (_lists.TryGetValue(key, out var known))
            return new("in", known, false, name.Text);
        var takesHex = attribute.Kind == AttributeKind.Instructor
            || attribute is { Kind: AttributeKind.Argument, Type.Type: ArgumentType.Address or ArgumentType.Hash };
        // As a text "*.name" would be read as a pattern, and mean itself only.
        var takesPatterns = attribute.Kind == AttributeKind.Host;
        foreach (var entry in entries)
        {
            Refusal? refusal = null;
            if ((takesHex || !entry.IsHex) && (takesPatterns || !entry.Value.StartsWith("*.", StringComparison.Ordinal))
                && Value(attribute, entry.Value, true, out refusal) == entry.Value && refusal is null)
                continue;
            reading.Faults.Add("type", name.Place, name.Text,
                $"a list whose values fit {attribute.Written}: '{entry.Value}' does not"
                + (refusal is null ? "" : $" ({refusal.Expected})"));
            return null;
        }
        known = [.. entries.Select(entry => entry.Value)];
        _lists[key] = known;
        return new("in", known, false, name.Text);
    }

    private void Refuse(PolicyNode node, Refusal refusal) =>
        reading.Fault(refusal.Class, node, refusal.Expected, refusal.Known);

    private static Refusal? Prefix(PolicyAttribute attribute, string text) => attribute.Kind switch
    {
        AttributeKind.Path when text.Length > 0 && !UrlText.IsPath(text, whole: false) =>
            new("url", "the beginning of a path: a slash first, no ? or #, no . or .. segment, no hidden slash"),
        AttributeKind.Query when !UrlText.IsQuery(text) => new("url", "the beginning of a query: no #, no space"),
        _ => null,
    };

    /// <summary>A value in its canonical form.</summary>
    /// <param name="inSet">Members may say what a single value may not: a wildcard host.</param>
    private string Value(PolicyAttribute attribute, string text, bool inSet, out Refusal? refusal)
    {
        refusal = attribute.Kind switch
        {
            AttributeKind.Scheme => UrlText.IsScheme(text) && text == text.ToLowerInvariant()
                ? null : new("url", "a scheme in lower case, as in https"),
            AttributeKind.Host => IsHost(text, inSet) ? null : new("host", inSet
                ? "a host in lower case, or *. and a host for all names below it"
                : "a host in lower case; a wildcard stands only in a list"),
            AttributeKind.Port => UrlText.TryPort(text, out _) ? null : new("url", "a port from 0 to 65535"),
            AttributeKind.Path => UrlText.IsPath(text, whole: true)
                ? null : new("url", "a path: a slash first, no ? or #, no . or .. segment, no hidden slash"),
            AttributeKind.Query => UrlText.IsQuery(text) ? null : new("url", "a query: no #, no space, no bad %"),
            AttributeKind.Instructor => Instructor(ref text),
            _ => Argument(attribute.Type!, ref text),
        };
        return text;
    }

    private static bool IsHost(string text, bool inSet)
    {
        if (text != text.ToLowerInvariant())
            return false;
        if (!inSet || !text.StartsWith("*.", StringComparison.Ordinal))
            return UrlText.IsHost(text);
        // Below a number there is no host.
        return UrlText.IsHost(text.AsSpan(2), labelsBefore: 1);
    }

    private Refusal? Instructor(ref string text)
    {
        const string Expected = "an address, schedule/NAME, event/NAME, agent/N or operator";
        if (text.StartsWith("0x", StringComparison.Ordinal))
            return Address(ref text);
        if (!Policy.Instructor.TryParse(text, out var instructor))
            return new("instructor", Expected, ["operator", .. Orders()]);
        var name = text[(text.IndexOf('/') + 1)..];
        var isKnown = instructor.Kind switch
        {
            InstructorKind.Schedule => reading.Schedules.ContainsKey(name),
            InstructorKind.Event => reading.Events.ContainsKey(name),
            _ => true,
        };
        return isKnown ? null : new("instructor", "a schedule or event of this document", [.. Orders()]);
    }

    private IEnumerable<string> Orders() => reading.Schedules.Keys.Select(name => "schedule/" + name)
        .Concat(reading.Events.Keys.Select(name => "event/" + name));

    private static Refusal? Address(ref string text)
    {
        if (!Encoding.Address.TryParse(text, out _))
            return new("address", "0x and 40 digits, all lower case or with a right EIP-55 checksum");
        // The same text where it is in lower case already, as nearly all are.
        text = text.ToLowerInvariant();
        return null;
    }

    private Refusal? Argument(ArgumentSignature type, ref string text)
    {
        switch (type.Type)
        {
            case ArgumentType.Address:
                return Address(ref text);
            case ArgumentType.Hash:
                if (!Bytes32.TryParse(text, out var hash))
                    return new("hash", "0x and 64 hexadecimal digits");
                text = hash.ToString();
                return null;
            case ArgumentType.Amount:
                return Amount(ref text);
            case ArgumentType.Integer:
                return UInt256.TryParse(text, out _)
                    ? null : new("integer", "digits without sign or leading zero, 0 to 2^256 - 1");
            case ArgumentType.Cid:
                return CidText.IsCid(text)
                    ? null : new("cid", "a content id: b and lower-case base32, or Qm and base58");
            case ArgumentType.Date:
                return ClockText.TryDate(text, out _) ? null : new("date", "YYYY-MM-DD, a day that exists");
            case ArgumentType.Bool:
                return text is "true" or "false" ? null : new("bool", "true or false", ["true", "false"]);
            case ArgumentType.Enum:
                return type.Members.Contains(text)
                    ? null : new("enum", string.Join(", ", type.Members), [.. type.Members]);
            default:
                return null;
        }
    }

    private Refusal? Amount(ref string text)
    {
        var space = text.IndexOf(' ');
        var asset = text[(space + 1)..];
        if (space < 0 || !Words.IsAsset(asset))
            return new("amount", "NUMBER ASSET with one space, as in 150 USDC");
        var number = text[..space];
        if (!reading.Assets.TryGetValue(asset, out var decimals))
            return new("asset", "an asset among the budgets",
                [.. reading.Assets.Keys.Select(known => $"{number} {known}")]);
        if (decimals is null)
            return null;
        if (!AmountText.TryUnits(number, decimals.Value, out _))
            return new("amount", $"a number without sign, comma, exponent or leading zero, at most {decimals} digits "
                + $"after the point, then {asset}");
        if (number.Contains('.'))
            text = $"{AmountText.Canonical(number)} {asset}";
        return null;
    }

    private sealed record Refusal(string Class, string Expected, string[]? Known = null);
}
