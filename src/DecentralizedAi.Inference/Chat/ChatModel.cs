using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Inference.Grammars;
using DecentralizedAi.Inference.Prompts;
using Microsoft.Extensions.AI;

namespace DecentralizedAi.Inference.Chat;

/// <summary>
/// <see cref="IModel"/> over a chat client: history from the turn, grammar from tools and turn, the answer parsed
/// into a call in references, a receipt for each.
/// </summary>
/// <param name="client">Over llama.cpp: <see cref="LlamaChatClient"/>.</param>
/// <param name="approved">SHA-256 of the file behind the client.</param>
/// <param name="prompts">The prompts of this node's compositions; null for a model trained without system text, such
/// as the default one.</param>
public sealed class ChatModel(IChatClient client, Bytes32 approved, PromptShelf? prompts = null) : IModel
{
    private readonly ChatFormat _format = client.GetService(typeof(ChatFormat)) as ChatFormat ?? ChatFormat.Own;

    public async Task<ModelAnswer> ProposeAsync(ModelRequest request, CancellationToken cancellation)
    {
        if (request.Model != approved)
            return new ModelAnswer.Unavailable($"{ModelException.AnotherModel} the composition approves model "
                + $"{request.Model}, this node has {approved}; give the node that file, or vote this one");
        if (request.Template != _format.Word)
            return new ModelAnswer.Unavailable($"{ModelException.AnotherTemplate} the composition says template "
                + $"'{request.Template}', the model file is written to as '{_format.Word}'; "
                + $"write template: {_format.Word} in agent.yaml and have it voted");
        try
        {
            var grammar = CallGrammar.Of(request, _format.Form);
            var response = await AskAsync(request, grammar, cancellation);
            var answer = (InferenceAnswer)response.RawRepresentation!;
            return Read(request, answer, Receipt(answer, grammar.Hash));
        }
        catch (ModelException refusal)
        {
            return new ModelAnswer.Unavailable(refusal.Message);
        }
    }

    // A turn that does not fit loses its oldest results, one call at a time.
    private async Task<ChatResponse> AskAsync(ModelRequest request, CallGrammar grammar, CancellationToken cancellation)
    {
        var options = new ChatOptions
        {
            MaxOutputTokens = request.MaxAnswerTokens,
            Temperature = 0,
            AdditionalProperties = new()
            {
                [LlamaChatClient.GrammarKey] = grammar.Text,
                [LlamaChatClient.CatalogueKey] = Told(request),
                [LlamaChatClient.AgentKey] = request.Agent,
            },
        };
        var system = prompts is null ? null : await prompts.RenderAsync(request, cancellation);
        for (var history = TurnHistory.Of(request.Turn, system, _format.Guide); ;)
        {
            try
            {
                return await client.GetResponseAsync(TurnHistory.Messages(history), options, cancellation);
            }
            catch (ModelException refusal) when (refusal.Code == ModelException.TooLong)
            {
                if (await TurnHistory.ShortenAsync(history, cancellation) is not { } shorter)
                    throw;
                history = shorter;
            }
        }
    }

    private static ToolFunction[] Told(ModelRequest request) =>
    [
        .. request.Tools.Concat(ToolCatalogue.Default.Tools.Where(tool =>
            ToolCatalogue.EndsTurn(tool.Name) && request.Tools.All(known => known.Name != tool.Name)))
            .Select(ToolFunction.Of),
    ];

    private ModelAnswer Read(ModelRequest request, InferenceAnswer inference, ReceiptDocument receipt)
    {
        var answer = inference.Answer;
        var usage = new ModelUsage(answer.PromptTokens, answer.AnswerTokens);
        if (!answer.Complete)
            return new ModelAnswer.NoCall($"the answer was cut after {answer.AnswerTokens} tokens", receipt, usage);
        if (!_format.Form.TryRead(answer.Text, out var call))
            return new ModelAnswer.NoCall("the answer is no call", receipt, usage);
        return request.Turn.Resolve(call) is Resolution.Unknown unknown
            ? new ModelAnswer.NoCall($"the answer names {unknown.Token}, which this turn does not have", receipt, usage)
            : new ModelAnswer.Proposed(call, receipt, usage)
            {
                Question = DoubtfulPayment.Ask(request, call, inference, _format.Form),
            };
    }

    private ReceiptDocument Receipt(InferenceAnswer answer, Bytes32 grammar)
    {
        var facts = answer.Facts;
        return new(facts.Model, null, _format.Template, facts.Build, facts.Level, facts.Threads, facts.Ubatch,
            facts.KvTypes, facts.KvSplit, facts.Flash, grammar, new SamplerDocument.Greedy(), answer.Answer.PromptHash,
            answer.Answer.AnswerHash, null);
    }
}
