using System.Diagnostics;
using System.Runtime.InteropServices;
using DecentralizedAi.Inference.Hosting;
using DecentralizedAi.Inference.Native;
using Xunit;

namespace DecentralizedAi.Inference.Tests;

/// <summary>A real child that breaks while nobody waits for it, or whose asker breaks.</summary>
public sealed partial class ModelHostBreaksTests : IDisposable
{
    private const int Stop = 19;

    private readonly TemporaryFolder _folder = new();
    private ModelHostClient? _client;

    public void Dispose()
    {
        _client?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_child_that_dies_while_nobody_asks_fails_no_question()
    {
        var client = Client(HostCommand.Tiny(_folder.Path));
        await client.StartAsync(default);
        var first = client.ProcessId!.Value;
        Process.GetProcessById(first).Kill();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (client.ProcessId is not null && !patience.IsCancellationRequested)
            await Task.Yield();
        Assert.Equal(12, (await client.AskAsync(Free("Hello"), default)).Answer.AnswerTokens);
        Assert.NotEqual(first, client.ProcessId);
    }

    [Fact]
    public async Task A_child_that_is_silent_after_all_gave_up_is_ended()
    {
        var client = Client(
            HostCommand.Tiny(_folder.Path) with { AnswerTimeout = TimeSpan.FromMilliseconds(200) });
        await client.StartAsync(default);
        var child = Process.GetProcessById(client.ProcessId!.Value);
        Kill(child.Id, Stop);
        using var gone = new CancellationTokenSource();
        var asked = client.AskAsync(Free("Hello"), gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        await child.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Who_cannot_take_a_piece_loses_his_own_answer_alone()
    {
        var client = Client(HostCommand.Tiny(_folder.Path));
        await client.StartAsync(default);
        var first = client.ProcessId;
        var broken = client.AskAsync(
            Free("Hello") with { Written = _ => throw new InvalidDataException() }, default);
        var whole = client.AskAsync(Free("Hello"), default);
        await Assert.ThrowsAsync<InvalidDataException>(() => broken);
        Assert.Equal(12, (await whole).Answer.AnswerTokens);
        Assert.Equal(first, client.ProcessId);
    }

    private static InferenceQuestion Free(string text) => new([new(text, false)], "", 12);

    private ModelHostClient Client(ModelHostOptions options) =>
        _client = new ModelHostClient(options, TimeProvider.System, _ => { });

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
