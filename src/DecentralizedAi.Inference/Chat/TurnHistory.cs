using DecentralizedAi.Domain.Models;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace DecentralizedAi.Inference.Chat;

/// <summary>A turn as Semantic Kernel's history, shortened by its reducer when it does not fit the model.</summary>
internal static class TurnHistory
{
    /// <summary>System message, instruction, then calls and results in pairs.</summary>
    public static ChatHistory Of(Turn turn)
    {
        var history = new ChatHistory(PromptFormat.System(turn.Context));
        foreach (var message in turn.Messages)
            history.AddMessage(Role(message.Role), message.Text);
        return history;
    }

    /// <summary>Without the oldest call and its result; null when only the instruction is left. The system message
    /// and the instruction always stay.</summary>
    public static async Task<ChatHistory?> ShortenAsync(ChatHistory history, CancellationToken cancellation)
    {
        const int head = 2, pair = 2;
        var tail = history.Skip(head).ToList();
        if (tail.Count < pair)
            return null;
        // Nothing is left to reduce to: the reducer keeps at least one message.
        if (tail.Count == pair)
            return new ChatHistory(history.Take(head));
        var reducer = new ChatHistoryTruncationReducer(tail.Count - pair);
        var kept = await reducer.ReduceAsync(tail, cancellation) ?? tail.Skip(pair);
        return new ChatHistory(history.Take(head).Concat(kept));
    }

    public static IEnumerable<ChatMessage> Messages(ChatHistory history) =>
        history.Select(message => new ChatMessage(new ChatRole(message.Role.Label), message.Content));

    private static AuthorRole Role(TurnRole role) => role switch
    {
        TurnRole.User => AuthorRole.User,
        TurnRole.Assistant => AuthorRole.Assistant,
        _ => AuthorRole.Tool,
    };
}
