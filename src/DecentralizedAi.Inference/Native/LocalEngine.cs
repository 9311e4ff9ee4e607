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
            return new(engine.Ask(engine.Tokenize(question.Prompt), question.Grammar, question.MaxTokens), engine.Facts);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => engine.Dispose();
}
