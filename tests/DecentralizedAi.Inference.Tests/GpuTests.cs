using System.Collections.Concurrent;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Inference.Chat;
using DecentralizedAi.Inference.Hosting;
using Xunit;

namespace DecentralizedAi.Inference.Tests;

/// <summary>CUDA where it is there, the CPU where it is not.</summary>
[Trait("Suite", "gpu")]
public sealed class GpuTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<string> _log = new();

    public void Dispose() => _folder.Dispose();

    [GpuFact]
    public async Task Runs_on_cuda_and_the_receipt_says_so() =>
        Assert.StartsWith("cuda+", Assert.IsType<ModelAnswer.Proposed>(await AskAsync()).Receipt.Level);

    [GpuFact]
    public async Task Writes_within_the_grammar_on_cuda_and_the_same_every_time()
    {
        var first = Assert.IsType<ModelAnswer.Proposed>(await AskAsync(layers: 1));
        Assert.Equal(first.Receipt.Answer, (await AskAsync(layers: 1) as ModelAnswer.Proposed)?.Receipt.Answer);
    }

    [Fact]
    public async Task Asked_for_cuda_where_none_serves_it_uses_the_cpu_and_says_why()
    {
        var answer = Assert.IsType<ModelAnswer.Proposed>(await AskAsync());
        Assert.Equal(!answer.Receipt.Level.StartsWith("cuda+"),
            _log.Any(line => line.Contains("CUDA did not load, the CPU serves: ")));
    }

    [Fact]
    public async Task Layers_that_are_demanded_are_refused_where_no_card_serves_and_the_reason_is_named()
    {
        if (await AskAsync(layers: 1) is not ModelAnswer.Unavailable refused)
            return;
        Assert.StartsWith(ModelException.NoCard, refused.Reason);
        Assert.Matches("no CUDA backend|no CUDA driver|sees no card|does not start|beside this driver", refused.Reason);
        Assert.Contains("gpu_layers: auto", refused.Reason);
    }

    private async Task<ModelAnswer> AskAsync(int? layers = null)
    {
        var options = HostCommand.Tiny(_folder.Path);
        options = options with { Model = options.Model with { Gpu = true, GpuLayers = layers } };
        using var client = new ModelHostClient(options, TimeProvider.System, _log.Enqueue);
        var request = Samples.Ask("Balance?", "wallet.balance") with { Model = options.Model.Sha256 };
        var model = new ChatModel(new LlamaChatClient(client), options.Model.Sha256);
        return await model.ProposeAsync(request, CancellationToken.None);
    }
}
