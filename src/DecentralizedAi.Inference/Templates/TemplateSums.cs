namespace DecentralizedAi.Inference.Templates;

/// <summary>The signs between values.</summary>
internal static class TemplateSums
{
    public static object? Of(int line, string sign, object? value) => (sign, value) switch
    {
        ("not", _) => !TemplateValue.IsTrue(value),
        ("-", long number) => -number,
        ("-", double number) => -number,
        ("+", long or double) => value,
        _ => throw Unfit(line, sign),
    };

    public static object? Of(int line, string sign, object? left, object? right) => (sign, left, right) switch
    {
        ("==", _, _) => TemplateValue.Same(left, right),
        ("!=", _, _) => !TemplateValue.Same(left, right),
        ("in", _, _) => TemplateFilters.Contains(right, left),
        ("~", _, _) => TemplateValue.Text(left) + TemplateValue.Text(right),
        ("+", string l, string r) => l + r,
        ("+", List<object?> l, List<object?> r) => l.Concat(r).ToList(),
        ("<", string l, string r) => string.CompareOrdinal(l, r) < 0,
        (">", string l, string r) => string.CompareOrdinal(l, r) > 0,
        (_, long l, long r) => Whole(line, sign, l, r),
        (_, long or double, long or double) => Decimal(line, sign, (double)Convert.ChangeType(left, typeof(double)),
            (double)Convert.ChangeType(right, typeof(double))),
        _ => throw Unfit(line, sign),
    };

    private static object Whole(int line, string sign, long left, long right) => sign switch
    {
        "+" => unchecked(left + right),
        "-" => unchecked(left - right),
        "*" => unchecked(left * right),
        "//" when right != 0 => (long)Math.Floor((double)left / right),
        "%" when right != 0 => ((left % right) + right) % right,
        _ => Decimal(line, sign, left, right),
    };

    private static object Decimal(int line, string sign, double left, double right) => sign switch
    {
        "+" => left + right,
        "-" => left - right,
        "*" => left * right,
        "/" => left / right,
        "**" => Math.Pow(left, right),
        "<" => left < right,
        ">" => left > right,
        "<=" => left <= right,
        ">=" => left >= right,
        _ => throw Unfit(line, sign),
    };

    private static ModelException Unfit(int line, string sign) =>
        TemplateSource.Bad(line, $"puts '{sign}' between values that it does not fit");
}
