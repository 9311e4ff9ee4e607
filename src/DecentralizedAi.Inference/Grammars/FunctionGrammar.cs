using System.Text;
using System.Text.Json;
using DecentralizedAi.Inference.Chat;
using Microsoft.Extensions.AI;

namespace DecentralizedAi.Inference.Grammars;

/// <summary>
/// The language of one answer for code that brings its own functions (Semantic Kernel, Microsoft.Extensions.AI): one
/// call of one of them, with text for every argument, or a reply.
/// </summary>
internal static class FunctionGrammar
{
    public const string Reply = "reply";

    /// <param name="required">A call must be made: no reply.</param>
    /// <exception cref="ModelException">A name of other characters than letters, digits, '_', '-', '.'.</exception>
    public static string Of(IReadOnlyList<AIFunctionDeclaration> functions, bool required, CallForm form)
    {
        var rules = new StringBuilder();
        var calls = new List<string>();
        foreach (var function in functions)
        {
            calls.Add($"f{calls.Count}");
            rules.Append($"{calls[^1]} ::= {Call(form, Name(function.Name), Required(function.JsonSchema))}\n");
        }
        if (!required)
        {
            calls.Add("say");
            rules.Append($"say ::= {Call(form, Reply, [("text", default)])}\n");
        }
        var text = $"root ::= {string.Join(" | ", calls)}\n{rules}"
            + "line ::= ([ !#-;=-\\x5b\\x5d-~] | \"\\\\\" [\"\\\\]){1,120}\n"
            + "number ::= \"-\"? [0-9]{1,9}\n";
        GbnfChecker.Check(text);
        return text;
    }

    private static string Call(CallForm form, string tool, IEnumerable<(string Name, JsonElement Schema)> arguments)
    {
        var call = new StringBuilder();
        var text = form.Head + tool + form.AfterName;
        var next = form.FirstKey;
        foreach (var (name, schema) in arguments)
        {
            call.Append($"{CallGrammar.Literal(text + next + Name(name) + form.KeyEnd)} {Value(schema)} ");
            (text, next) = (form.ValueEnd, form.NextKey);
        }
        return call.Append(CallGrammar.Literal(text + (call.Length == 0 ? form.CloseEmpty : form.Close))).ToString();
    }

    // Optional parameters keep their defaults.
    private static IEnumerable<(string Name, JsonElement Schema)> Required(JsonElement schema)
    {
        if (!schema.TryGetProperty("properties", out var properties)
            || !schema.TryGetProperty("required", out var names))
            return [];
        var required = names.EnumerateArray().Select(name => name.GetString()).ToHashSet();
        return [.. properties.EnumerateObject().Where(p => required.Contains(p.Name)).Select(p => (p.Name, p.Value))];
    }

    private static string Value(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object)
            return "line";
        if (schema.TryGetProperty("enum", out var members))
            return $"({string.Join(" | ", members.EnumerateArray().Select(m => $"\"{Name(m.GetString() ?? "")}\""))})";
        return schema.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String
            ? type.GetString() switch
            {
                "integer" or "number" => "number",
                "boolean" => "(\"true\" | \"false\")",
                _ => "line",
            }
            : "line";
    }

    private static string Name(string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.')
            ? name
            : throw new ModelException(ModelException.BadGrammar,
                $"'{name}' is no name of a function, argument or member");
}
