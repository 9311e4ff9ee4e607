using System.Text;

namespace DecentralizedAi.Testing.Models;

/// <summary>Writes the parts of a GGUF file, whatever they say.</summary>
public sealed class GgufText
{
    private readonly MemoryStream _stream = new();

    public GgufText Bytes(params byte[] bytes)
    {
        _stream.Write(bytes);
        return this;
    }

    public GgufText U32(uint value) => Bytes(BitConverter.GetBytes(value));

    public GgufText U64(ulong value) => Bytes(BitConverter.GetBytes(value));

    public GgufText Text(string text) =>
        U64((ulong)Encoding.UTF8.GetByteCount(text)).Bytes(Encoding.UTF8.GetBytes(text));

    public GgufText Entry(string key, string value) => Text(key).U32(8).Text(value);

    public GgufText Entry(string key, uint value) => Text(key).U32(4).U32(value);

    public GgufText Entry(string key, float value) => Text(key).U32(6).Bytes(BitConverter.GetBytes(value));

    public GgufText Entry(string key, bool value) => Text(key).U32(7).Bytes((byte)(value ? 1 : 0));

    public GgufText Entry(string key, IReadOnlyList<string> values)
    {
        Text(key).U32(9).U32(8).U64((ulong)values.Count);
        foreach (var value in values)
            Text(value);
        return this;
    }

    public GgufText Entry(string key, IReadOnlyList<int> values)
    {
        Text(key).U32(9).U32(5).U64((ulong)values.Count);
        foreach (var value in values)
            U32((uint)value);
        return this;
    }

    public GgufText Entry(string key, IReadOnlyList<float> values)
    {
        Text(key).U32(9).U32(6).U64((ulong)values.Count);
        foreach (var value in values)
            Bytes(BitConverter.GetBytes(value));
        return this;
    }

    public GgufText Tensor(string name, ulong[] shape, uint type, ulong offset)
    {
        Text(name).U32((uint)shape.Length);
        foreach (var size in shape)
            U64(size);
        return U32(type).U64(offset);
    }

    public GgufText Pad(int alignment = 32)
    {
        while (_stream.Length % alignment != 0)
            _stream.WriteByte(0);
        return this;
    }

    public byte[] ToArray() => _stream.ToArray();
}
