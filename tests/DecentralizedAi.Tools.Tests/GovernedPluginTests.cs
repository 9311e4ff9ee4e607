using System.ComponentModel;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Inference.Chat;
using DecentralizedAi.Inference.Files;
using DecentralizedAi.Inference.Native;
using DecentralizedAi.Testing.Models;
using DecentralizedAi.Tools.Governed;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Xunit;

namespace DecentralizedAi.Tools.Tests;

/// <summary>A plugin class written for Semantic Kernel alone runs governed, whichever way it is called.</summary>
public sealed class GovernedPluginTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dai-plugin-").FullName;
    private readonly BillPlugin _bills = new();
    private readonly RecordingGate _gate = new();
    private readonly Kernel _kernel = new();

    public GovernedPluginTests() => _kernel.Plugins.Add(GovernedPlugin.Of("bills", _bills, _gate));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task An_allowed_call_runs_with_its_values()
    {
        var result = await _kernel.InvokeAsync<string>(
            "bills", "pay", new() { ["payee"] = "Hosting", ["amount"] = 40 });
        Assert.Equal("paid 40 to Hosting", result);
        Assert.Equal("bills.pay(amount: 40, payee: Hosting)", Assert.Single(_gate.Asked));
    }

    [Fact]
    public async Task A_denied_call_does_not_run_through_the_kernel()
    {
        _gate.Reason = "no rule permits 'bills.pay'";
        var result = await _kernel.InvokeAsync("bills", "pay", new() { ["payee"] = "Thief", ["amount"] = 40 });
        Assert.Equal("denied: no rule permits 'bills.pay'", result.ToString());
        Assert.Equal(0, _bills.Paid);
        Assert.Single(_gate.Asked);
    }

    [Fact]
    public async Task A_denied_call_does_not_run_when_the_function_is_handed_to_another_framework()
    {
        _gate.Reason = "no";
        AIFunction function = _kernel.Plugins["bills"]["pay"].WithKernel(new Kernel());
        var arguments = new AIFunctionArguments { ["payee"] = "Thief", ["amount"] = 40 };
        Assert.Contains("denied", (await function.InvokeAsync(arguments))?.ToString());
        Assert.Equal(0, _bills.Paid);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("not today", false)]
    public async Task A_call_that_a_local_model_makes_by_itself_runs_only_when_allowed(string? reason, bool runs)
    {
        _gate.Reason = reason;
        using var engine = Engine();
        var door = new LlamaChatClient(engine).AsBuilder().UseKernelFunctionInvocation().Build()
            .AsChatCompletionService();
        var settings = new PromptExecutionSettings
        {
            FunctionChoiceBehavior = FunctionChoiceBehavior.Required(_kernel.Plugins["bills"]),
        };
        var history = new ChatHistory();
        history.AddUserMessage("Pay the bill");
        await door.GetChatMessageContentAsync(history, settings, _kernel);
        Assert.NotEmpty(_gate.Asked);
        Assert.Equal(runs, _bills.Paid > 0);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("not today", false)]
    public async Task A_call_that_an_agent_of_the_agent_framework_makes_runs_only_when_allowed(
        string? reason, bool runs)
    {
        _gate.Reason = reason;
        using var engine = Engine();
        var agent = new ChatClientAgent(new LlamaChatClient(engine), new ChatClientAgentOptions
        {
            ChatOptions = new ChatOptions
            {
                Tools = [.. GovernedPlugin.FunctionsOf("bills", _bills, _gate)], ToolMode = ChatToolMode.RequireAny,
            },
        });
        await agent.RunAsync("Pay the bill");
        Assert.All(_gate.Asked, call => Assert.StartsWith("bills.pay(", call));
        Assert.NotEmpty(_gate.Asked);
        Assert.Equal(runs, _bills.Paid > 0);
    }

    [Fact]
    public async Task The_door_gives_any_semantic_kernel_code_an_answer_of_the_local_model()
    {
        using var engine = Engine();
        var door = new LlamaChatClient(engine).AsChatCompletionService();
        var history = new ChatHistory("be short");
        history.AddUserMessage("Hello");
        var answer = await door.GetChatMessageContentAsync(history);
        Assert.Equal(AuthorRole.Assistant, answer.Role);
        Assert.False(string.IsNullOrEmpty(answer.Content));
    }

    private LocalEngine Engine()
    {
        var path = TinyGguf.Write(_folder);
        return new(LlamaEngine.Load(new LlamaOptions(path, ModelFile.Hash(path)), TextWriter.Null));
    }

    /// <summary>As anybody writes one; knows nothing of governance.</summary>
    private sealed class BillPlugin
    {
        public int Paid { get; private set; }

        [KernelFunction("pay"), Description("Pays a bill.")]
        public string Pay(string payee, int amount)
        {
            Paid++;
            return $"paid {amount} to {payee}";
        }
    }

    private sealed class RecordingGate : IToolGate
    {
        public string? Reason { get; set; }
        public List<string> Asked { get; } = [];

        public ValueTask<GateVerdict> JudgeAsync(ToolCall call, CancellationToken cancellation)
        {
            Asked.Add(call.ToString());
            return new(Reason is null ? new GateVerdict.Allowed() : new GateVerdict.Denied(Reason));
        }
    }
}
