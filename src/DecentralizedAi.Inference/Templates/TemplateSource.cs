namespace DecentralizedAi.Inference.Templates;

internal enum TokenKind
{
    Text,
    Open,
    Close,
    Name,
    Words,
    Number,
    Sign,
    End,
}

/// <summary>A piece of a template.</summary>
/// <param name="Text">Of <see cref="TokenKind.Open"/> and <see cref="TokenKind.Close"/>: <c>{{</c> or <c>{%</c>.
/// </param>
/// <param name="Line">From 1.</param>
internal readonly record struct TemplateToken(TokenKind Kind, string Text, int Line);

/// <summary>
/// Cuts a Jinja template into tokens, with the options that chat templates are written for: the line break after a
/// block and the blanks before it on its line are left out.
/// </summary>
internal sealed class TemplateSource
{
    private const string Signs = "+-*/%~|.,:()[]{}=<>!";
    private static readonly string[] Pairs = ["==", "!=", "<=", ">=", "//", "**"];

    private readonly string _source;
    private readonly List<TemplateToken> _tokens = [];
    private int _at;

    // The line break that ends a file is not text.
    private TemplateSource(string source) => _source = source.EndsWith('\n') ? source[..^1] : source;

    /// <exception cref="ModelException"><see cref="ModelException.BadChatTemplate"/> with the line.</exception>
    public static IReadOnlyList<TemplateToken> Read(string source)
    {
        var reader = new TemplateSource(source);
        reader.Pieces();
        reader._tokens.Add(new(TokenKind.End, "the end", reader.Line));
        return reader._tokens;
    }

    public static ModelException Bad(int line, string fault) =>
        new(ModelException.BadChatTemplate, $"the chat template of the model file cannot be used: line {line} {fault}");

    private int Line => 1 + _source.AsSpan(0, Math.Min(_at, _source.Length)).Count('\n');

    private void Pieces()
    {
        var skip = false;
        while (_at < _source.Length)
        {
            var next = NextOpening();
            var text = _source[_at..next];
            if (skip)
                text = text.TrimStart();
            if (next < _source.Length)
                text = Before(text, next);
            if (text.Length > 0)
                _tokens.Add(new(TokenKind.Text, text, Line));
            _at = next;
            if (_at < _source.Length)
                skip = Tag();
        }
    }

    private int NextOpening()
    {
        for (var i = _at; i + 1 < _source.Length; i++)
            if (_source[i] == '{' && _source[i + 1] is '{' or '%' or '#')
                return i;
        return _source.Length;
    }

    // What stands before a tag that asks for no blanks, or for none on its own line.
    private string Before(string text, int tag)
    {
        if (tag + 2 < _source.Length && _source[tag + 2] == '-')
            return text.TrimEnd();
        if (_source[tag + 1] == '{' || tag + 2 < _source.Length && _source[tag + 2] == '+')
            return text;
        var bare = text.TrimEnd(' ', '\t');
        var start = tag - (text.Length - bare.Length);
        return start == 0 || _source[start - 1] == '\n' ? bare : text;
    }

    // True when the blanks after it are to be left out.
    private bool Tag()
    {
        var mark = _source[_at + 1];
        var end = mark switch { '{' => "}}", '%' => "%}", _ => "#}" };
        var line = Line;
        if (mark == '#')
        {
            _at = _source.IndexOf(end, _at + 2, StringComparison.Ordinal);
            if (_at < 0)
                throw Bad(line, "has a comment that is not closed");
        }
        else
        {
            _tokens.Add(new(TokenKind.Open, mark == '{' ? "{{" : "{%", line));
            _at += 2;
            if (_at < _source.Length && _source[_at] is '-' or '+')
                _at++;
            while (!AtEnd(end))
                Word(line);
            _tokens.Add(new(TokenKind.Close, mark == '{' ? "{{" : "{%", line));
        }
        var strip = _source[_at - 1] == '-' || _source[_at] == '-';
        _at = _source.IndexOf(end, _at, StringComparison.Ordinal) + 2;
        // A line break right after a block belongs to the block.
        if (mark != '{' && !strip && _at < _source.Length && _source[_at] == '\n')
            _at++;
        return strip;
    }

    private bool AtEnd(string end)
    {
        while (_at < _source.Length && char.IsWhiteSpace(_source[_at]))
            _at++;
        if (_at >= _source.Length)
            return false;
        var at = _at + (_source[_at] is '-' or '+' ? 1 : 0);
        // A brace that closes a dictionary is none that closes the tag.
        return string.CompareOrdinal(_source, at, end, 0, 2) == 0 && (end != "}}" || !OpenBrace());
    }

    private bool OpenBrace()
    {
        var open = 0;
        for (var i = _tokens.Count - 1; i >= 0 && _tokens[i].Kind != TokenKind.Open; i--)
            if (_tokens[i].Kind == TokenKind.Sign)
                open += _tokens[i].Text switch { "{" => 1, "}" => -1, _ => 0 };
        return open > 0;
    }

    private void Word(int line)
    {
        if (_at >= _source.Length)
            throw Bad(line, "has a tag that is not closed");
        var start = _at;
        var c = _source[_at];
        if (c is '\'' or '"')
            _tokens.Add(new(TokenKind.Words, Quoted(c), line));
        else if (char.IsAsciiDigit(c))
            _tokens.Add(new(TokenKind.Number, Run(start, d => char.IsAsciiDigit(d)), line));
        else if (char.IsAsciiLetter(c) || c == '_')
            _tokens.Add(new(TokenKind.Name, Run(start, d => char.IsAsciiLetterOrDigit(d) || d == '_'), line));
        else if (Pairs.FirstOrDefault(pair => string.CompareOrdinal(_source, start, pair, 0, 2) == 0) is { } sign)
            _tokens.Add(new(TokenKind.Sign, _source[start..(_at += 2)], line));
        else if (Signs.Contains(c))
            _tokens.Add(new(TokenKind.Sign, _source[start..++_at], line));
        else
            throw Bad(line, $"has '{c}', which starts nothing");
    }

    private string Run(int start, Func<char, bool> belongs)
    {
        while (_at < _source.Length && belongs(_source[_at]))
            _at++;
        return _source[start.._at];
    }

    private string Quoted(char quote)
    {
        var (text, line) = (new System.Text.StringBuilder(), Line);
        for (_at++; _at < _source.Length && _source[_at] != quote; _at++)
        {
            if (_source[_at] != '\\' || _at + 1 >= _source.Length)
            {
                text.Append(_source[_at]);
                continue;
            }
            text.Append(_source[++_at] switch
            {
                'n' => "\n", 't' => "\t", 'r' => "\r", 'b' => "\b", 'f' => "\f", '\\' => "\\", '\'' => "'", '"' => "\"",
                var other => "\\" + other,
            });
        }
        return _at++ < _source.Length ? text.ToString() : throw Bad(line, "has a text that is not closed");
    }
}
