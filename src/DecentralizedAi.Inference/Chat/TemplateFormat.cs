using System.Text.Json;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Inference.Files;
using DecentralizedAi.Inference.Templates;

namespace DecentralizedAi.Inference.Chat;

/// <summary>
/// The chat template in a model's file. What it can do is found out by rendering: whether it takes a system message,
/// tools and results, and how its calls are written. What it does not take is said in the messages that it does.
/// </summary>
internal sealed class TemplateFormat : ChatFormat
{
    private const string CallId = "call00001";

    // Those whose weights and rotations llama.cpp runs as it does those of LLaMA.
    private static readonly string[] Families = ["llama", "mistral3", "qwen2", "qwen3", "smollm3", "granite", "olmo2"];

    private readonly IReadOnlyList<Statement> _template;
    private readonly GgufVocabulary _words;
    private readonly bool _system;
    private readonly bool _tools;

    private TemplateFormat(string template, GgufVocabulary words)
    {
        (_template, _words, Template) = (TemplateParser.Parse(template), words, Keccak256.Hash(template));
        _system = Knows([("system", "S"), ("user", "U")], [], "S");
        var form = Knows([("user", "U")], [TemplateProbe.Tool], TemplateProbe.Tool.Name)
            ? TemplateProbe.FormOf(Plain, words)
            : null;
        (_tools, Form) = (form is not null, form ?? CallForm.Own);
        if (!Knows([("user", "U")], [], "U"))
            throw TemplateSource.Bad(1, "does not write what the user says");
    }

    public override string Word => "file";

    public override Bytes32 Template { get; }

    public override CallForm Form { get; }

    public override bool TakesTools => _tools;

    public override string Guide =>
        "You propose one call of a function at a time, and nothing else. Values stand in what you read as references: "
        + "@a1 is an account, @n1 a number, @u1 an address on the web, @h1 a channel, @c1 a content id, @d1 a date, "
        + "@f1 a file, @s1 quoted words. Write references as they stand, never the values behind them.";

    /// <exception cref="ModelException">See <see cref="ChatFormat.Of"/>.</exception>
    public static new TemplateFormat Of(GgufHeader header)
    {
        if (!Families.Contains(header.Architecture))
            throw new ModelException(ModelException.UnknownFamily,
                $"architecture '{header.Architecture}' is not one of {string.Join(", ", Families)}: "
                + "neither its prompts nor its exactness are known here");
        if (header.Vocabulary.Model is not ("gpt2" or "llama"))
            throw new ModelException(ModelException.UnknownFamily,
                $"tokenizer '{header.Vocabulary.Model}' (tokenizer.ggml.model) is neither gpt2 nor llama: "
                + "what is special in its text is not known here");
        if (header.ChatTemplate is not { Length: > 0 } template)
            throw new ModelException(ModelException.BadChatTemplate,
                "the model file has no tokenizer.chat_template, so nobody knows how it is spoken to; "
                + "take a file of an instructed model");
        if (Placeholders.Occur(template))
            throw TemplateSource.Bad(1, "holds private characters, which stand for text here");
        return new(template, header.Vocabulary);
    }

    public override IReadOnlyList<PromptSegment> Render(
        IReadOnlyList<(string Role, string Text)> messages, IReadOnlyList<ToolFunction> tools)
    {
        var texts = new Placeholders();
        try
        {
            var rendered = Render(Messages(messages, tools, texts), _tools ? tools : [], texts, true);
            if (_words is { AddsBegin: true, Begin.Length: > 0 }
                && !rendered.StartsWith(_words.Begin, StringComparison.Ordinal))
                rendered = _words.Begin + rendered;
            return texts.Segments(rendered);
        }
        catch (TemplateRefusal refusal)
        {
            throw TemplateSource.Bad(1, $"and the rest refuse these messages: {refusal.Message}");
        }
    }

    private List<TemplateMap> Messages(
        IReadOnlyList<(string Role, string Text)> messages, IReadOnlyList<ToolFunction> tools, Placeholders texts)
    {
        var given = new List<TemplateMap>();
        var before = "";
        foreach (var (role, text) in messages)
        {
            if (role == "system")
            {
                var whole = _tools || tools.Count == 0 ? text : text + "\n" + TemplateProbe.Described(tools);
                if (_system)
                    given.Add(new(("role", "system"), ("content", texts.Of(whole))));
                else
                    before = whole + "\n\n";
            }
            else if (role == "assistant")
            {
                given.Add(Said(text, texts));
            }
            else if (role == "tool" && _tools)
            {
                given.Add(new(("role", "tool"), ("tool_call_id", CallId), ("content", texts.Of(text))));
            }
            else
            {
                var written = before + (role == "tool" ? "result: " + text : text);
                given.Add(new(("role", "user"), ("content", texts.Of(written))));
                before = "";
            }
        }
        return given;
    }

    private TemplateMap Said(string text, Placeholders texts) =>
        _tools && ProposedCall.TryParse(text, out var call)
            ? TemplateProbe.Call(CallId, call.Tool,
                [.. call.Arguments.Select(argument => (argument.Name, texts.Of(argument.Value)))])
            : new(("role", "assistant"), ("content", texts.Of(text)));

    // True when the template writes all of it, and takes it.
    private bool Knows(
        IReadOnlyList<(string Role, string Text)> messages, IReadOnlyList<ToolFunction> tools, string mark)
    {
        var texts = new Placeholders();
        var given = messages.Select(message =>
            new TemplateMap(("role", message.Role), ("content", texts.Of(message.Text)))).ToList();
        try
        {
            var segments = texts.Segments(Render(given, tools, texts, true));
            return segments.Any(segment => tools.Count > 0
                ? segment.Text.Contains(mark)
                : !segment.Control && segment.Text == mark);
        }
        catch (TemplateRefusal)
        {
            return false;
        }
    }

    private string? Plain(IReadOnlyList<TemplateMap> messages, bool open)
    {
        try
        {
            return Render(messages, [TemplateProbe.Tool], new Placeholders(), open);
        }
        catch (TemplateRefusal)
        {
            return null;
        }
    }

    private string Render(
        IReadOnlyList<TemplateMap> messages, IReadOnlyList<ToolFunction> tools, Placeholders texts, bool open)
    {
        var functions = tools.Select(tool => (object?)TemplateProbe.Given(tool, texts)).ToList();
        return TemplateRun.Render(_template, new TemplateMap(
            ("messages", messages.Cast<object?>().ToList()),
            ("tools", functions.Count == 0 ? null : functions),
            ("add_generation_prompt", open),
            // What a model thinks would be outside every grammar.
            ("enable_thinking", false),
            ("bos_token", _words.Begin),
            ("eos_token", _words.End)));
    }
}
