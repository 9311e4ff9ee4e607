using System.Globalization;

namespace DecentralizedAi.Inference.Templates;

/// <summary>Expressions of a Jinja template, with its precedence.</summary>
internal sealed class ExpressionParser(TemplateCursor cursor)
{
    /// <summary>Brackets, blocks and the like inside one another, at most.</summary>
    public const int MaxDepth = 64;

    // From the loosest to the tightest; filters and tests are tighter than all.
    private static readonly string[][] Levels = [["or"], ["and"], ["+", "-"], ["~"], ["*", "/", "//", "%"], ["**"]];
    private static readonly string[] Comparisons = ["==", "!=", "<=", ">=", "<", ">", "in"];

    private int _depth;

    public Expression Parse()
    {
        var value = ParseWithoutChoice();
        while (cursor.Eat("if"))
        {
            var when = ParseWithoutChoice();
            value = new Expression.Choice(value.Line, when, value, cursor.Eat("else") ? Parse() : null);
        }
        return value;
    }

    /// <summary>Leaves an <c>if</c> to a loop that filters.</summary>
    public Expression ParseWithoutChoice()
    {
        if (++_depth > MaxDepth)
            throw cursor.Bad($"nests deeper than {MaxDepth}");
        var value = Binary(0);
        _depth--;
        return value;
    }

    /// <summary>One expression, or several with commas: a sequence.</summary>
    public Expression ParseTuple()
    {
        var first = Parse();
        if (!cursor.Is(","))
            return first;
        var items = new List<Expression> { first };
        while (cursor.Eat(","))
            items.Add(Parse());
        return new Expression.Sequence(first.Line, items);
    }

    private Expression Binary(int level)
    {
        if (level == 2 && cursor.Is("not"))
            return new Expression.Unary(cursor.Take().Line, "not", Binary(2));
        if (level == Levels.Length)
            return Unary();
        // Comparisons stand between 'not' and the sums.
        var left = level == 2 ? Compared() : Binary(level + 1);
        while (level != 2 && Levels[level].FirstOrDefault(cursor.Is) is { } sign)
        {
            cursor.Take();
            left = new Expression.Binary(left.Line, sign, left, Binary(level + 1));
        }
        return left;
    }

    private Expression Compared()
    {
        var left = Sum();
        while (true)
        {
            if (cursor.Is("not") && cursor.Ahead(1).Text == "in")
            {
                cursor.Take();
                cursor.Take();
                left = new Expression.Unary(left.Line, "not", new Expression.Binary(left.Line, "in", left, Sum()));
            }
            else if (Comparisons.FirstOrDefault(cursor.Is) is { } sign)
            {
                cursor.Take();
                left = new Expression.Binary(left.Line, sign, left, Sum());
            }
            else
            {
                return left;
            }
        }
    }

    private Expression Sum()
    {
        var left = Binary(3);
        while (Levels[2].FirstOrDefault(cursor.Is) is { } sign)
        {
            cursor.Take();
            left = new Expression.Binary(left.Line, sign, left, Binary(3));
        }
        return left;
    }

    private Expression Unary() => cursor.Is("-") || cursor.Is("+")
        ? new Expression.Unary(cursor.Peek.Line, cursor.Take().Text, Unary())
        : Postfix(Primary());

    private Expression Postfix(Expression value)
    {
        while (true)
        {
            var line = cursor.Peek.Line;
            if (cursor.Eat("."))
                value = new Expression.Member(line, value, new Expression.Constant(line, Key()));
            else if (cursor.Eat("["))
                value = Index(line, value);
            else if (cursor.Is("("))
                value = new Expression.Call(line, value, Arguments());
            else if (cursor.Eat("|"))
                value = new Expression.Filter(
                    line, value, cursor.Name(), cursor.Is("(") ? Arguments() : Templates.Arguments.None);
            else if (cursor.Eat("is"))
                value = Test(line, value);
            else
                return value;
        }
    }

    private object Key() => cursor.Peek.Kind == TokenKind.Number
        ? long.Parse(cursor.Take().Text, CultureInfo.InvariantCulture)
        : cursor.Name();

    private Expression Test(int line, Expression value)
    {
        var negated = cursor.Eat("not");
        var name = cursor.Name();
        var given = cursor.Is("(") ? Arguments()
            : cursor.Peek.Kind is TokenKind.Words or TokenKind.Number
                ? new Arguments([Primary()], [])
                : Templates.Arguments.None;
        var test = new Expression.Test(line, value, name, given);
        return negated ? new Expression.Unary(line, "not", test) : test;
    }

    private Expression Index(int line, Expression value)
    {
        var from = cursor.Is(":") ? null : Parse();
        if (!cursor.Is(":"))
        {
            cursor.Expect("]");
            return new Expression.Member(line, value, from!);
        }
        cursor.Take();
        var to = cursor.Is(":") || cursor.Is("]") ? null : Parse();
        var step = cursor.Eat(":") && !cursor.Is("]") ? Parse() : null;
        cursor.Expect("]");
        return new Expression.Slice(line, value, from, to, step);
    }

    private Arguments Arguments()
    {
        var items = new List<Expression>();
        var named = new List<(string, Expression)>();
        cursor.Expect("(");
        while (!cursor.Eat(")"))
        {
            if (cursor.Peek.Kind == TokenKind.Name && cursor.Ahead(1) is { Kind: TokenKind.Sign, Text: "=" })
            {
                var name = cursor.Take().Text;
                cursor.Take();
                named.Add((name, Parse()));
            }
            else
            {
                items.Add(Parse());
            }
            if (!cursor.Eat(","))
            {
                cursor.Expect(")");
                break;
            }
        }
        return new(items, named);
    }

    private Expression Primary()
    {
        var token = cursor.Peek;
        switch (token.Kind)
        {
            case TokenKind.Words:
                var text = "";
                while (cursor.Peek.Kind == TokenKind.Words)
                    text += cursor.Take().Text;
                return new Expression.Constant(token.Line, text);
            case TokenKind.Number:
                return Number(cursor.Take());
            case TokenKind.Name:
                return cursor.Take().Text switch
                {
                    "true" or "True" => new Expression.Constant(token.Line, true),
                    "false" or "False" => new Expression.Constant(token.Line, false),
                    "none" or "None" => new Expression.Constant(token.Line, null),
                    var name => new Expression.Name(token.Line, name),
                };
        }
        if (cursor.Eat("("))
            return Grouped(token.Line);
        if (cursor.Eat("["))
            return new Expression.Sequence(token.Line, List("]"));
        return cursor.Eat("{") ? Mapping(token.Line) : throw cursor.Bad($"has '{token.Text}' where a value is due");
    }

    private Expression.Constant Number(TemplateToken first)
    {
        if (!cursor.Is(".") || cursor.Ahead(1).Kind != TokenKind.Number)
            return new(first.Line, long.TryParse(first.Text, CultureInfo.InvariantCulture, out var whole)
                ? whole
                : throw cursor.Bad($"has the number {first.Text}, which is too large"));
        cursor.Take();
        return new(first.Line, double.Parse($"{first.Text}.{cursor.Take().Text}", CultureInfo.InvariantCulture));
    }

    private Expression Grouped(int line)
    {
        if (cursor.Eat(")"))
            return new Expression.Sequence(line, []);
        var first = Parse();
        if (cursor.Eat(")"))
            return first;
        cursor.Expect(",");
        return new Expression.Sequence(line, [first, .. List(")")]);
    }

    private List<Expression> List(string end)
    {
        var items = new List<Expression>();
        while (!cursor.Eat(end))
        {
            items.Add(Parse());
            if (!cursor.Eat(","))
            {
                cursor.Expect(end);
                break;
            }
        }
        return items;
    }

    private Expression.Mapping Mapping(int line)
    {
        var items = new List<(Expression, Expression)>();
        while (!cursor.Eat("}"))
        {
            var key = Parse();
            cursor.Expect(":");
            items.Add((key, Parse()));
            if (!cursor.Eat(","))
            {
                cursor.Expect("}");
                break;
            }
        }
        return new(line, items);
    }
}
