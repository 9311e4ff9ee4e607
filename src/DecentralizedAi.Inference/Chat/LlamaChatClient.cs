using System.Runtime.CompilerServices;
using System.Threading.Channels;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Inference.Grammars;
using Microsoft.Extensions.AI;

namespace DecentralizedAi.Inference.Chat;

/// <summary>
/// The seam between frameworks and llama.cpp: an <see cref="IChatClient"/> over an engine. Messages are written in
/// the format the default model was trained on. With tools in the options the answer is one call of the form
/// <c>{"tool":...,"args":{...}}</c>, handed on as <see cref="FunctionCallContent"/>; nothing is invoked here.
/// </summary>
public sealed class LlamaChatClient(IInferenceEngine engine, ChatFormat? format = null) : IChatClient
{
    private readonly ChatFormat _format = format ?? ChatFormat.Own;

    /// <summary>The key in <see cref="ChatOptions.AdditionalProperties"/> of a grammar (GBNF, text).</summary>
    public const string GrammarKey = "dai.grammar";

    /// <summary>The key of the tools that the model is told of (<see cref="ToolFunction"/>s) when the options have
    /// none that could be invoked.</summary>
    public const string CatalogueKey = "dai.catalogue";

    /// <summary>The key of the agent whose question it is (text).</summary>
    public const string AgentKey = "dai.agent";

    private const int DefaultTokens = 192;

    /// <inheritdoc/>
    /// <exception cref="ModelException">The model did not run.</exception>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        CancellationToken cancellationToken = default) => AnswerAsync(messages, options, null, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Text comes as it is written; a call, which is nothing before it is whole, in one piece.</remarks>
    /// <exception cref="ModelException">The model did not run.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (Tools(options).Length > 0)
        {
            var whole = await GetResponseAsync(messages, options, cancellationToken);
            foreach (var update in whole.ToChatResponseUpdates())
                yield return update;
            yield break;
        }
        var pieces = Channel.CreateUnbounded<string>();
        using var left = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var answer = AnswerAsync(messages, options, text => pieces.Writer.TryWrite(text), left.Token);
        _ = answer.ContinueWith(_ => pieces.Writer.Complete(), CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            await foreach (var text in pieces.Reader.ReadAllAsync(CancellationToken.None))
                yield return new ChatResponseUpdate(ChatRole.Assistant, text);
            var response = await answer;
            yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(response.Usage!)])
            {
                ModelId = response.ModelId,
                FinishReason = response.FinishReason,
                RawRepresentation = response.RawRepresentation,
            };
        }
        finally
        {
            // Whoever stops reading wants no more written.
            await left.CancelAsync();
        }
    }

    private async Task<ChatResponse> AnswerAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, Action<string>? written,
        CancellationToken cancellation)
    {
        var tools = Tools(options);
        var grammar = options?.AdditionalProperties?.GetValueOrDefault(GrammarKey) as string
            ?? (tools.Length == 0
                ? ""
                : FunctionGrammar.Of(tools, options?.ToolMode is RequiredChatToolMode, _format.Form));
        var told = options?.AdditionalProperties?.GetValueOrDefault(CatalogueKey) as IReadOnlyList<ToolFunction>
            ?? [.. tools.Select(ToolFunction.Of)];
        var prompt = _format.Render([.. messages.Select(message => (message.Role.Value, Text(message)))], told);
        var question = new InferenceQuestion(prompt, grammar, options?.MaxOutputTokens ?? DefaultTokens)
        {
            Agent = options?.AdditionalProperties?.GetValueOrDefault(AgentKey) as string ?? "",
            Written = written,
        };
        var answer = await engine.AskAsync(question, cancellation);
        var call = tools.Length == 0 ? null : Call(answer.Answer.Text, tools);
        var message = call is null
            ? new ChatMessage(ChatRole.Assistant, tools.Length == 0 ? answer.Answer.Text : Reply(answer.Answer.Text))
            : new ChatMessage(ChatRole.Assistant, [call]);
        return new ChatResponse(message)
        {
            ModelId = answer.Facts.Model.ToString(),
            RawRepresentation = answer,
            FinishReason = call is not null ? ChatFinishReason.ToolCalls
                : answer.Answer.Complete ? ChatFinishReason.Stop
                : ChatFinishReason.Length,
            Usage = new UsageDetails
            {
                InputTokenCount = answer.Answer.PromptTokens,
                OutputTokenCount = answer.Answer.AnswerTokens,
                TotalTokenCount = answer.Answer.PromptTokens + answer.Answer.AnswerTokens,
            },
        };
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this
        : serviceKey is null && serviceType.IsInstanceOfType(engine) ? engine
        : serviceKey is null && serviceType.IsInstanceOfType(_format) ? _format
        : null;

    /// <summary>Leaves the engine to its owner.</summary>
    public void Dispose()
    {
    }

    private static AIFunctionDeclaration[] Tools(ChatOptions? options) => options?.ToolMode is NoneChatToolMode
        ? []
        : options?.Tools?.OfType<AIFunctionDeclaration>().ToArray() ?? [];

    private static string Text(ChatMessage message) => string.Concat(message.Contents.Select(content => content switch
    {
        TextContent text => text.Text,
        FunctionCallContent call => Written(call).ToJson(),
        FunctionResultContent result => result.Result?.ToString() ?? "",
        _ => "",
    }));

    private static ProposedCall Written(FunctionCallContent call) => new(call.Name,
        [.. (call.Arguments ?? new Dictionary<string, object?>())
            .Select(argument => new CallArgument(argument.Key, argument.Value?.ToString() ?? ""))]);

    private FunctionCallContent? Call(string text, AIFunctionDeclaration[] tools) =>
        _format.Form.TryRead(text, out var call) && tools.Any(tool => tool.Name == call.Tool)
            ? new FunctionCallContent($"call-{Domain.Encoding.Keccak256.Hash(text)}", call.Tool,
                call.Arguments.ToDictionary(argument => argument.Name, argument => (object?)argument.Value))
            : null;

    private string Reply(string text) =>
        _format.Form.TryRead(text, out var call) && call.Tool == FunctionGrammar.Reply ? call["text"] ?? "" : text;
}
