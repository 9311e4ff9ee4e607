using System.Globalization;
using System.Text.Json;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Bundles;

/// <summary>A document that does not have the form of its schema.</summary>
public sealed class DocumentRefused(string element, string reason) : Exception($"{element}: {reason}")
{
    /// <summary>Where, as <c>entries[1].leaves[2].law</c>.</summary>
    public string Element { get; } = element;

    public string Reason { get; } = reason;
}

/// <summary>A value of a JSON document and its place, read strictly.</summary>
internal sealed class JsonAt(JsonElement element, JsonAt? parent, string step)
{
    public bool IsNull => element.ValueKind == JsonValueKind.Null;

    /// <summary>An object with exactly these members.</summary>
    public JsonAt Closed(params ReadOnlySpan<string> names)
    {
        var count = 0;
        foreach (var member in Members())
        {
            if (!names.Contains(member.Name))
                throw Refused($"unknown member '{member.Name}'");
            count++;
        }
        foreach (var name in names)
        {
            // Unique names: so a count that fits says that none is missing.
            if (count < names.Length && !element.TryGetProperty(name, out _))
                throw Refused($"'{name}' is missing");
        }
        return this;
    }

    public JsonElement.ObjectEnumerator Members() => element.ValueKind == JsonValueKind.Object
        ? element.EnumerateObject()
        : throw Refused("not an object");

    public JsonAt this[string name] => Optional(name) ?? throw Refused($"'{name}' is missing");

    public JsonAt? Optional(string name) =>
        element.ValueKind != JsonValueKind.Object ? throw Refused("not an object")
        : element.TryGetProperty(name, out var value) ? new JsonAt(value, this, name)
        : null;

    /// <summary>The value read by <paramref name="read"/>, or null where it is null.</summary>
    public T? OrNull<T>(Func<JsonAt, T> read)
        where T : class => IsNull ? null : read(this);

    public T? OrNone<T>(Func<JsonAt, T> read)
        where T : struct => IsNull ? null : read(this);

    public T[] Each<T>(Func<JsonAt, T> read)
    {
        if (element.ValueKind != JsonValueKind.Array)
            throw Refused("not an array");
        var values = new T[element.GetArrayLength()];
        var index = 0;
        foreach (var item in element.EnumerateArray())
            values[index] = read(new JsonAt(item, this, Index(index++)));
        return values;
    }

    public string Text()
    {
        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString()! : throw Refused("not a string");
        }
        catch (InvalidOperationException)
        {
            throw Refused("not well-formed UTF-16");
        }
    }

    public byte[] Bytes()
    {
        var text = Text();
        var bytes = new byte[Math.Max(0, (text.Length - 2) / 2)];
        return IsLower(text) && Hex.TryDecode(text, bytes) ? bytes : throw Refused("not bytes in lower-case hex");
    }

    public Bytes32 Word()
    {
        var text = Text();
        return IsLower(text) && Bytes32.TryParse(text, out var word)
            ? word
            : throw Refused("not 32 bytes in lower-case hex");
    }

    public Address Address()
    {
        var text = Text();
        return IsLower(text) && Encoding.Address.TryParse(text, out var address)
            ? address
            : throw Refused("not 20 bytes in lower-case hex");
    }

    public UInt256 Number() => UInt256.TryParse(Text(), out var number)
        ? number
        : throw Refused("not an unsigned integer of at most 256 bits in decimal");

    public ulong UInt64() => Number() is { FitsUInt64: true } number
        ? number.ToUInt64()
        : throw Refused("more than 64 bits");

    public uint UInt32() => UInt64() is var number && number <= uint.MaxValue
        ? (uint)number
        : throw Refused("more than 32 bits");

    public byte Byte() => element.ValueKind == JsonValueKind.Number && element.TryGetByte(out var value)
        ? value
        : throw Refused("not an integer from 0 to 255");

    public DocumentRefused Refused(string reason) => new(Path(), reason);

    private string Path() =>
        parent is null ? step
        : step[0] == '[' ? parent.Path() + step
        : parent.IsRoot ? step
        : $"{parent.Path()}.{step}";

    private bool IsRoot => parent is null;

    private static string Index(int index) => string.Create(CultureInfo.InvariantCulture, $"[{index}]");

    private static bool IsLower(string text) => !text.AsSpan().ContainsAnyInRange('A', 'Z');
}
