using System.Text;
using System.Text.Json;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Node.Http.OpenAi;

/// <summary>
/// What a chat asks an agent for: its last message. The prompts, tools and settings of a model were voted, so a chat
/// that brings others is refused rather than answered by other rules than it asked for.
/// </summary>
/// <param name="Agent">The agent's name, given as the model.</param>
/// <param name="Text">The instruction.</param>
/// <param name="Unread">Earlier messages; an agent does not read them.</param>
/// <param name="Streams">The answer comes as events.</param>
/// <param name="Counts">The last event tells the tokens.</param>
/// <param name="Form">The answer is JSON of this form; null for words.</param>
internal sealed record ChatRequest(
    string Agent, string Text, int Unread, bool Streams, bool Counts, AnswerForm? Form)
{
    private const string Offered = "text messages to an agent, response_format, stream and stream_options";

    // They say something about the caller or the client, and change no answer.
    private static readonly string[] Idle =
        ["user", "metadata", "safety_identifier", "prompt_cache_key", "service_tier", "parallel_tool_calls"];

    /// <summary>Reads a body of <c>POST /v1/chat/completions</c>.</summary>
    /// <exception cref="HttpProblemException">DAI-6010: malformed. DAI-6017: not offered here.</exception>
    public static ChatRequest Read(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
            throw Reading.Bad("body", "a JSON object");
        foreach (var member in body.EnumerateObject())
            Check(member.Name, member.Value);
        var (text, unread) = Messages(body);
        return new ChatRequest(Word(body, "model"), text, unread, Flag(body, "stream"),
            body.TryGetProperty("stream_options", out var options) && options.ValueKind == JsonValueKind.Object
                && Flag(options, "include_usage"),
            body.TryGetProperty("response_format", out var form) && form.ValueKind != JsonValueKind.Null
                ? AnswerForm.Read(form)
                : null);
    }

    /// <summary>The number of an instruction that was given a key: the same key is the same instruction.</summary>
    public static Bytes32 Nonce(string key) => Keccak256.Hash(Encoding.UTF8.GetBytes($"dai.chat/1\n{key}"));

    private static void Check(string name, JsonElement value)
    {
        var fits = value.ValueKind == JsonValueKind.Null || name switch
        {
            "model" or "messages" or "stream" or "stream_options" or "response_format" => true,
            "n" => value is { ValueKind: JsonValueKind.Number } && value.TryGetInt32(out var count) && count == 1,
            "store" => value.ValueKind == JsonValueKind.False,
            "tools" or "functions" => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0,
            "tool_choice" or "function_call" => Is(value, "none") || Is(value, "auto"),
            "modalities" => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 1
                && Is(value[0], "text"),
            _ => Idle.Contains(name),
        };
        if (!fits)
            throw new HttpProblemException(
                HttpProblem.Unsupported(name, $"'{name}' {Why(name)}; an agent takes {Offered}"));
    }

    private static string Why(string name) => name switch
    {
        "tools" or "functions" or "tool_choice" or "function_call" =>
            "brings tools, and an agent has only those that its policy permits",
        _ => "is not offered with this value: how an agent's model runs was voted",
    };

    private static (string Text, int Unread) Messages(JsonElement body)
    {
        if (!body.TryGetProperty("messages", out var messages) || messages.ValueKind != JsonValueKind.Array
            || messages.GetArrayLength() == 0)
            throw Reading.Bad("messages", "a list of one message or more");
        var last = messages.GetArrayLength() - 1;
        for (var i = 0; i < last; i++)
            if (Role(messages[i]) is not ("user" or "assistant"))
                throw Strange(i, Role(messages[i]));
        if (Role(messages[last]) != "user")
            throw Strange(last, Role(messages[last]));
        var text = Content(messages[last]);
        return text.Length is > 0 and <= InstructionOrder.MaxText
            ? (text, last)
            : throw Reading.Bad("messages", $"ended by 1 to {InstructionOrder.MaxText} UTF-16 units of a user");
    }

    private static HttpProblemException Strange(int at, string role) => new(HttpProblem.Unsupported("messages",
        $"messages[{at}] is of role '{role}'; an agent's prompts were voted and its results are its own, so it takes "
        + "messages of 'user', the last one above all, and skips those of 'assistant' before"));

    private static string Role(JsonElement message) =>
        message.ValueKind == JsonValueKind.Object
            ? Word(message, "role")
            : throw Reading.Bad("messages", "a list of objects");

    // Parts of text are one text; an image or a file is not read, so it is refused.
    private static string Content(JsonElement message)
    {
        if (!message.TryGetProperty("content", out var content))
            return "";
        if (content.ValueKind == JsonValueKind.String)
            return content.GetString()!;
        if (content.ValueKind != JsonValueKind.Array)
            throw Reading.Bad("messages", "content as text or as a list of parts");
        return string.Concat(content.EnumerateArray().Select(part => part.ValueKind == JsonValueKind.Object
            && Word(part, "type") == "text"
                ? Word(part, "text")
                : throw new HttpProblemException(
                    HttpProblem.Unsupported("messages", $"a part that is no text; an agent takes {Offered}"))));
    }

    private static string Word(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw Reading.Bad(name, "there as a text");

    private static bool Flag(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False or JsonValueKind.Null => false,
            _ => throw Reading.Bad(name, "true or false"),
        };

    private static bool Is(JsonElement value, string text) =>
        value.ValueKind == JsonValueKind.String && value.ValueEquals(text);
}
