using System.Buffers.Binary;
using System.Text;

namespace DecentralizedAi.Inference.Files;

/// <summary>Reads the primitives of a GGUF file and never asks for more than the file has.</summary>
internal sealed class GgufReader(Stream stream)
{
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);
    private readonly byte[] _buffer = new byte[8];

    public long Position => stream.Position;
    public long Length => stream.Length;
    public long Remaining => stream.Length - stream.Position;

    public byte Byte(string what) => Bytes(1, what)[0];
    public uint U32(string what) => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4, what));
    public float F32(string what) => BinaryPrimitives.ReadSingleLittleEndian(Bytes(4, what));
    public ulong U64(string what) => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(8, what));

    public void Skip(ulong bytes, string what)
    {
        if (bytes > (ulong)Remaining)
            throw Bad($"{what} needs {bytes} bytes, {Remaining} are left");
        stream.Seek((long)bytes, SeekOrigin.Current);
    }

    /// <summary>A string whose length stands before it.</summary>
    public string Text(int most, string what)
    {
        var length = U64($"length of {what}");
        if (length > (ulong)most || length > (ulong)Remaining)
            throw Bad($"{what} claims {length} bytes; the limit is {most}, and {Remaining} are left");
        var bytes = new byte[length];
        stream.ReadExactly(bytes);
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw Bad($"{what} is not UTF-8");
        }
    }

    /// <summary>A fault with its place.</summary>
    public ModelException Bad(string fault) =>
        new(ModelException.BadHeader, $"the model file is no usable GGUF: at byte {Position}, {fault}");

    private ReadOnlySpan<byte> Bytes(int count, string what)
    {
        if (count > Remaining)
            throw Bad($"the file ends inside {what}");
        stream.ReadExactly(_buffer, 0, count);
        return _buffer.AsSpan(0, count);
    }
}
