using System.Runtime.CompilerServices;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Values;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Policy.Conditions;

/// <summary>An argument of a call, checked and read by its type.</summary>
internal struct ArgumentValue
{
    /// <summary>As given; null when the call lacks the argument.</summary>
    public string? Text;

    /// <summary>The word of an address or hash, units of an amount, an integer, the day number of a date.</summary>
    public UInt256 Number;

    /// <summary>Index of an amount's asset.</summary>
    public int Asset;
    public UrlText Url;

    /// <summary>Reads a text; false when it is not of the type.</summary>
    public static bool TryRead(ArgumentSignature signature, string text, AssetTable assets, ref ArgumentValue value)
    {
        value.Text = text;
        switch (signature.Type)
        {
            case ArgumentType.Address:
                var isAddress = Address.TryParse(text, out var address);
                value.Number = UInt256.OfWord(address.Word);
                return isAddress;
            case ArgumentType.Hash:
                var isHash = Bytes32.TryParse(text, out var hash);
                value.Number = UInt256.OfWord(hash);
                return isHash;
            case ArgumentType.Integer:
                return UInt256.TryParse(text, out value.Number);
            case ArgumentType.Amount:
                return TryAmount(text, assets, ref value);
            case ArgumentType.Date:
                var isDate = ClockText.TryDate(text, out var day);
                value.Number = UInt256.Of((UInt128)day);
                return isDate;
            case ArgumentType.Url:
                return UrlText.TryParse(text, out value.Url);
            case ArgumentType.Text:
                return TextRules.IsText(text);
            case ArgumentType.Body:
                return TextRules.IsBody(text);
            case ArgumentType.Cid:
                return CidText.IsCid(text);
            case ArgumentType.Bool:
                return text is "true" or "false";
            default:
                return signature.Members.Contains(text);
        }
    }

    /// <summary>What a condition on a part looks at; the whole text where it is not about a part.</summary>
    public static ReadOnlySpan<char> Part(in ArgumentValue value, AttributeKind kind) => kind switch
    {
        AttributeKind.Scheme => value.Url.Scheme,
        AttributeKind.Host => value.Url.Host,
        AttributeKind.Path => value.Url.Path,
        AttributeKind.Query => value.Url.Query,
        _ => value.Text,
    };

    private static bool TryAmount(string text, AssetTable assets, ref ArgumentValue value)
    {
        var space = text.IndexOf(' ');
        if (space < 0)
            return false;
        value.Asset = assets.IndexOf(text.AsSpan(space + 1));
        return value.Asset >= 0
            && AmountText.TryUnits(text.AsSpan(0, space), assets.Decimals(value.Asset), out value.Number);
    }
}

/// <summary>The arguments of a call without an allocation, for the usual tools.</summary>
[InlineArray(Size)]
internal struct FewArguments
{
    public const int Size = 4;
    private ArgumentValue _first;
}

/// <summary>The same for tools of up to eight arguments: more to clear at each decision.</summary>
[InlineArray(Size)]
internal struct ManyArguments
{
    public const int Size = 8;
    private ArgumentValue _first;
}

/// <summary>A call and its facts as conditions see them.</summary>
internal readonly ref struct CallView(ReadOnlySpan<ArgumentValue> values, Facts facts)
{
    /// <summary>By index of the argument in the tool's signature.</summary>
    public readonly ReadOnlySpan<ArgumentValue> Values = values;
    public readonly Facts Facts = facts;

    /// <summary>The moment of the decision, unix seconds.</summary>
    public long Second => Facts.Time.ToUnixTimeSeconds();

    /// <param name="slot">Index of an argument in the tool's signature.</param>
    public bool Has(int slot) => Values[slot].Text is not null;

    /// <summary>Where an argument came from; foreign when nothing is known.</summary>
    public LabelSet Labels(string argument) =>
        Facts.Labels.TryGetValue(argument, out var labels) && !labels.IsEmpty ? labels : LabelSet.Of(Label.Foreign);
}
