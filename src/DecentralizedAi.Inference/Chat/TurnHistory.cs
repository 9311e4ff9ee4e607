using DecentralizedAi.Domain.Models;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace DecentralizedAi.Inference.Chat;

/// <summary>A turn as Semantic Kernel's history, shortened by its reducer when it does not fit the model.</summary>
internal static class TurnHistory
{
    /// <summary>System message, instruction, then calls and results in pairs.</summary>
    /// <param name="system">The composition's words; null for those of the turn itself.</param>
    /// <param name="guide">What else the model is told, after them; empty for nothing.</param>
    public static ChatHistory Of(Turn turn, string? system, string guide = "")
    {
        var context = system is null ? turn.Context : turn.Context with { System = system };
        var history = new ChatHistory(PromptFormat.System(context) + (guide.Length == 0 ? "" : "\n" + guide));
        foreach (var message in turn.Messages)
            history.AddMessage(Role(message.Role), message.Text);
        return history;
    }

    /// <summary>
    /// Without the oldest call and its result; the last result is halved as long as that helps, and goes then. Null
    /// when only the instruction is left: the system message and the instruction always stay.
    /// </summary>
    public static async Task<ChatHistory?> ShortenAsync(ChatHistory history, CancellationToken cancellation)
    {
        const int head = 2, pair = 2, least = 160;
        var tail = history.Skip(head).ToList();
        if (tail.Count < pair)
            return null;
        if (tail.Count > pair)
        {
            var reducer = new ChatHistoryTruncationReducer(tail.Count - pair);
            return new(history.Take(head).Concat(await reducer.ReduceAsync(tail, cancellation) ?? tail.Skip(pair)));
        }
        var shorter = new ChatHistory(history.Take(head));
        if (tail[^1].Content is { Length: > least } result)
        {
            shorter.Add(tail[0]);
            shorter.AddMessage(tail[^1].Role, Half(result));
        }
        return shorter;
    }

    public static IEnumerable<ChatMessage> Messages(ChatHistory history) =>
        history.Select(message => new ChatMessage(new ChatRole(message.Role.Label), message.Content));

    // Between words, or a cut reference would be another one.
    private static string Half(string text)
    {
        var space = text.LastIndexOf(' ', text.Length / 2);
        return text[..(space < 0 ? 0 : space)] + " [cut]";
    }

    private static AuthorRole Role(TurnRole role) => role switch
    {
        TurnRole.User => AuthorRole.User,
        TurnRole.Assistant => AuthorRole.Assistant,
        _ => AuthorRole.Tool,
    };
}
