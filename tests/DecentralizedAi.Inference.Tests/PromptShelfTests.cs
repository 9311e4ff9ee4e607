using System.Security.Cryptography;
using System.Text;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Inference.Chat;
using DecentralizedAi.Inference.Native;
using DecentralizedAi.Inference.Prompts;
using Xunit;

namespace DecentralizedAi.Inference.Tests;

public sealed class PromptShelfTests
{
    private const string First = "You spend {{$assets}}.", Second = "You may use {{$tools}}.";

    [Fact]
    public async Task The_prompts_of_a_composition_stand_before_the_assets()
    {
        var engine = new ListeningEngine();
        var model = new ChatModel(new LlamaChatClient(engine), default, new PromptShelf([Second, First]));
        var request = Samples.Ask("Balance?", "wallet.balance") with { Prompts = [Hash(First), Hash(Second)] };
        Assert.IsType<ModelAnswer.Proposed>(await model.ProposeAsync(request, CancellationToken.None));
        Assert.StartsWith(
            "<|im_start|>system\nYou spend USDC DAI.\nYou may use wallet.balance.\nassets: USDC DAI<|im_end|>\n",
            PromptFormat.Text(engine.Asked!.Prompt));
    }

    [Fact]
    public async Task A_model_trained_without_system_text_is_asked_in_the_bytes_of_its_training()
    {
        var engine = new ListeningEngine();
        var request = Samples.Ask("Balance?", "wallet.balance") with { Prompts = [Hash(First)] };
        await new ChatModel(new LlamaChatClient(engine), default).ProposeAsync(request, CancellationToken.None);
        Assert.Equal(PromptFormat.Render(request.Turn), engine.Asked!.Prompt);
    }

    [Fact]
    public async Task A_prompt_that_is_not_here_is_unavailable()
    {
        var model = new ChatModel(new LlamaChatClient(new ListeningEngine()), default, new PromptShelf([First]));
        var request = Samples.Ask("Balance?") with { Prompts = [Hash(Second)] };
        var gone = Assert.IsType<ModelAnswer.Unavailable>(await model.ProposeAsync(request, CancellationToken.None));
        Assert.StartsWith(ModelException.NoPrompt, gone.Reason);
        Assert.Contains(Hash(Second).ToString(), gone.Reason);
    }

    [Theory]
    [InlineData("""{"tool":"wallet.balance","args":{}}""", false)]
    [InlineData("""{"tool":"wallet.balance","args":{}""", true)]
    [InlineData("""{"tool":"wallet.balance"}""", true)]
    [InlineData("I shall look.", true)]
    [InlineData("", true)]
    [InlineData("""{"tool":"wallet.balance","args":{}}{}""", true)]
    public async Task Only_a_whole_call_is_a_proposal(string text, bool complete)
    {
        var model = new ChatModel(new LlamaChatClient(new ListeningEngine { Text = text, Complete = complete }), default);
        var answer = await model.ProposeAsync(Samples.Ask("Balance?", "wallet.balance"), CancellationToken.None);
        var none = Assert.IsType<ModelAnswer.NoCall>(answer);
        Assert.Equal(7, none.Usage.Total);
        Assert.False(none.Receipt.Grammar.IsZero);
    }

    [Fact]
    public async Task A_reference_that_the_turn_does_not_have_is_no_call()
    {
        var engine = new ListeningEngine { Text = """{"tool":"wallet.balance","args":{"of":"@a9"}}""" };
        var answer = await new ChatModel(new LlamaChatClient(engine), default)
            .ProposeAsync(Samples.Ask("Balance of Hosting?", "wallet.balance"), CancellationToken.None);
        Assert.Contains("@a9", Assert.IsType<ModelAnswer.NoCall>(answer).Reason);
    }

    private static Bytes32 Hash(string text) => Bytes32.Of(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Keeps the question and gives a written answer.</summary>
    private sealed class ListeningEngine : IInferenceEngine
    {
        public InferenceQuestion? Asked { get; private set; }
        public string Text { get; init; } = """{"tool":"wallet.balance","args":{}}""";
        public bool Complete { get; init; } = true;

        public Task<InferenceAnswer> AskAsync(InferenceQuestion question, CancellationToken cancellation)
        {
            Asked = question;
            return Task.FromResult(new InferenceAnswer(
                new EngineAnswer(Text, 5, 2, default, default, Complete),
                new EngineFacts(default, "b", "avx2", 1, 512, "f16,f16", true, false, 1024)));
        }
    }
}
