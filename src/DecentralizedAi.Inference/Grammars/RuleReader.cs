namespace DecentralizedAi.Inference.Grammars;

/// <summary>The right side of one rule, as alternatives of sequences.</summary>
internal sealed class RuleReader
{
    private readonly string _text;
    private readonly Part.Choice _body;
    private int _at;

    public RuleReader(string name, string text)
    {
        (Name, _text) = (name, text);
        _body = Choice(0);
        if (_at != text.Length)
            throw Bad($"has '{text[_at]}' at {_at}, where nothing may stand");
    }

    public string Name { get; }

    /// <summary>Every rule that it names.</summary>
    public HashSet<string> Uses { get; } = new(StringComparer.Ordinal);

    public bool CanBeEmpty(IReadOnlySet<string> empty) => _body.CanBeEmpty(empty);

    /// <summary>Rules that may stand at its beginning.</summary>
    public IEnumerable<string> Begins(IReadOnlySet<string> empty) => _body.Begins(empty);

    private Part.Choice Choice(int depth)
    {
        if (depth > GbnfChecker.Depth)
            throw Bad($"nests deeper than {GbnfChecker.Depth}");
        var sequences = new List<IReadOnlyList<Part>>();
        do
        {
            var sequence = new List<Part>();
            for (Blanks(); _at < _text.Length && _text[_at] is not ('|' or ')'); Blanks())
                sequence.Add(Repeated(Item(depth)));
            sequences.Add(sequence);
        }
        while (Eat('|'));
        return new Part.Choice(sequences);
    }

    private Part Item(int depth)
    {
        switch (_text[_at])
        {
            case '"':
                return Literal();
            case '[':
                return Class();
            case '(':
                _at++;
                var group = Choice(depth + 1);
                return Eat(')') ? group : throw Bad("has a group that is not closed");
        }
        var start = _at;
        while (_at < _text.Length && GbnfChecker.IsNameCharacter(_text[_at]))
            _at++;
        if (_at == start)
            throw Bad($"has '{_text[_at]}' at {_at}, which starts nothing");
        var name = _text[start.._at];
        Uses.Add(name);
        return new Part.Use(name);
    }

    private Part.Characters Literal()
    {
        var start = _at;
        for (_at++; _at < _text.Length && _text[_at] != '"'; _at++)
            if (_text[_at] == '\\')
                Escape("\"\\nt");
        return _at < _text.Length && _at++ - start > 1
            ? new Part.Characters()
            : throw Bad("has a literal that is empty or not closed");
    }

    private Part.Characters Class()
    {
        var members = 0;
        _at += _at + 1 < _text.Length && _text[_at + 1] == '^' ? 2 : 1;
        for (; _at < _text.Length && _text[_at] != ']'; _at++, members++)
            if (_text[_at] == '\\')
                Escape("\"\\nt]-xu");
        return _at++ < _text.Length && members > 0
            ? new Part.Characters()
            : throw Bad("has a character class that is empty or not closed");
    }

    // Leaves the position on the last character of the escape.
    private void Escape(string allowed)
    {
        if (++_at >= _text.Length || !allowed.Contains(_text[_at]))
            throw Bad("has an unknown escape");
        var digits = _text[_at] switch { 'x' => 2, 'u' => 4, _ => 0 };
        if (_at + digits >= _text.Length || !_text.AsSpan(_at + 1, digits).ToArray().All(char.IsAsciiHexDigit))
            throw Bad($"has an \\{_text[_at]} without {digits} digits");
        _at += digits;
    }

    private Part Repeated(Part part)
    {
        if (_at >= _text.Length || _text[_at] is '*' or '+')
            return _at >= _text.Length ? part : throw Bad("repeats without a bound");
        if (_text[_at] == '?')
        {
            _at++;
            return new Part.Optional(part);
        }
        if (_text[_at] != '{')
            return part;
        var end = _text.IndexOf('}', _at);
        var bounds = end < 0 ? [] : _text[(_at + 1)..end].Split(',');
        if (bounds.Length != 2 || !int.TryParse(bounds[0], out var least) || !int.TryParse(bounds[1], out var most)
            || least < 0 || most < Math.Max(1, least) || most > GbnfChecker.Repeat)
            throw Bad($"has a repetition that is not {{least,most}} of at most {GbnfChecker.Repeat}");
        _at = end + 1;
        return least == 0 ? new Part.Optional(part) : part;
    }

    private void Blanks()
    {
        while (_at < _text.Length && _text[_at] == ' ')
            _at++;
    }

    private bool Eat(char c)
    {
        if (_at >= _text.Length || _text[_at] != c)
            return false;
        _at++;
        return true;
    }

    private ModelException Bad(string fault) => GbnfChecker.Bad($"rule '{Name}'", fault);
}
