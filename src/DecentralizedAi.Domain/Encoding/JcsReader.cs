using System.Globalization;
using System.Text;

namespace DecentralizedAi.Domain.Encoding;

/// <summary>Recursive descent over JSON text; every refusal names the place as an index into the text.</summary>
internal sealed class JcsReader(string text)
{
    private const int MaxDepth = 256;

    private int _at;
    private int _depth;

    public JcsValue ReadAll()
    {
        var value = Value();
        Space();
        return _at == text.Length ? value : throw Fault("text after the value");
    }

    private JcsValue Value()
    {
        Space();
        return Peek() switch
        {
            '{' => Nested(Map),
            '[' => Nested(List),
            '"' => new JcsValue.Text(Quoted()),
            't' => Word("true", new JcsValue.Truth(true)),
            'f' => Word("false", new JcsValue.Truth(false)),
            'n' => Word("null", JcsValue.Null),
            _ => Integer(),
        };
    }

    private JcsValue Nested(Func<JcsValue> read)
    {
        if (++_depth > MaxDepth)
            throw Fault($"deeper than {MaxDepth}");
        _at++;
        var value = read();
        _depth--;
        return value;
    }

    private JcsValue.Map Map()
    {
        var members = new SortedDictionary<string, JcsValue>(StringComparer.Ordinal);
        for (Space(); Peek() != '}'; Space())
        {
            if (members.Count > 0)
                Expect(',');
            Space();
            var name = Quoted();
            Space();
            Expect(':');
            if (!members.TryAdd(name, Value()))
                throw Fault($"key '{name}' twice");
        }
        _at++;
        return new JcsValue.Map(members);
    }

    private JcsValue.List List()
    {
        var items = new List<JcsValue>();
        for (Space(); Peek() != ']'; Space())
        {
            if (items.Count > 0)
                Expect(',');
            items.Add(Value());
        }
        _at++;
        return new JcsValue.List(items);
    }

    private JcsValue.Integer Integer()
    {
        var start = _at;
        if (Peek() == '-')
            _at++;
        while (char.IsAsciiDigit(Peek()))
            _at++;
        var digits = text.AsSpan(start, _at - start);
        if (digits.IsEmpty || digits is "-" || Peek() is '.' or 'e' or 'E' || digits is "-0"
            || digits.TrimStart('-') is ['0', _, ..])
            throw Fault("not an integer without point, exponent, leading zero or minus zero");
        return long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number is >= -JcsValue.MaxInteger and <= JcsValue.MaxInteger
            ? new JcsValue.Integer(number)
            : throw Fault("an integer beyond 2^53 - 1");
    }

    private string Quoted()
    {
        Expect('"');
        var value = new StringBuilder();
        for (var c = Next(); c != '"'; c = Next())
        {
            if (c < ' ')
                throw Fault("a control character that is not escaped");
            value.Append(c == '\\' ? Escaped() : c);
        }
        var result = value.ToString();
        for (var i = 0; i < result.Length; i++)
        {
            if (!char.IsSurrogate(result[i]))
                continue;
            if (i + 1 >= result.Length || !char.IsSurrogatePair(result[i], result[i + 1]))
                throw Fault("a lone surrogate");
            i++;
        }
        return result;
    }

    private char Escaped() => Next() switch
    {
        '"' => '"',
        '\\' => '\\',
        '/' => '/',
        'b' => '\b',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' => Unicode(),
        _ => throw Fault("no such escape"),
    };

    private char Unicode()
    {
        if (_at + 4 > text.Length
            || !ushort.TryParse(text.AsSpan(_at, 4), NumberStyles.AllowHexSpecifier, null, out var code))
            throw Fault("an escape without four hexadecimal digits");
        _at += 4;
        return (char)code;
    }

    private JcsValue Word(string word, JcsValue value)
    {
        if (!text.AsSpan(_at).StartsWith(word, StringComparison.Ordinal))
            throw Fault("not JSON");
        _at += word.Length;
        return value;
    }

    private void Space()
    {
        while (Peek() is ' ' or '\t' or '\n' or '\r')
            _at++;
    }

    private void Expect(char wanted)
    {
        if (Next() != wanted)
            throw Fault($"'{wanted}' expected before this");
    }

    // NUL stands for the end: it is nowhere allowed in JSON, so that it never passes for a character.
    private char Peek() => _at < text.Length ? text[_at] : '\0';

    private char Next() => _at < text.Length ? text[_at++] : throw Fault("the text ends too early");

    private FormatException Fault(string what) => new($"{what} (at {_at})");
}
