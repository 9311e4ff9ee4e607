namespace DecentralizedAi.Inference.Templates;

/// <summary>Statements of a Jinja template: those that chat templates use, and no others.</summary>
internal sealed class TemplateParser
{
    private readonly TemplateCursor _cursor;
    private readonly ExpressionParser _expressions;
    private int _depth;

    private TemplateParser(string source)
    {
        _cursor = new TemplateCursor(TemplateSource.Read(source));
        _expressions = new ExpressionParser(_cursor);
    }

    /// <exception cref="ModelException"><see cref="ModelException.BadChatTemplate"/>: what is unknown, and its line.
    /// </exception>
    public static IReadOnlyList<Statement> Parse(string source)
    {
        var parser = new TemplateParser(source);
        var body = parser.Body();
        return parser._cursor.Peek.Kind == TokenKind.End
            ? body
            : throw parser._cursor.Bad($"has '{parser._cursor.Ahead(1).Text}', which closes nothing");
    }

    // Up to a block that only its opener knows.
    private List<Statement> Body(params string[] ends)
    {
        if (++_depth > ExpressionParser.MaxDepth)
            throw _cursor.Bad($"nests deeper than {ExpressionParser.MaxDepth}");
        var body = new List<Statement>();
        while (_cursor.Peek.Kind != TokenKind.End)
        {
            var token = _cursor.Peek;
            if (token.Kind == TokenKind.Text)
                body.Add(new Statement.Text(token.Line, _cursor.Take().Text));
            else if (token.Text == "{{")
                body.Add(Output());
            else if (_cursor.Ahead(1).Text is var word
                && (ends.Contains(word) || word.StartsWith("end", StringComparison.Ordinal)))
                break;
            else
                body.Add(Block());
        }
        _depth--;
        return body;
    }

    private Statement.Output Output()
    {
        var line = _cursor.Take().Line;
        var value = _expressions.Parse();
        Close("{{");
        return new(line, value);
    }

    private Statement Block()
    {
        var line = _cursor.Take().Line;
        var word = _cursor.Take();
        switch (word.Text)
        {
            case "if":
                return If(line);
            case "for":
                return For(line);
            case "set":
                return Set(line);
            case "macro":
                return Macro(line);
            case "break" or "continue":
                Close("{%");
                return new Statement.Leave(line, word.Text == "break");
            case "generation":
                Close("{%");
                var part = Body();
                End("endgeneration");
                return new Statement.Part(line, part);
            default:
                throw TemplateSource.Bad(word.Line, $"uses '{word.Text}', which is none of: if, for, set, macro, "
                    + "break, continue, generation");
        }
    }

    private Statement.If If(int line)
    {
        var branches = new List<(Expression, IReadOnlyList<Statement>)>();
        var otherwise = new List<Statement>();
        var when = _expressions.Parse();
        Close("{%");
        branches.Add((when, Body("elif", "else")));
        while (_cursor.Ahead(1).Text is "elif" or "else")
        {
            _cursor.Take();
            if (_cursor.Take().Text == "else")
            {
                Close("{%");
                otherwise = Body();
                break;
            }
            when = _expressions.Parse();
            Close("{%");
            branches.Add((when, Body("elif", "else")));
        }
        End("endif");
        return new(line, branches, otherwise);
    }

    private Statement.For For(int line)
    {
        var names = Names();
        _cursor.Expect("in");
        var over = _expressions.ParseWithoutChoice();
        var when = _cursor.Eat("if") ? _expressions.Parse() : null;
        Close("{%");
        var body = Body("else");
        var otherwise = new List<Statement>();
        if (_cursor.Ahead(1).Text == "else")
        {
            _cursor.Take();
            _cursor.Take();
            Close("{%");
            otherwise = Body();
        }
        End("endfor");
        return new(line, names, over, when, body, otherwise);
    }

    private Statement Set(int line)
    {
        var names = Names();
        string? member = null;
        if (_cursor.Eat("."))
            member = _cursor.Name();
        if (_cursor.Eat("="))
        {
            var value = _expressions.ParseTuple();
            Close("{%");
            return new Statement.Set(line, names, member, value);
        }
        Close("{%");
        var body = Body();
        End("endset");
        return new Statement.Capture(line, names[0], body);
    }

    private Statement.Macro Macro(int line)
    {
        var name = _cursor.Name();
        var parameters = new List<(string, Expression?)>();
        _cursor.Expect("(");
        while (!_cursor.Eat(")"))
        {
            parameters.Add((_cursor.Name(), _cursor.Eat("=") ? _expressions.Parse() : null));
            if (!_cursor.Eat(","))
            {
                _cursor.Expect(")");
                break;
            }
        }
        Close("{%");
        var body = Body();
        End("endmacro");
        return new(line, name, parameters, body);
    }

    private List<string> Names()
    {
        var names = new List<string>();
        do
            names.Add(_cursor.Name());
        while (_cursor.Eat(","));
        return names;
    }

    private void End(string word)
    {
        if (_cursor.Peek.Kind != TokenKind.Open || _cursor.Ahead(1).Text != word)
            throw _cursor.Bad($"has '{_cursor.Ahead(1).Text}' where {word} is due");
        _cursor.Take();
        _cursor.Take();
        Close("{%");
    }

    private void Close(string which)
    {
        if (_cursor.Peek.Kind != TokenKind.Close || _cursor.Peek.Text != which)
            throw _cursor.Bad($"has '{_cursor.Peek.Text}', where nothing more may stand");
        _cursor.Take();
    }
}
