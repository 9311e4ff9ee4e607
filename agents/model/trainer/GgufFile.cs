using System.Runtime.InteropServices;
using System.Text;

namespace DecentralizedAi.ModelTrainer;

/// <summary>Writes a GGUF file, version 3. Matrices go out as Q8_0, vectors as F32.</summary>
internal sealed class GgufFile
{
    private const int Alignment = 32;
    private const int BlockSize = 32;
    private const uint TypeF32 = 0, TypeQ8 = 8;

    private readonly List<(string Key, Action<BinaryWriter> Write)> _entries = [];
    private readonly List<(string Name, long[] Shape, byte[] Bytes, uint Type)> _tensors = [];

    public void Set(string key, string value) => _entries.Add((key, w => { w.Write(8u); Text(w, value); }));
    public void Set(string key, uint value) => _entries.Add((key, w => { w.Write(4u); w.Write(value); }));
    public void Set(string key, float value) => _entries.Add((key, w => { w.Write(6u); w.Write(value); }));
    public void Set(string key, bool value) => _entries.Add((key, w => { w.Write(7u); w.Write(value); }));

    public void Set(string key, IReadOnlyCollection<string> values) => _entries.Add((key, w =>
    {
        w.Write(9u);
        w.Write(8u);
        w.Write((ulong)values.Count);
        foreach (var value in values)
            Text(w, value);
    }));

    public void Set(string key, IReadOnlyCollection<int> values) => _entries.Add((key, w =>
    {
        w.Write(9u);
        w.Write(5u);
        w.Write((ulong)values.Count);
        foreach (var value in values)
            w.Write(value);
    }));

    /// <summary>Adds a vector (rows = 1) or a matrix of rows x columns, row by row; columns % 32 = 0.</summary>
    public void Add(string name, float[] data, int rows, int columns) => _tensors.Add(rows == 1
        ? (name, [columns], Raw(data), TypeF32)
        : (name, [columns, rows], Quantise(data), TypeQ8));

    public void Save(string path)
    {
        using var writer = new BinaryWriter(File.Create(path));
        writer.Write("GGUF"u8);
        writer.Write(3u);
        writer.Write((ulong)_tensors.Count);
        writer.Write((ulong)_entries.Count);
        foreach (var (key, write) in _entries)
        {
            Text(writer, key);
            write(writer);
        }
        var offset = 0L;
        foreach (var (name, shape, bytes, type) in _tensors)
        {
            Text(writer, name);
            writer.Write((uint)shape.Length);
            foreach (var dimension in shape)
                writer.Write((ulong)dimension);
            writer.Write(type);
            writer.Write((ulong)offset);
            offset = Aligned(offset + bytes.Length);
        }
        foreach (var (_, _, bytes, _) in _tensors)
        {
            Pad(writer);
            writer.Write(bytes);
        }
        Pad(writer);
    }

    // A block is 32 values: their scale as a half, then 32 signed bytes.
    private static byte[] Quantise(float[] data)
    {
        var bytes = new byte[data.Length / BlockSize * (BlockSize + 2)];
        for (int block = 0, at = 0; block < data.Length; block += BlockSize)
        {
            var values = data.AsSpan(block, BlockSize);
            var largest = 0f;
            foreach (var value in values)
                largest = Math.Max(largest, Math.Abs(value));
            var scale = largest / 127f;
            BitConverter.TryWriteBytes(bytes.AsSpan(at), (Half)scale);
            at += 2;
            foreach (var value in values)
                bytes[at++] = (byte)(sbyte)(scale == 0 ? 0 : MathF.Round(value / scale, MidpointRounding.AwayFromZero));
        }
        return bytes;
    }

    /// <summary>Reads the tensors that <see cref="Save"/> wrote, of known sizes and in the same order; they end the file.</summary>
    public static Func<int, int, float[]> Values(string path, IEnumerable<(int Rows, int Columns)> sizes)
    {
        var bytes = File.ReadAllBytes(path);
        var at = bytes.Length - sizes.Sum(size => Aligned(Length(size.Rows, size.Columns)));
        return (rows, columns) =>
        {
            var part = bytes.AsSpan((int)at, (int)Length(rows, columns));
            at += Aligned(part.Length);
            return rows == 1 ? MemoryMarshal.Cast<byte, float>(part).ToArray() : Widen(part);
        };
    }

    private static long Length(long rows, long columns) =>
        rows == 1 ? columns * sizeof(float) : rows * columns / BlockSize * (BlockSize + 2);

    private static float[] Widen(ReadOnlySpan<byte> bytes)
    {
        var data = new float[bytes.Length / (BlockSize + 2) * BlockSize];
        for (int block = 0, at = 0; block < data.Length; block += BlockSize, at += BlockSize + 2)
        {
            var scale = (float)BitConverter.ToHalf(bytes[at..]);
            for (var i = 0; i < BlockSize; i++)
                data[block + i] = (sbyte)bytes[at + 2 + i] * scale;
        }
        return data;
    }

    private static byte[] Raw(float[] data)
    {
        var bytes = new byte[data.Length * sizeof(float)];
        Buffer.BlockCopy(data, 0, bytes, 0, bytes.Length);
        return bytes;
    }

    private static void Text(BinaryWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }

    private static long Aligned(long length) => (length + Alignment - 1) / Alignment * Alignment;

    private static void Pad(BinaryWriter writer)
    {
        writer.Flush();
        var position = writer.BaseStream.Position;
        writer.Write(new byte[Aligned(position) - position]);
    }
}
