using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Inference.Templates;

namespace DecentralizedAi.Inference.Chat;

/// <summary>
/// The text around a call's name, arguments and values, which are JSON strings: what a model writes when it calls.
/// </summary>
/// <param name="Head">Before the name.</param>
/// <param name="AfterName">After it, whether arguments follow or not.</param>
/// <param name="FirstKey">Before the first argument's name.</param>
/// <param name="NextKey">Before the name of each other one.</param>
/// <param name="KeyEnd">Between name and value.</param>
/// <param name="ValueEnd">After a value; begins with the quote that closes it.</param>
/// <param name="Close">After the last argument.</param>
/// <param name="CloseEmpty">The same of a call without arguments.</param>
public sealed record CallForm(
    string Head, string AfterName, string FirstKey, string NextKey, string KeyEnd, string ValueEnd, string Close,
    string CloseEmpty)
{
    /// <summary>The form that the default model learned: <see cref="ProposedCall.ToJson"/>.</summary>
    public static CallForm Own { get; } =
        new("{\"tool\":\"", "\",\"args\":{", "\"", ",\"", "\":\"", "\"", "}}", "}}");

    /// <summary>The call as the model would write it.</summary>
    public string Write(ProposedCall call)
    {
        var text = new StringBuilder(Head).Append(call.Tool).Append(AfterName);
        for (var i = 0; i < call.Arguments.Count; i++)
            text.Append(i == 0 ? FirstKey : NextKey).Append(call.Arguments[i].Name).Append(KeyEnd)
                .Append(TemplateValue.Escape(call.Arguments[i].Value)).Append(ValueEnd);
        return text.Append(call.Arguments.Count == 0 ? CloseEmpty : Close).ToString();
    }

    /// <summary>Reads the model's output; false for anything but one whole call with other names than each other.
    /// </summary>
    public bool TryRead(string? output, [NotNullWhen(true)] out ProposedCall? call)
    {
        call = null;
        var at = 0;
        if (output is null || !Eat(output, Head, ref at) || Until(output, AfterName, ref at) is not { } tool)
            return false;
        var arguments = new List<CallArgument>();
        while (Eat(output, arguments.Count == 0 ? FirstKey : NextKey, ref at))
        {
            if (Until(output, KeyEnd, ref at) is not { } name || arguments.Any(other => other.Name == name)
                || Value(output, ref at) is not { } value)
                return false;
            arguments.Add(new(name, value));
        }
        if (!Eat(output, arguments.Count == 0 ? CloseEmpty : Close, ref at) || at != output.Length)
            return false;
        call = new(tool, arguments);
        return true;
    }

    private static bool Eat(string text, string piece, ref int at)
    {
        if (string.CompareOrdinal(text, at, piece, 0, piece.Length) != 0)
            return false;
        at += piece.Length;
        return true;
    }

    private static string? Until(string text, string piece, ref int at)
    {
        var end = text.IndexOf(piece, at, StringComparison.Ordinal);
        if (end < 0)
            return null;
        var found = text[at..end];
        at = end + piece.Length;
        return found.AsSpan().ContainsAny("\"\\") ? null : found;
    }

    private string? Value(string text, ref int at)
    {
        var end = at;
        while (end < text.Length && text[end] != '"')
            end += text[end] == '\\' ? 2 : 1;
        if (end >= text.Length)
            return null;
        var written = text[at..end];
        at = end;
        if (!Eat(text, ValueEnd, ref at))
            return null;
        try
        {
            return JsonSerializer.Deserialize<string>($"\"{written}\"");
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
