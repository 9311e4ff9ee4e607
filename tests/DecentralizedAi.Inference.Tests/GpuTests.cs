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
        Assert.StartsWith("cuda+", (await AskAsync()).Receipt.Level);

    [Fact]
    public async Task Asked_for_cuda_without_a_card_it_uses_the_cpu_and_says_so()
    {
        if (File.Exists("/dev/nvidiactl"))
            return;
        Assert.Equal("avx2", (await AskAsync()).Receipt.Level);
        Assert.Contains(_log, line => line.Contains("CUDA was asked for and did not load"));
    }

    private async Task<ModelAnswer.Proposed> AskAsync()
    {
        var options = HostCommand.Tiny(_folder.Path);
        options = options with { Model = options.Model with { Gpu = true } };
        using var client = new ModelHostClient(options, TimeProvider.System, _log.Enqueue);
        var request = Samples.Ask("Balance?", "wallet.balance") with { Model = options.Model.Sha256 };
        var model = new ChatModel(new LlamaChatClient(client), options.Model.Sha256);
        return Assert.IsType<ModelAnswer.Proposed>(await model.ProposeAsync(request, CancellationToken.None));
    }
}
