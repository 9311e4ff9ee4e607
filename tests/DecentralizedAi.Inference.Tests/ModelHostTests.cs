using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Inference.Chat;
using DecentralizedAi.Inference.Files;
using DecentralizedAi.Inference.Hosting;
using DecentralizedAi.Inference.Native;
using DecentralizedAi.Testing.Models;
using Microsoft.Extensions.AI;
using Xunit;

namespace DecentralizedAi.Inference.Tests;

/// <summary>Real child processes.</summary>
public sealed partial class ModelHostTests : IDisposable
{
    private const int Continue = 18, Stop = 19;

    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<string> _log = new();
    private ModelHostClient? _client;

    public void Dispose()
    {
        _client?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Child_and_own_process_give_the_same_call_and_receipt()
    {
        var options = HostCommand.Tiny(_folder.Path);
        using var local = new LocalEngine(LlamaEngine.Load(options.Model, TextWriter.Null));
        var here = await new ChatModel(new LlamaChatClient(local), options.Model.Sha256)
            .ProposeAsync(Question(options), CancellationToken.None);
        var there = await Model(options).ProposeAsync(Question(options), CancellationToken.None);
        var expected = Assert.IsType<ModelAnswer.Proposed>(here);
        var actual = Assert.IsType<ModelAnswer.Proposed>(there);
        Assert.Equal(expected.Call.ToJson(), actual.Call.ToJson());
        Assert.Equal(expected.Receipt.ToJson(), actual.Receipt.ToJson());
        Assert.Equal(options.Model.Sha256, actual.Receipt.Model);
        Assert.Contains(_log, line => line.Contains(actual.Receipt.Build));
    }

    [Fact]
    public async Task The_child_measures_as_the_own_process_does()
    {
        var options = HostCommand.Tiny(_folder.Path, margin: 1.25f);
        using var local = new LocalEngine(LlamaEngine.Load(options.Model, TextWriter.Null));
        var question = new InferenceQuestion(PromptFormat.Render(Question(options).Turn), "", 40);
        var here = await local.AskAsync(question, CancellationToken.None);
        var there = await Client(options).AskAsync(question, CancellationToken.None);
        Assert.NotEmpty(here.Answer.Leads);
        Assert.Equal(here.Answer.Leads, there.Answer.Leads);
        Assert.Equal((1.25f, here.Facts), (there.Facts.MoneyMargin, there.Facts));
    }

    [Fact]
    public async Task The_child_has_no_environment_no_network_and_a_memory_limit()
    {
        var options = HostCommand.Tiny(_folder.Path) with { MemoryBytes = 3L << 30 };
        await Client(options).StartAsync(CancellationToken.None);
        var proc = $"/proc/{_client!.ProcessId}";
        var names = (await File.ReadAllTextAsync($"{proc}/environ")).Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=')[0]);
        Assert.All(names, name => Assert.StartsWith("DOTNET_", name));
        Assert.Equal("seccomp", _client.Confinement);
        Assert.Contains("Seccomp:\t2", await File.ReadAllTextAsync($"{proc}/status"));
        if (File.Exists("/usr/bin/prlimit"))
            Assert.Matches($@"Max data size\s+{3L << 30}", await File.ReadAllTextAsync($"{proc}/limits"));
    }

    [Fact]
    public async Task Killed_while_it_is_asked_is_unavailable_and_the_next_question_is_answered()
    {
        var options = HostCommand.Tiny(_folder.Path);
        var model = Model(options);
        await _client!.StartAsync(CancellationToken.None);
        var first = _client.ProcessId!.Value;
        Assert.Equal(0, Kill(first, Stop));
        var asked = model.ProposeAsync(Question(options), CancellationToken.None);
        Process.GetProcessById(first).Kill();
        var unavailable = Assert.IsType<ModelAnswer.Unavailable>(await asked);
        Assert.StartsWith(ModelException.HostDied, unavailable.Reason);
        Assert.IsType<ModelAnswer.Proposed>(await model.ProposeAsync(Question(options), CancellationToken.None));
        Assert.NotEqual(first, _client.ProcessId);
    }

    [Fact]
    public async Task A_child_that_does_not_answer_in_time_is_ended()
    {
        var options = HostCommand.Tiny(_folder.Path) with { AnswerTimeout = TimeSpan.FromMilliseconds(200) };
        var model = Model(options);
        await _client!.StartAsync(CancellationToken.None);
        var child = Process.GetProcessById(_client.ProcessId!.Value);
        Kill(child.Id, Stop);
        var unavailable = Assert.IsType<ModelAnswer.Unavailable>(
            await model.ProposeAsync(Question(options), CancellationToken.None));
        Assert.StartsWith(ModelException.TimedOut, unavailable.Reason);
        await child.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_file_that_was_not_approved_is_refused_by_both_hashes()
    {
        var options = HostCommand.Tiny(_folder.Path);
        var approved = Keccak256.Hash("another file");
        options = options with { Model = options.Model with { Sha256 = approved } };
        var request = Question(options);
        var unavailable = Assert.IsType<ModelAnswer.Unavailable>(
            await Model(options).ProposeAsync(request, CancellationToken.None));
        Assert.StartsWith(ModelException.NotApproved, unavailable.Reason);
        Assert.Contains(approved.ToString(), unavailable.Reason);
        Assert.Contains(ModelFile.Hash(options.Model.Path).ToString(), unavailable.Reason);
        Assert.Null(_client!.ProcessId);
    }

    [Fact]
    public async Task A_broken_file_that_was_approved_kills_nobody()
    {
        var bytes = TinyGguf.Bytes();
        bytes.AsSpan(40, 400).Fill(0xff);
        var path = Path.Combine(_folder.Path, "broken.gguf");
        await File.WriteAllBytesAsync(path, bytes);
        var options = HostCommand.Of(new(path, ModelFile.Hash(path)));
        var unavailable = Assert.IsType<ModelAnswer.Unavailable>(
            await Model(options).ProposeAsync(Question(options), CancellationToken.None));
        Assert.StartsWith(ModelException.BadHeader, unavailable.Reason);
    }

    [Fact]
    public async Task A_child_that_wants_more_memory_than_it_may_have_harms_nobody_else()
    {
        if (!File.Exists("/usr/bin/prlimit"))
            return;
        var options = HostCommand.Tiny(_folder.Path) with { MemoryBytes = 16 << 20 };
        Assert.StartsWith(ModelException.HostDied, await Reason(Model(options), options));
    }

    [Fact]
    public async Task Failures_in_a_row_are_made_to_wait()
    {
        var time = new StoppedTime();
        var options = HostCommand.Tiny(_folder.Path) with { Arguments = ["exec", "/nowhere.dll"] };
        _client = new ModelHostClient(options, time, _log.Enqueue);
        var model = new ChatModel(new LlamaChatClient(_client), options.Model.Sha256);
        Assert.StartsWith(ModelException.HostDied, await Reason(model, options));
        Assert.StartsWith(ModelException.HostDied, await Reason(model, options));
        Assert.StartsWith(ModelException.BackingOff, await Reason(model, options));
        time.Now += options.FirstPause;
        Assert.StartsWith(ModelException.HostDied, await Reason(model, options));
        time.Now += options.FirstPause;
        Assert.StartsWith(ModelException.BackingOff, await Reason(model, options));
    }

    [Fact]
    public async Task A_composition_with_another_model_is_not_asked()
    {
        var options = HostCommand.Tiny(_folder.Path);
        var request = Question(options) with { Model = Keccak256.Hash("their model") };
        var unavailable = Assert.IsType<ModelAnswer.Unavailable>(
            await Model(options).ProposeAsync(request, CancellationToken.None));
        Assert.StartsWith(ModelException.AnotherModel, unavailable.Reason);
        Assert.Null(_client!.ProcessId);
    }

    [Fact]
    public async Task A_caller_that_gives_up_leaves_no_answer_behind_for_the_next()
    {
        var options = HostCommand.Tiny(_folder.Path);
        var model = Model(options);
        await _client!.StartAsync(CancellationToken.None);
        var expected = await model.ProposeAsync(Question(options), CancellationToken.None);
        using var gone = new CancellationTokenSource();
        var abandoned = model.ProposeAsync(Question(options) with { Turn = Samples.Turn("Hello?") }, gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => abandoned);
        var answer = await model.ProposeAsync(Question(options), CancellationToken.None);
        Assert.Equal(Assert.IsType<ModelAnswer.Proposed>(expected).Call.ToJson(),
            Assert.IsType<ModelAnswer.Proposed>(answer).Call.ToJson());
    }

    [Fact]
    public async Task Many_at_once_each_get_what_they_get_alone()
    {
        // Of weights that are not quantised the bits may depend on the others in a pass.
        var path = new RandomGguf(BlockType.Q8, 64, 128, 2, 2, 2, 512).Write(_folder.Path);
        var options = HostCommand.Of(new(path, ModelFile.Hash(path)));
        var questions = Enumerable.Range(0, 20).Select(i => Free($"Question {i}") with { Agent = $"{i % 3}" }).ToList();
        using var local = new LocalEngine(LlamaEngine.Load(options.Model with { Sequences = 1 }, TextWriter.Null));
        var alone = await Task.WhenAll(questions.Select(question => local.AskAsync(question, default)));
        var client = Client(options);
        var together = await Task.WhenAll(questions.Select(question => client.AskAsync(question, default)));
        Assert.Equal(20, alone.Select(answer => answer.Answer.PromptHash).Distinct().Count());
        Assert.Equal(alone.Select(answer => (answer.Answer.Text, answer.Answer.AnswerHash)),
            together.Select(answer => (answer.Answer.Text, answer.Answer.AnswerHash)));
        Assert.Equal((1, 8), (alone[0].Facts.Sequences, together[0].Facts.Sequences));
    }

    [Fact]
    public async Task A_full_room_is_refused_without_asking_the_child()
    {
        var options = HostCommand.Tiny(_folder.Path);
        var client = Client(options);
        var room = LocalEngine.MaxWaiting + (await client.StartAsync(default)).Sequences;
        Kill(client.ProcessId!.Value, Stop);
        using var gone = new CancellationTokenSource();
        var asked = Enumerable.Range(0, room).Select(_ => client.AskAsync(Free("Hello"), gone.Token)).ToList();
        var refusal = await Assert.ThrowsAsync<ModelException>(() => client.AskAsync(Free("Hello"), default));
        Assert.Equal(ModelException.Busy, refusal.Code);
        await gone.CancelAsync();
        foreach (var question in asked)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => question);
        Kill(client.ProcessId!.Value, Continue);
        Assert.Equal(12, (await client.AskAsync(Free("Hello"), default)).Answer.AnswerTokens);
    }

    [Fact]
    public async Task A_child_that_dies_fails_all_who_asked_and_counts_as_one_failure()
    {
        var options = HostCommand.Tiny(_folder.Path);
        var client = Client(options);
        await client.StartAsync(default);
        var first = client.ProcessId!.Value;
        Kill(first, Stop);
        var asked = Enumerable.Range(0, 6).Select(_ => client.AskAsync(Free("Hello"), default)).ToList();
        Process.GetProcessById(first).Kill();
        foreach (var question in asked)
            Assert.Equal(ModelException.HostDied, (await Assert.ThrowsAsync<ModelException>(() => question)).Code);
        Assert.Equal(12, (await client.AskAsync(Free("Hello"), default)).Answer.AnswerTokens);
    }

    [Fact]
    public async Task A_long_answer_is_no_silence()
    {
        // Many passes over a model that is slow for its length, none of them longer than the limit.
        var path = RandomGguf.Of30M(BlockType.Q8).Write(_folder.Path);
        var options = HostCommand.Of(new(path, ModelFile.Hash(path))) with { AnswerTimeout = TimeSpan.FromSeconds(10) };
        var client = Client(options);
        var facts = await client.StartAsync(default);
        var pieces = new ConcurrentQueue<string>();
        var answer = await client.AskAsync(
            Free("Hello") with { MaxTokens = 400, Written = pieces.Enqueue }, default);
        Assert.Equal((400, answer.Answer.Text), (answer.Answer.AnswerTokens, string.Concat(pieces)));
        Assert.Equal(facts, answer.Facts);
    }

    [Fact]
    public async Task A_chat_streams_the_text_of_the_child()
    {
        var options = HostCommand.Tiny(_folder.Path);
        using var chat = new LlamaChatClient(Client(options));
        var settings = new ChatOptions { MaxOutputTokens = 60 };
        ChatMessage[] messages = [new(ChatRole.User, "Tell me.")];
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in chat.GetStreamingResponseAsync(messages, settings))
            updates.Add(update);
        Assert.InRange(updates.Count, 10, 62);
        var whole = await chat.GetResponseAsync(messages, settings);
        Assert.Equal(whole.Text, updates.ToChatResponse().Text);
        Assert.Equal((ChatFinishReason.Length, 60L),
            (updates[^1].FinishReason, updates.ToChatResponse().Usage!.OutputTokenCount));
    }

    private static InferenceQuestion Free(string text) => new([new(text, false)], "", 12);

    private static async Task<string> Reason(ChatModel model, ModelHostOptions options)
    {
        var answer = await model.ProposeAsync(Question(options), CancellationToken.None);
        return Assert.IsType<ModelAnswer.Unavailable>(answer).Reason;
    }

    private static ModelRequest Question(ModelHostOptions options) =>
        Samples.Ask("Balance?", "wallet.balance") with { Model = options.Model.Sha256 };

    private ChatModel Model(ModelHostOptions options) =>
        new(new LlamaChatClient(Client(options)), options.Model.Sha256);

    private ModelHostClient Client(ModelHostOptions options) =>
        _client = new ModelHostClient(options, TimeProvider.System, _log.Enqueue);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    private sealed class StoppedTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
