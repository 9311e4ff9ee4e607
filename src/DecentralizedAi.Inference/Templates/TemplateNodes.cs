namespace DecentralizedAi.Inference.Templates;

/// <summary>Something that has a value.</summary>
internal abstract record Expression(int Line)
{
    public sealed record Constant(int Line, object? Value) : Expression(Line);

    public sealed record Name(int Line, string Text) : Expression(Line);

    /// <summary><c>a.b</c> and <c>a[b]</c>.</summary>
    public sealed record Member(int Line, Expression Of, Expression Key) : Expression(Line);

    public sealed record Slice(int Line, Expression Of, Expression? From, Expression? To, Expression? Step)
        : Expression(Line);

    public sealed record Call(int Line, Expression Of, Arguments Arguments) : Expression(Line);

    public sealed record Filter(int Line, Expression Of, string Text, Arguments Arguments) : Expression(Line);

    public sealed record Test(int Line, Expression Of, string Text, Arguments Arguments) : Expression(Line);

    /// <summary><c>not</c> and the sign of a number.</summary>
    public sealed record Unary(int Line, string Sign, Expression Of) : Expression(Line);

    public sealed record Binary(int Line, string Sign, Expression Left, Expression Right) : Expression(Line);

    public sealed record Choice(int Line, Expression If, Expression Then, Expression? Else) : Expression(Line);

    public sealed record Sequence(int Line, IReadOnlyList<Expression> Items) : Expression(Line);

    public sealed record Mapping(int Line, IReadOnlyList<(Expression Key, Expression Value)> Items) : Expression(Line);
}

internal sealed record Arguments(IReadOnlyList<Expression> Items, IReadOnlyList<(string Name, Expression Value)> Named)
{
    public static Arguments None { get; } = new([], []);
}

/// <summary>Something that writes, or changes what names mean.</summary>
internal abstract record Statement(int Line)
{
    public sealed record Text(int Line, string Written) : Statement(Line);

    public sealed record Output(int Line, Expression Value) : Statement(Line);

    public sealed record If(
        int Line, IReadOnlyList<(Expression When, IReadOnlyList<Statement> Body)> Branches,
        IReadOnlyList<Statement> Else) : Statement(Line);

    /// <param name="When">Items for which it is false are not counted.</param>
    public sealed record For(
        int Line, IReadOnlyList<string> Names, Expression Over, Expression? When, IReadOnlyList<Statement> Body,
        IReadOnlyList<Statement> Else) : Statement(Line);

    /// <summary>Names, or one member of a namespace.</summary>
    public sealed record Set(int Line, IReadOnlyList<string> Names, string? Member, Expression Value)
        : Statement(Line);

    public sealed record Capture(int Line, string Name, IReadOnlyList<Statement> Body) : Statement(Line);

    public sealed record Macro(
        int Line, string Name, IReadOnlyList<(string Name, Expression? Default)> Parameters,
        IReadOnlyList<Statement> Body) : Statement(Line);

    /// <summary><c>break</c> and <c>continue</c>.</summary>
    public sealed record Leave(int Line, bool Loop) : Statement(Line);

    /// <summary>A block that only marks a part for training.</summary>
    public sealed record Part(int Line, IReadOnlyList<Statement> Body) : Statement(Line);
}
