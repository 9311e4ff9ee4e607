using LLama.Native;

namespace DecentralizedAi.Inference.Native;

/// <summary>
/// The most likely token that a grammar allows. The best token of all is tried first, alone: it is nearly always
/// allowed, and asking the grammar about the whole vocabulary costs more than reading the model.
/// </summary>
internal sealed class GreedySampler : IDisposable
{
    private readonly SafeLLamaSamplerChainHandle? _grammar;

    /// <param name="grammar">Checked GBNF; empty allows everything.</param>
    public GreedySampler(SafeLlamaModelHandle.Vocabulary vocabulary, string grammar)
    {
        if (grammar.Length == 0)
            return;
        _grammar = SafeLLamaSamplerChainHandle.Create(LLamaSamplerChainParams.Default());
        _grammar.AddGrammar(vocabulary, grammar, "root");
    }

    /// <summary>The next token; of equals the one with the smaller id.</summary>
    public LLamaToken Next(ReadOnlySpan<float> logits)
    {
        var best = 0;
        for (var i = 1; i < logits.Length; i++)
            if (logits[i] > logits[best])
                best = i;
        if (_grammar is null)
            return best;
        var token = Best([new LLamaTokenData(best, logits[best], 0)]) ?? Best(All(logits))
            ?? throw new ModelException(ModelException.BadGrammar, "the grammar allows nothing here");
        _grammar.Accept(token);
        return token;
    }

    public void Dispose() => _grammar?.Dispose();

    private static LLamaTokenData[] All(ReadOnlySpan<float> logits)
    {
        var all = new LLamaTokenData[logits.Length];
        for (var i = 0; i < all.Length; i++)
            all[i] = new(i, logits[i], 0);
        return all;
    }

    private LLamaToken? Best(LLamaTokenData[] candidates)
    {
        using var pin = LLamaTokenDataArrayNative.Create(new LLamaTokenDataArray(candidates), out var native);
        _grammar!.Apply(ref native);
        LLamaToken? best = null;
        var most = float.NegativeInfinity;
        foreach (var candidate in native.Data)
            if (candidate.Logit > most)
                (best, most) = (candidate.ID, candidate.Logit);
        return best;
    }
}
