using DecentralizedAi.Domain.Agents;

namespace DecentralizedAi.Node.Http.OpenAi;

/// <summary>What an agent made of a chat, in the shape of a chat completion.</summary>
/// <param name="view">The instruction as it stands.</param>
/// <param name="chat">What it answers.</param>
/// <param name="created">Unix seconds.</param>
internal sealed class ChatAnswer(InstructionView view, ChatRequest chat, long created)
{
    /// <summary>The agent's last words, or, where it has none yet, what it waits for; in the form that was asked for.
    /// </summary>
    public string Content => chat.Form is { } form ? form.Write(view, Words) : Words;

    private string Words => view switch
    {
        { Answer: { } answer } => answer,
        { State: "waiting" } => $"Waits for an approval: {Waiting}. GET /v1/approvals has what is to be signed, and "
            + $"GET /v1/instructions/{view.Instruction} what comes of it.",
        _ => $"Not ended yet ({view.State}). GET /v1/instructions/{view.Instruction} has what comes of it.",
    };

    /// <summary>The whole answer.</summary>
    public object Whole() => new
    {
        id = Id, @object = "chat.completion", created, model = view.Agent,
        choices = new[]
        {
            new
            {
                index = 0,
                message = new { role = "assistant", content = Content, refusal = (string?)null },
                logprobs = (object?)null, finish_reason = "stop",
            },
        },
        usage = Usage, dai = Ours,
    };

    /// <summary>One event of a streamed answer.</summary>
    /// <param name="delta">What it adds to the message.</param>
    /// <param name="ended">Whether nothing follows but the count of tokens.</param>
    public object Piece(object delta, bool ended = false) => new
    {
        id = Id, @object = "chat.completion.chunk", created, model = view.Agent,
        choices = new[] { new { index = 0, delta, logprobs = (object?)null, finish_reason = ended ? "stop" : null } },
        dai = ended ? Ours : null,
    };

    /// <summary>The event that tells the tokens.</summary>
    public object Count() => new
    {
        id = Id, @object = "chat.completion.chunk", created, model = view.Agent,
        choices = Array.Empty<object>(), usage = Usage,
    };

    private string Id => $"chatcmpl-{view.Instruction}";

    private object Usage => new
    {
        prompt_tokens = view.Tokens.Prompt,
        completion_tokens = view.Tokens.Answer,
        total_tokens = view.Tokens.Prompt + view.Tokens.Answer,
    };

    private object Ours =>
        new { instruction = view.Instruction, state = view.State, actions = view.Actions, unread = chat.Unread };

    private string Waiting => string.Join(", ", view.Actions.Where(action => action.Outcome == "waiting")
        .Select(action => $"{action.Tool} {action.Id} (rule {action.Rule})"));
}
