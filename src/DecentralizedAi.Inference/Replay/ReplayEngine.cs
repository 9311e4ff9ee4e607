using DecentralizedAi.Inference.Native;

namespace DecentralizedAi.Inference.Replay;

/// <summary>An engine that keeps the ids of what it wrote last.</summary>
internal sealed class ReplayEngine(LlamaEngine engine) : IInferenceEngine
{
    /// <summary>The last answer.</summary>
    public IReadOnlyList<int> Ids { get; private set; } = [];

    public Task<InferenceAnswer> AskAsync(InferenceQuestion question, CancellationToken cancellation)
    {
        var run = engine.Begin(engine.Tokenize(question.Prompt), question.Grammar, question.MaxTokens);
        try
        {
            while (!run.IsOver)
            {
                cancellation.ThrowIfCancellationRequested();
                engine.Step();
            }
            Ids = run.Ids;
            return Task.FromResult(new InferenceAnswer(run.Answer ?? throw run.Fault!, engine.Facts));
        }
        finally
        {
            engine.End(run);
        }
    }
}
