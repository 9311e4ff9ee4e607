using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Values;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Policy.Conditions;

/// <summary>An argument of a call, checked and read by its type.</summary>
/// <remarks>A url is kept where a number would be: the smaller a value, the less there is to clear at a decision.
/// </remarks>
[StructLayout(LayoutKind.Explicit)]
internal struct ArgumentValue
{
    /// <summary>As given; null when the call lacks the argument.</summary>
    [FieldOffset(0)]
    public string? Text;

    /// <summary>Index of an amount's asset.</summary>
    [FieldOffset(8)]
    public int Asset;

    /// <summary>The word of an address or hash, units of an amount, an integer, the day number of a date.</summary>
    [FieldOffset(16)]
    public UInt256 Number;

    [FieldOffset(16)]
    private UrlParts _url;

    /// <summary>The value of a url.</summary>
    public readonly UrlText Url => new(Text!, _url);

    /// <summary>Reads a text; false when it is not of the type.</summary>
    public static bool TryRead(ArgumentSignature signature, string text, AssetTable assets, ref ArgumentValue value)
    {
        value.Text = text;
        switch (signature.Type)
        {
            case ArgumentType.Address:
                return TryAddress(text, ref value.Number);
            case ArgumentType.Hash:
                return TryHash(text, ref value.Number);
            case ArgumentType.Integer:
                return UInt256.TryParse(text, out value.Number);
            case ArgumentType.Amount:
                return TryAmount(text, assets, ref value);
            case ArgumentType.Date:
                return TryDate(text, ref value.Number);
            case ArgumentType.Url:
                return UrlText.TrySplit(text, out value._url);
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

    // Each by itself: what one type needs on the stack would else be cleared for all of them.
    private static bool TryAddress(string text, ref UInt256 number)
    {
        var isAddress = Address.TryRead(text, out var high, out var middle, out var low);
        number = UInt256.OfAddress(high, middle, low);
        return isAddress;
    }

    private static bool TryHash(string text, ref UInt256 number)
    {
        var isHash = Bytes32.TryParse(text, out var hash);
        number = UInt256.OfWord(hash);
        return isHash;
    }

    private static bool TryDate(string text, ref UInt256 number)
    {
        var isDate = ClockText.TryDate(text, out var day);
        number = UInt256.Of((UInt128)day);
        return isDate;
    }

    private static bool TryAmount(string text, AssetTable assets, ref ArgumentValue value)
    {
        // A number is short: to call for a search would take longer.
        var space = 0;
        while (space < text.Length && text[space] != ' ')
            space++;
        if (space == text.Length)
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
