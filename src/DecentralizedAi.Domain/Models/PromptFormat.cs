using System.Text;

namespace DecentralizedAi.Domain.Models;

/// <summary>A stretch of a prompt.</summary>
/// <param name="Control">True for the format's own words, where control tokens count.</param>
public sealed record PromptSegment(string Text, bool Control);

/// <summary>
/// The one place that writes prompts (ChatML). The trainer and the runtime both use it, so that the model is asked
/// in exactly the bytes it was trained on.
/// </summary>
public static class PromptFormat
{
    /// <summary>Longer results are cut: the default model was trained on short ones.</summary>
    public const int MaxResultCharacters = 1200;

    /// <summary>Opens a message; a control token.</summary>
    public const string Open = "<|im_start|>";

    /// <summary>Closes a message and ends the model's output; a control token.</summary>
    public const string Close = "<|im_end|>";

    /// <summary>Fills up; a control token that stands in no prompt.</summary>
    public const string Padding = "<|endoftext|>";

    /// <summary>The result shown while an approval is awaited.</summary>
    public const string Waiting = "waiting for an approval";

    /// <summary>The result shown when nothing is executed (evaluation): go on with what does not need it.</summary>
    public const string NotExecuted = "no result yet";

    /// <summary>The chat template in the notation of GGUF files; renders what <see cref="Render"/> does.</summary>
    public const string ChatTemplate =
        "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + "
        + "'<|im_end|>' + '\\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

    /// <summary>The result shown when the policy refused a call.</summary>
    public static string Denied(string reason) => $"denied: {reason}";

    /// <summary>The system message: the composition's own text, then the assets of this turn.</summary>
    public static string System(TurnContext context) =>
        (context.System.Length == 0 ? "" : Escape(context.System) + "\n")
        + "assets: " + (context.Assets.Count == 0 ? "none" : string.Join(' ', context.Assets));

    /// <summary>The whole prompt up to and with the open header of the model's answer.</summary>
    public static IReadOnlyList<PromptSegment> Render(Turn turn) => Render(
        turn.Messages.Select(message => (Name(message.Role), message.Text)).Prepend(("system", System(turn.Context))));

    /// <summary>The same of messages that are written already: role and text.</summary>
    public static IReadOnlyList<PromptSegment> Render(IEnumerable<(string Role, string Text)> messages)
    {
        var segments = new List<PromptSegment>();
        foreach (var (role, text) in messages)
            Message(segments, role, text);
        segments.Add(new($"{Open}assistant\n", true));
        return segments;
    }

    /// <summary>The segments as one string.</summary>
    public static string Text(IReadOnlyList<PromptSegment> segments)
    {
        var text = new StringBuilder();
        foreach (var segment in segments)
            text.Append(segment.Text);
        return text.ToString();
    }

    /// <summary>The role's word in the prompt.</summary>
    public static string Name(TurnRole role) => role switch
    {
        TurnRole.User => "user",
        TurnRole.Assistant => "assistant",
        _ => "tool",
    };

    private static void Message(List<PromptSegment> segments, string role, string text)
    {
        segments.Add(new($"{Open}{role}\n", true));
        segments.Add(new(text, false));
        segments.Add(new($"{Close}\n", true));
    }

    // System text comes from an approved composition and may hold no references; its control words are still words.
    private static string Escape(string text) => text.Replace("<|", "< |").Trim();
}
