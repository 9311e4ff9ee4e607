using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;

namespace DecentralizedAi.Domain.Policy.Documents;

/// <summary>Writes canonical JSON of objects, arrays and strings as UTF-8. Keys have to come in their order.</summary>
internal sealed class CanonicalWriter
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(PolicyDocument.MostBytes + 1);
    private int _length;

    // Nothing was written yet in the object or array that is open.
    private bool _isFirst = true;

    /// <summary>What was written; nothing can be written after it.</summary>
    public byte[] Take()
    {
        var written = _bytes.AsSpan(0, _length).ToArray();
        Swap([]);
        return written;
    }

    public void Open(char bracket)
    {
        Separate();
        Put(bracket);
        _isFirst = true;
    }

    public void Close(char bracket)
    {
        Put(bracket);
        _isFirst = false;
    }

    /// <summary>The key of what comes next.</summary>
    public void Key(string key)
    {
        String(key);
        Put(':');
        _isFirst = true;
    }

    /// <summary>An element of an array, or the value of the last key.</summary>
    public void String(string text)
    {
        Separate();
        Put('"');
        // The text rules leave no control characters, so these two are all that RFC 8785 escapes.
        if (text.AsSpan().IndexOfAny('"', '\\') >= 0)
            text = text.Replace("\\", "\\\\").Replace("\"", "\\\"");
        Reserve(3 * text.Length);
        _length += System.Text.Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_length));
        Put('"');
        _isFirst = false;
    }

    public void Member(string key, string? value)
    {
        if (value is null)
            return;
        Key(key);
        String(value);
    }

    public void Member(string key, uint value) => Member(key, value.ToString(CultureInfo.InvariantCulture));

    public void Strings(ImmutableArray<string> texts)
    {
        Open('[');
        foreach (var text in texts)
            String(text);
        Close(']');
    }

    private void Separate()
    {
        if (!_isFirst)
            Put(',');
        _isFirst = false;
    }

    private void Put(char mark)
    {
        Reserve(1);
        _bytes[_length++] = (byte)mark;
    }

    private void Reserve(int count)
    {
        if (_length + count <= _bytes.Length)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(2 * (_length + count));
        _bytes.AsSpan(0, _length).CopyTo(larger);
        Swap(larger);
    }

    private void Swap(byte[] bytes)
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = bytes;
    }
}
