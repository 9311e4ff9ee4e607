using LLama.Native;

namespace DecentralizedAi.Inference.Native;

/// <summary>
/// The most likely token that a grammar allows. The best token of all is tried first, alone: it is nearly always
/// allowed, and asking the grammar about the whole vocabulary costs more than reading the model.
/// </summary>
internal sealed class GreedySampler : IDisposable
{
    private const int Measured = 8;

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
    public LLamaToken Next(ReadOnlySpan<float> logits) => Next(logits, 1).Token;

    /// <summary>The same token, and its lead as <see cref="TokenLead.Lead"/> says.</summary>
    public (LLamaToken Token, float Lead) Measure(ReadOnlySpan<float> logits) => Next(logits, Measured);

    // The grammar is asked about as few tokens as will do: each costs about as much as the other work on a token.
    private (LLamaToken Token, float Lead) Next(ReadOnlySpan<float> logits, int tried)
    {
        var top = Top(logits, tried);
        var last = top[^1].Logit;
        if (_grammar is null)
            return (top[0].ID, top[0].Logit - top[Math.Min(1, top.Length - 1)].Logit);
        var second = float.NegativeInfinity;
        var best = Best(top[..1]).Best;
        if (best.Logit > float.NegativeInfinity)
            second = Second(top);
        else if (top.Length > 1)
            (best, second) = Best(top[1..]);
        if (best.Logit == float.NegativeInfinity)
            ((best, second), last) = (Best(All(logits)), float.NegativeInfinity);
        if (best.Logit == float.NegativeInfinity)
            throw new ModelException(ModelException.BadGrammar, "the grammar allows nothing here");
        _grammar.Accept(best.ID);
        return (best.ID, best.Logit - Math.Max(second, last));
    }

    // The best allowed one after the first, which is allowed.
    private float Second(LLamaTokenData[] top)
    {
        for (var (from, count) = (1, 1); from < top.Length; (from, count) = (from + count, top.Length - from - count))
        {
            var best = Best(top[from..(from + count)]).Best.Logit;
            if (best > float.NegativeInfinity)
                return best;
        }
        return float.NegativeInfinity;
    }

    public void Dispose() => _grammar?.Dispose();

    private static LLamaTokenData[] All(ReadOnlySpan<float> logits)
    {
        var all = new LLamaTokenData[logits.Length];
        for (var i = 0; i < all.Length; i++)
            all[i] = new(i, logits[i], 0);
        return all;
    }

    // The best so many, the best first, of equals the smaller id first.
    private static LLamaTokenData[] Top(ReadOnlySpan<float> logits, int count)
    {
        var top = new LLamaTokenData[Math.Min(count, logits.Length)];
        Array.Fill(top, new LLamaTokenData(0, float.NegativeInfinity, 0));
        for (var i = 0; i < logits.Length; i++)
        {
            if (!(logits[i] > top[^1].Logit))
                continue;
            var at = top.Length - 1;
            for (; at > 0 && logits[i] > top[at - 1].Logit; at--)
                top[at] = top[at - 1];
            top[at] = new(i, logits[i], 0);
        }
        return top;
    }

    // The best that the grammar allows, and the logit of the second; negative infinity stands for none.
    private (LLamaTokenData Best, float Second) Best(LLamaTokenData[] candidates)
    {
        using var pin = LLamaTokenDataArrayNative.Create(new LLamaTokenDataArray(candidates), out var native);
        _grammar!.Apply(ref native);
        var (best, second) = (new LLamaTokenData(0, float.NegativeInfinity, 0), float.NegativeInfinity);
        foreach (var candidate in native.Data)
        {
            if (candidate.Logit > best.Logit)
                (best, second) = (candidate, best.Logit);
            else if (candidate.Logit > second)
                second = candidate.Logit;
        }
        return (best, second);
    }
}
