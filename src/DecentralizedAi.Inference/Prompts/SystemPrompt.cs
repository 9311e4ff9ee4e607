using System.Text.RegularExpressions;
using Microsoft.SemanticKernel;

namespace DecentralizedAi.Inference.Prompts;

/// <summary>
/// The system text of an agent, as a Semantic Kernel template: words and <c>{{$name}}</c>. A template that calls a
/// function is refused when it is loaded, because rendering it would run the function before anybody decided.
/// </summary>
public sealed partial class SystemPrompt
{
    private readonly IPromptTemplate _template;

    private SystemPrompt(IPromptTemplate template, IReadOnlySet<string> variables) =>
        (_template, Variables) = (template, variables);

    /// <summary>The names that it asks for.</summary>
    public IReadOnlySet<string> Variables { get; }

    /// <summary>Reads a template.</summary>
    /// <exception cref="ModelException"><see cref="ModelException.BadTemplate"/>: a call, or no template.</exception>
    public static SystemPrompt Load(string text)
    {
        var variables = new HashSet<string>(StringComparer.Ordinal);
        foreach (Match block in Blocks().Matches(text))
        {
            if (!Variable().IsMatch(block.Value))
                throw Bad($"'{block.Value}' is no variable like {{{{$agent}}}}; a template may call nothing");
            variables.Add(block.Value[2..^2].Trim()[1..]);
        }
        try
        {
            return new(new KernelPromptTemplateFactory().Create(new PromptTemplateConfig(text)), variables);
        }
        catch (KernelException e)
        {
            throw Bad(e.Message);
        }
    }

    /// <summary>Puts values in, with a kernel that holds no functions. Values are text: braces in them mean nothing.
    /// </summary>
    /// <exception cref="ModelException">A variable has no value.</exception>
    public async Task<string> RenderAsync(IReadOnlyDictionary<string, string> values, CancellationToken cancellation)
    {
        if (Variables.FirstOrDefault(name => !values.ContainsKey(name)) is { } missing)
            throw Bad($"nothing is known for {{{{${missing}}}}}; known are: {string.Join(", ", values.Keys)}");
        var arguments = new KernelArguments();
        foreach (var (name, value) in values)
            arguments[name] = value;
        return await _template.RenderAsync(new Kernel(), arguments, cancellation);
    }

    private static ModelException Bad(string fault) =>
        new(ModelException.BadTemplate, $"the prompt template is refused: {fault}");

    // Everything from {{ to the next }}, or to the end where none closes it.
    [GeneratedRegex(@"\{\{.*?(\}\}|\z)", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"^\{\{ *\$[A-Za-z_][A-Za-z0-9_]{0,63} *\}\}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();
}
