using DecentralizedAi.Benchmarks.Harness;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Inference;
using DecentralizedAi.Inference.Files;
using DecentralizedAi.Inference.Hosting;
using DecentralizedAi.Inference.Native;

namespace DecentralizedAi.Benchmarks.Inference;

/// <summary>A model as a node runs it: in a child process, asked over its pipe. This program is the child too.
/// </summary>
internal sealed class HostedModel : IDisposable
{
    private readonly ModelHostClient _client;
    private int _questions;

    /// <param name="tokens">Of prompt and answer together.</param>
    public HostedModel(string path, int tokens, int sequences = 8, string level = "avx2")
    {
        Sha256 = ModelFile.Hash(path);
        var options = new LlamaOptions(path, Sha256)
        {
            Context = tokens, Sequences = sequences, Level = level,
        };
        _client = new ModelHostClient(new(Environment.ProcessPath!,
            ["exec", typeof(HostedModel).Assembly.Location, "model-host"], options), TimeProvider.System, _ => { });
    }

    public Bytes32 Sha256 { get; }

    /// <summary>The agent's side of it.</summary>
    public IInferenceEngine Engine => _client;

    public int ProcessId => _client.ProcessId ?? throw new InvalidOperationException("the model host is not running");

    public Task<EngineFacts> StartAsync(CancellationToken cancellation) => _client.StartAsync(cancellation);

    /// <summary>CPU nanoseconds of both processes that work takes.</summary>
    public async Task<double> CostAsync(Func<Task> work)
    {
        var start = CpuClock.Now + CpuClock.Of(ProcessId);
        await work().ConfigureAwait(false);
        return CpuClock.Now + CpuClock.Of(ProcessId) - start;
    }

    /// <summary>Asks for an answer of so many tokens.</summary>
    /// <param name="prefix">Tokens that all questions share; 0 makes one that begins like no other.</param>
    /// <param name="own">Tokens after it.</param>
    /// <exception cref="InvalidOperationException">The answer or its prompt has another length.</exception>
    public async Task AskAsync(int prefix, int own, int answer, CancellationToken cancellation)
    {
        var number = Interlocked.Increment(ref _questions);
        // The digit that changes comes first.
        var text = new string('s', prefix) + string.Concat($"{number:x8}".Reverse()).PadRight(own, 'o');
        var question = new InferenceQuestion([new PromptSegment(text, false)], "", answer) { Agent = $"{number % 8}" };
        var written = (await _client.AskAsync(question, cancellation).ConfigureAwait(false)).Answer;
        if (written.PromptTokens != prefix + own || (written.AnswerTokens != answer && !written.Complete))
            throw new InvalidOperationException($"asked for {prefix + own} and {answer} tokens, got {written}");
    }

    public void Dispose() => _client.Dispose();
}
