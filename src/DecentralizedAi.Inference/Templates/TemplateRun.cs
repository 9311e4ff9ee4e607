using System.Text;

namespace DecentralizedAi.Inference.Templates;

/// <summary>One rendering of a template, within limits: it can call nothing but what stands here.</summary>
internal sealed class TemplateRun
{
    private const int MaxSteps = 2_000_000, MaxCharacters = 1 << 22, MaxDepth = 32;

    private readonly StringBuilder _written = new();
    private Scope _scope;
    private int _steps;
    private int _depth;
    private StringBuilder _out;

    private TemplateRun(IReadOnlyDictionary<string, object?> given)
    {
        (_scope, _out) = (new Scope(null), _written);
        _scope.Names["namespace"] = (TemplateFunction)(arguments =>
            new TemplateMap { Open = true }.With(arguments.Named));
        _scope.Names["range"] = (TemplateFunction)Range;
        _scope.Names["raise_exception"] = (TemplateFunction)(arguments =>
            throw new TemplateRefusal(TemplateValue.Text(arguments.Get(0, "message"))));
        foreach (var (name, value) in given)
            _scope.Names[name] = value;
    }

    /// <summary>The text that a template gives for some values.</summary>
    /// <exception cref="TemplateRefusal">The template itself refuses them.</exception>
    /// <exception cref="ModelException"><see cref="ModelException.BadChatTemplate"/>.</exception>
    public static string Render(IReadOnlyList<Statement> template, IReadOnlyDictionary<string, object?> given)
    {
        var run = new TemplateRun(given);
        run.Execute(template);
        return run._written.ToString();
    }

    // True when a loop is to be left, or its next round begun.
    private Statement.Leave? Execute(IReadOnlyList<Statement> body)
    {
        foreach (var statement in body)
            if (Execute(statement) is { } leave)
                return leave;
        return null;
    }

    private Statement.Leave? Execute(Statement statement)
    {
        Step(statement.Line);
        switch (statement)
        {
            case Statement.Text text:
                Write(text.Written, text.Line);
                return null;
            case Statement.Output output:
                Write(TemplateValue.Text(Known(Value(output.Value))), output.Line);
                return null;
            case Statement.If choice:
                foreach (var (when, then) in choice.Branches)
                    if (TemplateValue.IsTrue(Value(when)))
                        return Execute(then);
                return Execute(choice.Else);
            case Statement.For loop:
                return Loop(loop);
            case Statement.Set set:
                Set(set);
                return null;
            case Statement.Capture capture:
                _scope.Names[capture.Name] = Captured(capture.Body);
                return null;
            case Statement.Macro macro:
                _scope.Names[macro.Name] = (TemplateFunction)(given => Run(macro, given));
                return null;
            case Statement.Part part:
                return Execute(part.Body);
            default:
                return (Statement.Leave)statement;
        }
    }

    private Statement.Leave? Loop(Statement.For loop)
    {
        var outer = _scope;
        var items = new List<object?>();
        foreach (var item in TemplateFilters.Items(Value(loop.Over)))
        {
            Step(loop.Line);
            _scope = new Scope(outer);
            Bind(loop, item);
            if (loop.When is null || TemplateValue.IsTrue(Value(loop.When)))
                items.Add(item);
        }
        Statement.Leave? left = null;
        for (var i = 0; i < items.Count && left is not { Loop: true }; i++)
        {
            _scope = new Scope(outer);
            Bind(loop, items[i]);
            _scope.Names["loop"] = Round(items, i);
            left = Execute(loop.Body);
        }
        _scope = outer;
        return items.Count == 0 ? Execute(loop.Else) : null;
    }

    private static TemplateMap Round(List<object?> items, int i) => new(
        ("index0", (long)i), ("index", i + 1L), ("first", i == 0), ("last", i == items.Count - 1),
        ("length", (long)items.Count), ("revindex", (long)(items.Count - i)), ("revindex0", items.Count - i - 1L),
        ("previtem", i > 0 ? items[i - 1] : TemplateValue.Undefined),
        ("nextitem", i + 1 < items.Count ? items[i + 1] : TemplateValue.Undefined));

    private void Bind(Statement.For loop, object? item)
    {
        if (loop.Names.Count == 1)
        {
            _scope.Names[loop.Names[0]] = item;
            return;
        }
        var parts = item as List<object?>;
        for (var i = 0; i < loop.Names.Count; i++)
            _scope.Names[loop.Names[i]] = parts is not null && i < parts.Count ? parts[i] : TemplateValue.Undefined;
    }

    private void Set(Statement.Set set)
    {
        var value = Value(set.Value);
        if (set.Member is not null)
        {
            if (_scope.Find(set.Names[0]) is not TemplateMap { Open: true } space)
                throw TemplateSource.Bad(set.Line, $"sets a member of '{set.Names[0]}', which is no namespace");
            space[set.Member] = value;
            return;
        }
        var parts = set.Names.Count == 1 ? [value] : TemplateFilters.Items(value);
        for (var i = 0; i < set.Names.Count; i++)
            _scope.Names[set.Names[i]] = i < parts.Count ? parts[i] : TemplateValue.Undefined;
    }

    private string Captured(IReadOnlyList<Statement> body)
    {
        var outer = _out;
        _out = new StringBuilder();
        Execute(body);
        var text = _out.ToString();
        _out = outer;
        return text;
    }

    private string Run(Statement.Macro macro, GivenArguments given)
    {
        if (++_depth > MaxDepth)
            throw TemplateSource.Bad(macro.Line, $"calls '{macro.Name}' from itself more than {MaxDepth} times");
        var outer = _scope;
        var inner = new Scope(outer.Root);
        for (var i = 0; i < macro.Parameters.Count; i++)
        {
            var (name, otherwise) = macro.Parameters[i];
            inner.Names[name] = given.Get(i, name, otherwise is null ? TemplateValue.Undefined : Value(otherwise));
        }
        _scope = inner;
        var text = Captured(macro.Body);
        (_scope, _depth) = (outer, _depth - 1);
        return text;
    }

    private object? Value(Expression expression)
    {
        Step(expression.Line);
        return expression switch
        {
            Expression.Constant constant => constant.Value,
            Expression.Name name => _scope.Find(name.Text),
            Expression.Member member => Member(member),
            Expression.Slice slice => Sliced(slice),
            Expression.Call call => Called(call),
            Expression.Filter filter => TemplateFilters.TryFilter(
                filter.Text, Value(filter.Of), Given(filter.Arguments), out var filtered)
                ? filtered
                : throw TemplateSource.Bad(filter.Line, $"uses the filter '{filter.Text}', which is not known here"),
            Expression.Test test => TemplateFilters.Test(test.Text, Value(test.Of), Given(test.Arguments))
                ?? throw TemplateSource.Bad(test.Line, $"uses the test '{test.Text}', which is not known here"),
            Expression.Unary unary => TemplateSums.Of(unary.Line, unary.Sign, Value(unary.Of)),
            Expression.Binary { Sign: "and" } both => Value(both.Left) is var left && TemplateValue.IsTrue(left)
                ? Value(both.Right)
                : left,
            Expression.Binary { Sign: "or" } either => Value(either.Left) is var left && TemplateValue.IsTrue(left)
                ? left
                : Value(either.Right),
            Expression.Binary binary => TemplateSums.Of(
                binary.Line, binary.Sign, Value(binary.Left), Value(binary.Right)),
            Expression.Choice choice => TemplateValue.IsTrue(Value(choice.If)) ? Value(choice.Then)
                : choice.Else is null ? TemplateValue.Undefined
                : Value(choice.Else),
            Expression.Sequence sequence => sequence.Items.Select(Value).ToList(),
            Expression.Mapping mapping => new TemplateMap().With(mapping.Items.Select(item =>
                KeyValuePair.Create(TemplateValue.Text(Value(item.Key)), Value(item.Value)))),
            _ => TemplateValue.Undefined,
        };
    }

    private object? Member(Expression.Member member)
    {
        var of = Value(member.Of);
        return of == TemplateValue.Undefined || of is null
            ? throw TemplateSource.Bad(member.Line, $"asks for '{Shown(member.Key)}' of what is not there")
            : TemplateFilters.Member(of, Value(member.Key));
    }

    private static string Shown(Expression key) => key is Expression.Constant { Value: { } value }
        ? TemplateValue.Text(value)
        : "a member";

    private object? Called(Expression.Call call)
    {
        if (call.Of is Expression.Member { Key: Expression.Constant { Value: string method } } member
            && Value(member.Of) is var of
            && TemplateFilters.TryMethod(of, method, Given(call.Arguments), out var result))
            return result;
        return Value(call.Of) is TemplateFunction function
            ? function(Given(call.Arguments))
            : throw TemplateSource.Bad(call.Line, $"calls '{Named(call.Of)}', which is not known here");
    }

    private static string Named(Expression of) => of switch
    {
        Expression.Name name => name.Text,
        Expression.Member member => Shown(member.Key),
        _ => "a value",
    };

    private GivenArguments Given(Arguments arguments) => new([.. arguments.Items.Select(Value)],
        arguments.Named.ToDictionary(argument => argument.Name, argument => Value(argument.Value)));

    private object? Sliced(Expression.Slice slice)
    {
        var of = Value(slice.Of);
        var items = TemplateFilters.Items(of);
        var step = (slice.Step is null ? null : Value(slice.Step) as long?) ?? 1;
        if (step == 0)
            throw TemplateSource.Bad(slice.Line, "goes on in steps of 0");
        var count = items.Count;
        long Place(Expression? at, long otherwise) => at is null || Value(at) is not long place ? otherwise
            : Math.Clamp(place < 0 ? place + count : place, step < 0 ? -1 : 0, step < 0 ? count - 1 : count);
        var (from, to) = (Place(slice.From, step < 0 ? count - 1 : 0), Place(slice.To, step < 0 ? -1 : count));
        var taken = new List<object?>();
        for (var i = from; step > 0 ? i < to : i > to; i += step)
            taken.Add(items[(int)i]);
        return of is string ? string.Concat(taken) : taken;
    }

    private static object? Range(GivenArguments given)
    {
        var first = given.Items.ElementAtOrDefault(0) as long? ?? 0;
        var (from, to) = given.Items.Count < 2 ? (0, first) : (first, given.Items[1] as long? ?? 0);
        return Enumerable.Range(0, (int)Math.Clamp(to - from, 0, 10_000)).Select(i => (object?)(from + i)).ToList();
    }

    private static object? Known(object? value) => value == TemplateValue.Undefined ? "" : value;

    private void Write(string text, int line)
    {
        if (_out.Length + text.Length > MaxCharacters)
            throw TemplateSource.Bad(line, $"writes more than {MaxCharacters} characters");
        _out.Append(text);
    }

    private void Step(int line)
    {
        if (++_steps > MaxSteps)
            throw TemplateSource.Bad(line, $"does not end within {MaxSteps} steps");
    }

    private sealed class Scope(Scope? outer)
    {
        public Dictionary<string, object?> Names { get; } = new(StringComparer.Ordinal);

        public Scope Root => outer?.Root ?? this;

        public object? Find(string name) => Names.TryGetValue(name, out var value) ? value
            : outer is null ? TemplateValue.Undefined
            : outer.Find(name);
    }
}
