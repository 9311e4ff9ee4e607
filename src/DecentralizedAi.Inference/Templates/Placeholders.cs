using System.Globalization;
using System.Text;
using DecentralizedAi.Domain.Models;

namespace DecentralizedAi.Inference.Templates;

/// <summary>
/// Stands for text that is not the template's own while it is rendered: whatever the template does, it moves a number
/// between two private characters and never sees the text. Afterwards the text is a segment in which no control word
/// counts.
/// </summary>
internal sealed class Placeholders
{
    /// <summary>Opens a placeholder; another character after it went through JSON.</summary>
    public const char Plain = '\ue000', InJson = '\ue002';

    private const char End = '\ue001';

    private readonly List<string> _texts = [];

    /// <summary>True where a template could be mistaken for its own result.</summary>
    public static bool Occur(string template) => template.AsSpan().ContainsAnyInRange(Plain, InJson);

    /// <summary>What the template is given instead; nothing for nothing, so that emptiness is seen.</summary>
    public string Of(string text)
    {
        if (text.Length == 0)
            return "";
        _texts.Add(text);
        return string.Create(CultureInfo.InvariantCulture, $"{Plain}{_texts.Count - 1}{End}");
    }

    /// <summary>The rendered text in segments, the texts back in their places.</summary>
    public IReadOnlyList<PromptSegment> Segments(string rendered)
    {
        var segments = new List<PromptSegment>();
        var at = 0;
        while (at < rendered.Length)
        {
            var next = rendered.AsSpan(at).IndexOfAny(Plain, InJson);
            var end = next < 0 ? rendered.Length : at + next;
            if (end > at)
                segments.Add(new(rendered[at..end], true));
            if (end == rendered.Length)
                break;
            var close = rendered.IndexOf(End, end);
            var text = _texts[int.Parse(rendered.AsSpan(end + 1, close - end - 1), CultureInfo.InvariantCulture)];
            segments.Add(new(rendered[end] == Plain ? text : TemplateValue.Escape(text), false));
            at = close + 1;
        }
        return segments;
    }
}
