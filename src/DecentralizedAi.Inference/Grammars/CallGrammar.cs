using System.Text;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Domain.Policy.Values;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Inference.Chat;

namespace DecentralizedAi.Inference.Grammars;

/// <summary>
/// The language of one answer, made from code alone: the tools that the policy could permit, every reference of the
/// right kind in the turn, the assets of the budgets; <c>reply</c> and <c>refuse</c> always. What it cannot write is
/// unspeakable for the model.
/// </summary>
public sealed class CallGrammar
{
    /// <summary>Characters of a free text at most.</summary>
    public const int MaxText = 240;

    private readonly Turn _turn;
    private readonly CallForm _form;
    private readonly IReadOnlySet<string>? _payees;
    private readonly List<string> _calls = [];
    private readonly HashSet<string> _defined = [];
    private readonly StringBuilder _rules = new();

    private CallGrammar(ModelRequest request, CallForm form)
    {
        (_turn, _form) = (request.Turn, form);
        _payees = request.Payees?.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var always = ToolCatalogue.Default.Tools.Where(tool => ToolCatalogue.EndsTurn(tool.Name));
        foreach (var tool in request.Tools.Where(tool => always.All(other => other.Name != tool.Name)).Concat(always))
            Add(tool);
        Text = $"root ::= {string.Join(" | ", _calls)}\n{_rules}{Leaves()}";
        Hash = Keccak256.Hash(Text);
        GbnfChecker.Check(Text);
    }

    /// <summary>GBNF, accepted by <see cref="GbnfChecker"/>.</summary>
    public string Text { get; }

    /// <summary>keccak256 of its UTF-8.</summary>
    public Bytes32 Hash { get; }

    /// <summary>The grammar of a question.</summary>
    /// <param name="form">In which the model calls; null for that of the default model.</param>
    /// <exception cref="ModelException">A tool or asset whose name is no word of a policy.</exception>
    public static CallGrammar Of(ModelRequest request, CallForm? form = null) => new(request, form ?? CallForm.Own);

    private void Add(ToolDeclaration tool)
    {
        if (!Words.IsTool(tool.Name))
            throw Bad($"'{tool.Name}' is no tool's name");
        var values = new string?[tool.Arguments.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Value(tool.Arguments[i]);
            if (values[i] is null && !tool.Arguments[i].Signature.Optional)
                return;
        }
        var name = $"t{_calls.Count}";
        _calls.Add(name);
        Define(name, $" {Literal($"{_form.Head}{tool.Name}{_form.AfterName}")}{Rest(name, tool, values, 0, true)}");
    }

    // What follows from argument i on. The first that is written stands after other text than the next ones.
    private string Rest(string rule, ToolDeclaration tool, string?[] values, int i, bool first)
    {
        if (i == values.Length)
            return $" {Literal(first ? _form.CloseEmpty : _form.Close)}";
        var signature = tool.Arguments[i].Signature;
        if (!Words.IsArgument(signature.Name))
            throw Bad($"'{signature.Name}' is no argument's name");
        if (values[i] is null)
            return Rest(rule, tool, values, i + 1, first);
        var key = (first ? _form.FirstKey : _form.NextKey) + signature.Name + _form.KeyEnd;
        var written = $" {Literal(key)} {values[i]} {Literal(_form.ValueEnd)}";
        var with = written + Rest(rule, tool, values, i + 1, false);
        if (!signature.Optional)
            return with;
        var option = $"{rule}-{i}{(first ? "f" : "")}";
        if (_defined.Add(option))
            Define(option, $"{with} |{Rest(rule, tool, values, i + 1, first)}");
        return $" {option}";
    }

    private void Define(string rule, string body) => _rules.Append(rule).Append(" ::=").Append(body).Append('\n');

    // The rule or group for a value, or null when nothing in this turn can stand there.
    private string? Value(DeclaredArgument argument)
    {
        var type = argument.Signature.Type;
        if (type == ArgumentType.Enum)
            return Group(argument.Signature.Members.Select(Member));
        if (type == ArgumentType.Bool)
            return Group([Literal("true"), Literal("false")]);
        if (type == ArgumentType.Amount)
            return Amounts();
        if (argument.Reference is { } kind)
            return References(kind);
        return type switch
        {
            ArgumentType.Text => References(ReferenceKind.Text) is { } quoted ? $"({quoted} | line)" : "line",
            ArgumentType.Body => References(ReferenceKind.Text) is { } quoted ? $"({quoted} | lines)" : "lines",
            _ => null,
        };
    }

    // Each number with the assets it was written with. One without any is no amount.
    private string? Amounts()
    {
        var amounts = _turn.References
            .Where(reference => reference.Kind == ReferenceKind.Number)
            .Select(number => (number.Token, Assets: _turn.AssetsOf(number)))
            .Where(amount => amount.Assets.Count > 0)
            .Select(amount => $"{Literal(amount.Token)} \" \" {Group(amount.Assets.Select(Asset))}").ToList();
        return amounts.Count == 0 ? null : Group(amounts);
    }

    private string? References(ReferenceKind kind)
    {
        var tokens = _turn.References
            .Where(reference => reference.Kind == kind
                && (kind != ReferenceKind.Address || _payees is null || _payees.Contains(reference.Value)))
            .Select(reference => Literal(reference.Token)).ToList();
        return tokens.Count == 0 ? null : Group(tokens);
    }

    // Free text may name the turn's references and no others: no digit follows one, or @a1 would grow into @a12.
    // Without '<' no control token can be spelt. Private, invisible and direction-turning characters are left out.
    private string Leaves()
    {
        const string plain = "[ !#-/:;=-?A-\\x5b\\x5d-~"
            + "\\u00a0-\\u1fff\\u2010-\\u2027\\u2030-\\u205e\\u2070-\\ud7ff\\uf900-\\ufdcf]";
        var tokens = _turn.References.Select(reference => Literal(reference.Token)).ToList();
        var named = tokens.Count == 0 ? "" : $" | ref (word | mark)";
        var last = tokens.Count == 0 ? "" : " ref? | ref";
        return $$"""
            line ::= (word | digit | mark{{named}}){1,{{MaxText}}}{{last}}
            lines ::= (word | digit | mark | "\\n"{{named}}){1,{{MaxText}}}{{last}}
            word ::= {{plain}}
            digit ::= [0-9]
            mark ::= "\\" ["\\]

            """ + (tokens.Count == 0 ? "" : $"ref ::= {string.Join(" | ", tokens)}\n");
    }

    private static string Member(string member) =>
        Words.IsMember(member) ? Literal(member) : throw Bad($"'{member}' is no member of an enum");

    private static string Asset(string asset) =>
        Words.IsAsset(asset) ? Literal(asset) : throw Bad($"'{asset}' is no asset's name");

    private static string Group(IEnumerable<string> alternatives) => $"({string.Join(" | ", alternatives)})";

    /// <summary>The text as GBNF; nothing for nothing.</summary>
    internal static string Literal(string text) => text.Length == 0 ? "" : '"'
        + text.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n").Replace("\t", "\\t") + '"';

    private static ModelException Bad(string fault) => new(ModelException.BadGrammar, fault);
}
