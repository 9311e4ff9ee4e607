using System.Globalization;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Conditions;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Policy.Compiling;

/// <summary>Every value that the rules of a document name, once: rules of all its tools share the ordinals.</summary>
internal sealed class DocumentValues(AssetTable assets)
{
    // The values of a list are read once for each way in which they are compared, however many rules name the list.
    private readonly Dictionary<(string List, AttributeKind Kind, ArgumentType? Type), int[]> _lists = [];

    public AssetTable Assets => assets;
    public NumberTable Numbers { get; } = new();
    public TextTable Texts { get; } = new(folds: false);

    /// <summary>Schemes and hosts; of a host with a wildcard the name below which all are meant.</summary>
    public TextTable Hosts { get; } = new(folds: true);

    /// <summary>The ordinals of the values of a set, in their order.</summary>
    public int[] Ordinals(PolicyAttribute attribute, ConditionLine line)
    {
        if (line.List is null)
            return Read(attribute, line);
        var key = (line.List, attribute.Kind, attribute.Type?.Type);
        if (!_lists.TryGetValue(key, out var ordinals))
            _lists[key] = ordinals = Read(attribute, line);
        return ordinals;
    }

    /// <summary>Whether an attribute's values are numbers to compare.</summary>
    public static bool IsNumber(PolicyAttribute attribute) => attribute.Kind == AttributeKind.Port
        || (attribute.Kind == AttributeKind.Argument && attribute.Type!.Type
            is ArgumentType.Address or ArgumentType.Hash or ArgumentType.Integer or ArgumentType.Date);

    private int[] Read(PolicyAttribute attribute, ConditionLine line)
    {
        var ordinals = new int[line.Values.Length];
        for (var i = 0; i < ordinals.Length; i++)
            ordinals[i] = Ordinal(attribute, line.Values[i]);
        return ordinals;
    }

    private int Ordinal(PolicyAttribute attribute, string value) => attribute.Kind switch
    {
        AttributeKind.Port => Numbers.Add(UInt256.Of((UInt128)int.Parse(value, CultureInfo.InvariantCulture))),
        AttributeKind.Host => Hosts.Add(value.AsSpan(value[0] == '*' ? 2 : 0)),
        AttributeKind.Scheme => Hosts.Add(value),
        _ => IsNumber(attribute) ? Numbers.Add(Number(attribute.Type!, value)) : Texts.Add(value),
    };

    private UInt256 Number(ArgumentSignature type, string text)
    {
        var value = default(ArgumentValue);
        ArgumentValue.TryRead(type, text, assets, ref value);
        return value.Number;
    }
}
