using System.Collections.Concurrent;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Inference.Files;
using DecentralizedAi.Inference.Grammars;
using DecentralizedAi.Inference.Native;
using DecentralizedAi.Testing.Models;
using Xunit;

namespace DecentralizedAi.Inference.Tests;

/// <summary>Many agents at one model, in this process.</summary>
public sealed class LocalEngineTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private LocalEngine? _local;

    public void Dispose()
    {
        _local?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Twenty_agents_at_once_each_get_what_they_get_alone()
    {
        var questions = Enumerable.Range(0, 20).Select(i =>
            Question($"{Samples.Letters(i)}: pay 3 USDC to Hosting.", $"agent {i}")).ToList();
        List<EngineAnswer> alone;
        using (var engine = Engine(1))
            alone = [.. questions.Select(question =>
                engine.Ask(engine.Tokenize(question.Prompt), question.Grammar, question.MaxTokens))];
        var local = Local(Engine(8));
        var together = await Task.WhenAll(questions.Select(question => local.AskAsync(question, default)));
        Assert.Equal(20, together.Select(answer => answer.Answer.PromptHash).Distinct().Count());
        Assert.Equal(alone.Select(answer => (answer.Text, answer.AnswerHash)),
            together.Select(answer => (answer.Answer.Text, answer.Answer.AnswerHash)));
        Assert.Equal(alone.SelectMany(answer => answer.Leads), together.SelectMany(answer => answer.Answer.Leads));
    }

    [Fact]
    public async Task While_all_have_questions_nobody_waits_for_its_turn_longer_than_twice_the_mean()
    {
        string[] agents = ["many", "b", "c", "d", "e", "f"];
        var starts = new ConcurrentQueue<(string Agent, long Pass)>();
        using var gate = new Gate(Local(Tiny(2)));
        var asked = agents.SelectMany(agent => Enumerable.Range(0, agent == "many" ? 30 : 6)
            .Select(_ => gate.Engine.AskAsync(Noted(agent), default))).ToList();
        gate.Open();
        await Task.WhenAll(asked).WaitAsync(Patience);
        var last = agents.Min(agent => starts.Where(start => start.Agent == agent).Max(start => start.Pass));
        var waits = agents.ToDictionary(agent => agent, agent => Gaps(
            [.. starts.Where(start => start.Agent == agent && start.Pass <= last).Select(start => start.Pass)]));
        Assert.All(waits.Values, wait => Assert.InRange(wait, 1, 2 * waits.Values.Average()));

        InferenceQuestion Noted(string agent)
        {
            var first = true;
            return Free(16) with
            {
                Agent = agent,
                Written = _ =>
                {
                    if (first)
                        starts.Enqueue((agent, gate.Engine.Passes));
                    first = false;
                },
            };
        }
    }

    [Fact]
    public async Task A_full_room_is_a_typed_refusal_that_nobody_waits_for_and_empties_again()
    {
        using var gate = new Gate(Local(Tiny(1)));
        var waiting = Enumerable.Range(0, LocalEngine.MaxWaiting)
            .Select(i => gate.Engine.AskAsync(Free(4) with { Agent = $"agent {i}" }, default)).ToList();
        Assert.Equal(ModelException.Busy, Assert.Throws<ModelException>(Late).Code);
        gate.Open();
        await Task.WhenAll(waiting).WaitAsync(Patience);
        Assert.Equal(4, (await gate.Engine.AskAsync(Free(4), default)).Answer.AnswerTokens);

        void Late() => _ = gate.Engine.AskAsync(Free(4) with { Agent = "late" }, default);
    }

    [Fact]
    public async Task Who_gives_up_in_the_middle_of_an_answer_makes_room_at_once()
    {
        var local = Local(Tiny(1));
        using var gone = new CancellationTokenSource();
        var pieces = 0;
        var abandoned = local.AskAsync(Free(1000) with
        {
            Written = _ =>
            {
                if (++pieces == 3)
                    gone.Cancel();
            },
        }, gone.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => abandoned);
        Assert.Equal(4, (await local.AskAsync(Free(4), default).WaitAsync(Patience)).Answer.AnswerTokens);
        Assert.Equal(3, pieces);
    }

    [Fact]
    public async Task Who_gives_up_while_waiting_is_never_asked()
    {
        using var gate = new Gate(Local(Tiny(1)));
        using var gone = new CancellationTokenSource();
        var written = false;
        var abandoned = gate.Engine.AskAsync(Free(4) with { Written = _ => written = true }, gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => abandoned);
        gate.Open();
        await gate.Engine.AskAsync(Free(4), default).WaitAsync(Patience);
        Assert.False(written);
    }

    [Fact]
    public async Task What_is_told_while_it_is_written_is_the_answer()
    {
        var local = Local(Tiny(2));
        var pieces = new List<string>();
        var answer = await local.AskAsync(Free(200) with { Written = pieces.Add }, default);
        Assert.Equal(answer.Answer.Text, string.Concat(pieces));
        Assert.InRange(pieces.Count, 50, 201);
    }

    [Fact]
    public async Task One_question_that_fails_harms_no_other()
    {
        var local = Local(Tiny(4));
        var good = Enumerable.Range(0, 3).Select(_ => local.AskAsync(Free(100), default)).ToList();
        var bad = local.AskAsync(Free(100) with { Grammar = "root ::= root" }, default);
        var tooLong = local.AskAsync(Free(100_000), default);
        Assert.Equal(ModelException.BadGrammar, (await Assert.ThrowsAsync<ModelException>(() => bad)).Code);
        Assert.Equal(ModelException.TooLong, (await Assert.ThrowsAsync<ModelException>(() => tooLong)).Code);
        Assert.All(await Task.WhenAll(good), answer => Assert.Equal(100, answer.Answer.AnswerTokens));
    }

    [Fact]
    public async Task An_engine_that_is_gone_answers_nobody_and_keeps_nobody_waiting()
    {
        var local = Local(Tiny(1));
        var asked = Enumerable.Range(0, 8).Select(_ => local.AskAsync(Free(1900), default)).ToList();
        local.Dispose();
        _local = null;
        foreach (var question in asked)
            await Assert.ThrowsAsync<ObjectDisposedException>(() => question.WaitAsync(Patience));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => local.AskAsync(Free(4), default));
    }

    private static double Gaps(IReadOnlyList<long> passes) => (passes[^1] - passes[0]) / (double)(passes.Count - 1);

    private static InferenceQuestion Question(string text, string agent)
    {
        var request = Samples.Ask(text);
        return new(PromptFormat.Render(request.Turn), CallGrammar.Of(request).Text, 64) { Agent = agent };
    }

    private static InferenceQuestion Free(int tokens) => new([new("Once upon a time", false)], "", tokens);

    private LocalEngine Local(LlamaEngine engine) => _local = new LocalEngine(engine);

    private static LlamaEngine Engine(int sequences) => Load(ShippedModel.File, sequences);

    private LlamaEngine Tiny(int sequences) => Load(TinyGguf.Write(_folder.Path), sequences);

    private static LlamaEngine Load(string path, int sequences) =>
        LlamaEngine.Load(new LlamaOptions(path, ModelFile.Hash(path)) { Sequences = sequences }, TextWriter.Null);

    /// <summary>Holds the owner of an engine until everything is asked.</summary>
    private sealed class Gate : IDisposable
    {
        private readonly ManualResetEventSlim _held = new(), _open = new();

        public Gate(LocalEngine engine)
        {
            Engine = engine;
            engine.AskAsync(Free(1) with
            {
                Written = _ =>
                {
                    _held.Set();
                    _open.Wait(Patience);
                },
            }, default);
            Assert.True(_held.Wait(Patience));
        }

        public LocalEngine Engine { get; }

        public void Open() => _open.Set();

        public void Dispose() => Open();
    }
}
