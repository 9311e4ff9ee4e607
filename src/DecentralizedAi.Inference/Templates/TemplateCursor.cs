namespace DecentralizedAi.Inference.Templates;

/// <summary>Where a parser is among the tokens.</summary>
internal sealed class TemplateCursor(IReadOnlyList<TemplateToken> tokens)
{
    private int _at;

    public TemplateToken Peek => Ahead(0);

    public TemplateToken Ahead(int count) => tokens[Math.Min(_at + count, tokens.Count - 1)];

    public TemplateToken Take()
    {
        var token = Peek;
        _at++;
        return token;
    }

    /// <summary>Takes a sign or a name that reads so.</summary>
    public bool Eat(string text)
    {
        if (!Is(text))
            return false;
        _at++;
        return true;
    }

    public bool Is(string text) => Peek.Kind is TokenKind.Sign or TokenKind.Name && Peek.Text == text;

    public void Expect(string text)
    {
        if (!Eat(text))
            throw Bad($"has '{Peek.Text}' where '{text}' is due");
    }

    public string Name() => Peek.Kind == TokenKind.Name
        ? Take().Text
        : throw Bad($"has '{Peek.Text}' where a name is due");

    public ModelException Bad(string fault) => TemplateSource.Bad(Peek.Line, fault);
}
