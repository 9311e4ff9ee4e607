namespace DecentralizedAi.Inference.Native;

/// <summary>An engine in this process, for tools and tests; nodes use the model host.</summary>
public sealed class LocalEngine(LlamaEngine engine) : IInferenceEngine, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    public async Task<InferenceAnswer> AskAsync(InferenceQuestion question, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            var prompt = engine.Tokenize(question.Prompt);
            return new(engine.Ask(prompt, question.Grammar, question.MaxTokens), engine.Facts);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => engine.Dispose();
}
